"""What DAG authors put into a DAG. Importing these modules loads neither an HTTP library nor a model."""
