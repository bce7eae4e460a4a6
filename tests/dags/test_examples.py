"""Every example DAG says how it is run, and is run by some test."""

from __future__ import annotations

from examples import ORDER, UNTRIED
from places import DAGS, ROOT


def test_every_example_says_how_it_is_run() -> None:
    for file in DAGS.glob("*.py"):
        told = file.read_text().split('"""')[1]
        assert "``airflow dags test" in told, file
        assert ("AssetWatcher" in file.read_text()) is ("Let a real Airflow run it" in told), file


def test_an_example_that_the_matrix_does_not_try_is_tried_elsewhere() -> None:
    assert set(UNTRIED) < set(ORDER)
    assert [] == [dag_id for dag_id, file in UNTRIED.items() if f'"{dag_id}"' not in (ROOT / file).read_text()]


FAILING = {"example_deadline.py", "example_notifications.py"}
"""Examples of what is told when something goes wrong."""


def test_every_example_that_asks_whop_for_something_tries_again() -> None:
    """Whop may be away for a moment, and what an inbox has given to a run is given to no other."""
    without = {file.name for file in DAGS.glob("*.py") if "retries" not in file.read_text()}
    assert FAILING == without
