"""The Apache Airflow provider for Whop's chat. Holds the version, nothing else."""

__version__ = "0.1.0"
