"""Posts as a task does that is a SlackAPIPostOperator."""

from __future__ import annotations

import json
import os

from airflow.providers.slack.operators.slack import SlackAPIPostOperator
from serving import serve


def send(url: str, key: str, channel: str, text: str, timeout: float) -> None:
    """Post once; a try of a task is a process of its own, so its operator is new."""
    os.environ["AIRFLOW_CONN_SLACK_API_DEFAULT"] = json.dumps({"conn_type": "slack", "password": key})
    post = SlackAPIPostOperator(task_id="post", channel=channel, text=text, base_url=url, timeout=timeout)
    post.execute(context={})


if __name__ == "__main__":
    serve(send)
