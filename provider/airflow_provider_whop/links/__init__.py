"""Links from Airflow's UI to Whop."""
