"""A person reads what a customer wrote, edits the reply and approves it; only then is it sent. Needs Airflow 3.1.

Let a real Airflow run it, and somebody write on the emulator's page: each conversation then waits among Airflow's
"Required Actions". Not ``airflow dags test example_approved_reply``: it starts no watch, and waits for a person for
ever. What nobody decides within a day is rejected: no reply, and nobody is asked again. Whoever approves has to see the
customer's words, so these stand in Airflow's database (XCom, the required action); no log and no event holds them.
What is written while a run waits is given to the next one.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from textwrap import indent
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import AirflowSkipException
from airflow.providers.standard.operators.hitl import HITLEntryOperator
from airflow.sdk import DAG, Asset, AssetWatcher, Param, get_current_context, task, task_group

from airflow_provider_whop.assets.inbox import new_messages
from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger

if TYPE_CHECKING:
    from airflow_provider_whop.api.inbox.message import InboxMessage

NAME = "example_inbox_for_approval"
DRAFT = "Thank you for writing to us!"
APPROVE, REJECT = "Approve", "Reject"

inbox = Asset(
    NAME, watchers=[AssetWatcher(name="whop", trigger=WhopSupportMessageEventTrigger(asset=NAME, poll_interval=5))]
)


def question(written: list[InboxMessage]) -> dict[str, str]:
    """Put what is new in a conversation to a person; the reply is to the newest message."""
    newest = written[-1]
    return {
        "channel_id": newest.channel_id,
        "message_id": newest.id,
        "subject": f"Reply to {newest.customer_user_id}?",
        "body": indent("\n\n".join(message.content or "" for message in written), "    "),  # no Markdown of theirs acts
    }


with DAG(
    dag_id="example_approved_reply",
    schedule=[inbox],
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:

    @task(show_return_value_in_logs=False)
    def questions() -> list[dict[str, str]]:
        """One for each conversation, however much was written in it."""
        conversations = defaultdict(list)
        for message in new_messages(get_current_context()):
            conversations[message.channel_id].append(message)
        return [question(written) for written in conversations.values()]

    @task
    def send(channel_id: str, message_id: str, decision: dict[str, Any]) -> None:
        """Post the reply as the person has left it, once; or nothing."""
        if decision["chosen_options"] != [APPROVE]:
            raise AirflowSkipException("Not approved")
        reply = decision["params_input"].get("reply", DRAFT)
        WhopHook().send_message(channel_id, reply, replying_to_message_id=message_id)

    @task_group
    def conversation(channel_id: str, message_id: str, subject: str, body: str) -> None:
        """Have one reply approved; the other conversations do not wait for it."""
        # no ApprovalOperator: in a mapped group (Airflow 3.3.2) its "Reject" does not hold back the tasks behind it
        decide = HITLEntryOperator(
            task_id="decide",
            subject=subject,
            body=body,
            params={"reply": Param(DRAFT, type="string", format="multiline")},
            options=[APPROVE, REJECT],
            defaults=REJECT,
            response_timeout=timedelta(days=1),
        )
        send(channel_id, message_id, decide.output)

    @task(trigger_rule="none_failed")
    def handled() -> None:
        """Have later runs leave out what was decided, either way."""
        messages = new_messages(get_current_context(), include_content=False)
        messages.handled(*messages)

    conversation.expand_kwargs(questions()) >> handled()
