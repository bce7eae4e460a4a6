"""Sensors: they wait in Airflow's words for what the centre finds."""
