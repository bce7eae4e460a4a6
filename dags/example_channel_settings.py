"""Channel settings as code: what a channel's rules should be stands here, and a daily run brings it to them.

Run it with ``airflow dags test example_channel_settings``; running it again changes nothing.
The channels are the emulator's; put yours in their place.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.providers.common.compat.sdk import DAG  # on Airflow 3 alone: from airflow.sdk import DAG

from airflow_provider_whop.operators.channels import WhopUpdateChannelOperator

RULES = [
    {"channel_id": "exp_announcements", "who_can_post": "admins", "who_can_react": "everyone"},
    {"channel_id": "exp_lounge", "ban_urls": True, "banned_words": ["spam", "scam"], "user_posts_cooldown_seconds": 10},
]

with DAG(
    dag_id="example_channel_settings",
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:
    WhopUpdateChannelOperator.partial(task_id="moderate").expand_kwargs(RULES)
