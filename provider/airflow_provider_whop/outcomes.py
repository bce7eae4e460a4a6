"""What a Whop error means to Airflow: fail for good, or let the task's retries have another go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def whop_outcomes() -> Iterator[None]:
    """
    Turn permanent Whop errors into the exception that Airflow does not retry; let the others pass.

    The sentence stands alone: its cause would only push it up in the task's log.
    """
    from airflow.providers.common.compat.sdk import AirflowFailException

    from airflow_provider_whop.api.errors import WhopError

    try:
        yield
    except WhopError as error:
        if error.permanent:
            raise AirflowFailException(str(error)) from None
        raise
