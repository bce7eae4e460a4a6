"""Messages that Airflow's callbacks send."""
