"""Assets: the inbox as something that starts a DAG, and what a run that it started is given."""
