"""DAGs that messages start: one is given them, one dies, one fails, one has an asset with the watcher of another."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Asset, AssetWatcher, get_current_context, task

from airflow_provider_whop.assets.inbox import new_messages
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger

START = datetime(2026, 1, 1, tzinfo=UTC)


def inbox(name: str, asset: str | None = None) -> Asset:
    """Watch what customers write that begins with a word of this file's own."""
    trigger = WhopSupportMessageEventTrigger(asset=asset or name, matching="^watched ", poll_interval=2)
    return Asset(name, watchers=[AssetWatcher(name="whop", trigger=trigger)])


@task
def given() -> list[str]:
    """Handle what there is."""
    with new_messages(get_current_context(), include_content=False) as messages:
        return [message.id for message in messages]


@task(retries=2, retry_delay=timedelta(seconds=1))
def given_to_one_that_dies() -> list[str]:
    """Die on the first try, with the messages in hand."""
    context: Any = get_current_context()
    with new_messages(context, include_content=False) as messages:
        if messages and context["ti"].try_number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return [message.id for message in messages]


@task
def given_in_vain() -> None:
    """Fail with what there is, until nobody asks for that any more."""
    context: Any = get_current_context()
    with new_messages(context) as messages:
        if context["params"]["fails"]:
            raise ValueError(f"{len(messages)} messages are in nobody's hands.")


with DAG("watches", schedule=[inbox("watched")], start_date=START, max_active_runs=1):
    given()

with DAG("watches_and_dies", schedule=[inbox("dead")], start_date=START, max_active_runs=1):
    given_to_one_that_dies()

with DAG("watches_and_fails", schedule=[inbox("failed")], start_date=START, max_active_runs=1, params={"fails": True}):
    given_in_vain()

with DAG("watches_with_anothers", schedule=[inbox("mistaken", "watched")], start_date=START, max_active_runs=1):
    given()
