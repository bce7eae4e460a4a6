"""Who is measured: each a module that runs in that peer's environment, with functions that ``metered.py`` calls."""
