"""The Whop chat API as values: calls, models, conversations, errors. No I/O and no Airflow in here."""
