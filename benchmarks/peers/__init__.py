"""Who is measured: modules that run in a peer's environment, with functions that ``metered.py`` calls."""

KEY = "apik_bench"
CHANNEL = "exp_lounge"
TEXT = (
    "**Release 4.2 is out.** What is new, what has changed, and what to do before Monday: read it in the forum, please."
)
EVERY = 1.0
"""Seconds between two polls of who waits."""
