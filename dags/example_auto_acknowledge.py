"""A customer who writes after a silence is told at once that it was read. Needs Airflow 3.

Let a real Airflow run it (``make demo`` does), and somebody write on the emulator's page: its triggerer looks every
five seconds, and starts the DAG. ``airflow dags test example_auto_acknowledge`` begins no watch; it answers what was
written since a real Airflow began one, less what was answered, and nothing where none was begun.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from airflow.sdk import DAG, Asset, AssetWatcher, get_current_context, task

from airflow_provider_whop.assets.inbox import new_messages
from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger

if TYPE_CHECKING:
    from airflow_provider_whop.api.inbox.message import InboxMessage

NAME = "example_inbox"
ANSWER = "Thank you, we have read this. A person answers you today."
SILENCE = timedelta(hours=6)

inbox = Asset(
    NAME, watchers=[AssetWatcher(name="whop", trigger=WhopSupportMessageEventTrigger(asset=NAME, poll_interval=5))]
)


def breaks_silence(hook: WhopHook, message: InboxMessage) -> bool:
    """Tell whether nobody wrote in the conversation for a while before this message, and nobody has answered since."""
    for other in hook.list_messages(message.channel_id):  # the newest first
        by_customer = other.user.id == message.customer_user_id
        if not by_customer or (other.created_at, other.id) < (message.created_at, message.id):
            return other.created_at < message.created_at - SILENCE
    return True


with DAG(
    dag_id="example_auto_acknowledge",
    schedule=[inbox],
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["whop", "example"],
) as dag:

    @task(retries=3, retry_delay=timedelta(seconds=10))
    def acknowledge() -> None:
        """Answer each conversation once for each silence; a try after one that was killed posts nothing twice."""
        hook = WhopHook()
        with new_messages(get_current_context(), include_content=False) as messages:
            for message in messages:
                if breaks_silence(hook, message):
                    hook.send_message(message.channel_id, ANSWER, key=message.id)

    acknowledge()
