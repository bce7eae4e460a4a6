"""Gives what customers wrote back to them, word for word and defused: by a task, by templates, as a file's name."""

from __future__ import annotations

import os
from typing import Any

from airflow.sdk import DAG, task

from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from airflow_provider_whop.sensors.support import WhopSupportMessageSensor
from airflow_provider_whop.templates import FILTERS

with DAG(
    dag_id="payloads",
    schedule=None,
    max_active_runs=1,
    user_defined_filters=FILTERS,
    params={"names": [], "defused": "exp_lounge"},
) as dag:
    wait = WhopSupportMessageSensor(
        task_id="wait", since="2026-01-01T00:00:00Z", include_content=True, poke_interval=1, overlap=0
    )

    @task
    def echo(found: dict[str, Any], params: dict[str, Any] | None = None) -> list[str]:
        """Send each text back from Python, and each name as a file's."""
        hook = WhopHook()
        for number, message in enumerate(found["messages"]):
            hook.send_message("exp_lounge", message["content"], key=f"echo {number}")
        return [hook.upload_file("data.txt", filename=name).id for name in (params or {})["names"]]

    echo(wait.output)
    for number in range(int(os.environ.get("WHOP_PAYLOADS", "1"))):
        said = f"ti.xcom_pull(task_ids='wait')['messages'][{number}]['content']"
        plain = WhopSendMessageOperator(
            task_id=f"plain_{number}", channel_id="exp_announcements", content=f"{{{{ {said} }}}}"
        )
        quoted = WhopSendMessageOperator(
            task_id=f"defused_{number}", channel_id="{{ params.defused }}", content=f"> {{{{ {said} | defused }}}}"
        )
        wait >> [plain, quoted]
