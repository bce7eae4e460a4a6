"""The example DAGs as a real scheduler runs them: on a schedule, by hand, and started by an asset."""

from __future__ import annotations

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from real_airflow import RealAirflow


def ended(airflow: RealAirflow, dag_id: str) -> dict[str, str]:
    """Wait for the first run of a DAG and its end."""
    airflow.wait_until(lambda: airflow.runs(dag_id) != [], 60, f"{dag_id} was not started")
    run = airflow.runs(dag_id)[0]
    assert "success" == airflow.finished(dag_id, run["dag_run_id"])
    return run


def posted(whop: WhopEmulator) -> list[str]:
    return [message["content"] for message in whop.messages("exp_announcements")]


def test_an_announcement_is_posted_on_its_schedule(airflow: RealAirflow, shared_whop: WhopEmulator) -> None:
    airflow.unpause("example_announcement")
    assert "scheduled" == ended(airflow, "example_announcement")["run_type"]
    assert 1 == sum(text.startswith("## Good morning!") for text in posted(shared_whop))


def test_an_announcement_follows_the_pipeline_whose_asset_starts_it(
    airflow: RealAirflow, shared_whop: WhopEmulator
) -> None:
    airflow.unpause("example_announcement_after_pipeline", "example_pipeline")
    airflow.trigger("example_pipeline")
    assert "manual" == ended(airflow, "example_pipeline")["run_type"]
    assert "asset_triggered" == ended(airflow, "example_announcement_after_pipeline")["run_type"]
    assert 1 == posted(shared_whop).count("The report is ready: **42 rows**.")


def test_channel_settings_are_brought_about_and_told(airflow: RealAirflow) -> None:
    airflow.unpause("example_channel_settings")
    run_id = ended(airflow, "example_channel_settings")["dag_run_id"]
    first, second = (airflow.xcom("example_channel_settings", run_id, "moderate", index) for index in (0, 1))
    assert first["changed"] == {"who_can_post": {"before": "everyone", "after": "admins"}}
    assert sorted(second["changed"]) == ["ban_urls", "banned_words", "user_posts_cooldown_seconds"]
    again = airflow.trigger("example_channel_settings")
    assert "success" == airflow.finished("example_channel_settings", again)
    assert airflow.xcom("example_channel_settings", again, "moderate", 1)["changed"] == {}


def test_each_conversation_of_the_help_desk_is_answered_once(airflow: RealAirflow, shared_whop: WhopEmulator) -> None:
    (channel,) = {shared_whop.customer_writes("cleo", text)["channel_id"] for text in ("hello?", "anybody?")}
    airflow.unpause("example_help_desk")
    assert "scheduled" == ended(airflow, "example_help_desk")["run_type"]
    texts = [message["content"] for message in shared_whop.messages(channel)]
    assert 1 == texts.count("Thank you! A person answers you today.")


@pytest.mark.usefixtures("airflow")
def test_no_dag_fails_to_be_read(airflow: RealAirflow) -> None:
    assert airflow.api("GET", "/api/v2/importErrors")["import_errors"] == []
