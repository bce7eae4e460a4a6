"""From an Airflow connection to a configured client."""
