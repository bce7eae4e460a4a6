"""What a Whop error means to Airflow, decided here alone: fail the task for good, or let its retries have a go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_whop.api.errors import WhopError


@contextmanager
def airflow_outcomes() -> Iterator[None]:
    """
    Let an error that asking again cannot mend be one that Airflow does not retry, too.

    It is still caught by its own name. It stands alone: a cause would only push its sentence up in the task's log.
    """
    try:
        yield
    except WhopError as error:
        if not error.permanent or isinstance(error, AirflowFailException):
            raise
        raise _for_good(error) from None


def _for_good(error: WhopError) -> WhopError:
    final = _final(cast("Any", type(error)))
    twin = final.__new__(final, *error.args)
    twin.args = error.args
    twin.__dict__.update(error.__dict__)
    return twin


@cache
def _final(kind: Any) -> type[WhopError]:
    """Make the class that is both: what a DAG author catches, and what Airflow takes for final."""

    def plain(error: WhopError) -> tuple[Any, ...]:
        return kind, error.args, error.__dict__

    members = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__reduce__": plain}
    return type(kind.__name__, (kind, AirflowFailException), {**members, "__doc__": kind.__doc__})
