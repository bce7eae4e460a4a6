"""The only place that does I/O with Whop: requests in tasks, httpx in the triggerer, one conversation for both."""
