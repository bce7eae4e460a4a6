"""Row: what the imports of a DAG file add to Airflow's own, each in a fresh process."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from contest import Peer, Target
from pinned import figures_of
from row import Row, run

DAG = "from airflow.sdk import DAG"
TRIGGERS = "import airflow.triggers.base"
OURS = "this provider: operator, sensor, notifier"
EVENT_TRIGGER = "this provider: event trigger, over airflow.triggers.base"
SLACK = "Slack: operator"
IMPORTS = {
    OURS: """
from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from airflow_provider_whop.sensors.support import WhopSupportMessageSensor
from airflow_provider_whop.notifications.whop import send_whop_notification
""",
    SLACK: "from airflow.providers.slack.operators.slack import SlackAPIPostOperator",
    "Discord: operator": "from airflow.providers.discord.operators.discord_webhook import DiscordWebhookOperator",
    "HTTP: operator": "from airflow.providers.http.operators.http import HttpOperator",
    "Telegram: operator": "from airflow.providers.telegram.operators.telegram import TelegramOperator",
}
TRIGGER = "from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger"


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    """Give each its imports."""
    chats = [
        Peer(name, partial(figures_of, "bench", "imported.py", DAG, wanted), "" if name == OURS else OURS)
        for name, wanted in IMPORTS.items()
    ]
    yield [*chats, Peer(EVENT_TRIGGER, partial(figures_of, "bench", "imported.py", TRIGGERS, TRIGGER))]


ROW = Row(
    "dag_parse",
    "A DAG file is parsed",
    "What these imports add to `from airflow.sdk import DAG`, in a fresh process with bytecode on disk. The event "
    "trigger, which only DAGs import that messages start, is measured over the module of its parent class.",
    peers,
    [
        Target("CPU ms", OURS, most=5),
        Target("CPU ms", OURS, most=0.1, over=SLACK),
        Target("CPU ms", EVENT_TRIGGER, most=1),
    ],
)

if __name__ == "__main__":
    sys.exit(run(ROW))
