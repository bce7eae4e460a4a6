"""What a query answers, as a table in a message and as a file: values in, text out. No I/O, no Airflow, no database."""
