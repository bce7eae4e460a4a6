"""The story of a send, as the task's own log tells it; and that neither text nor key is anywhere it should not be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from real_airflow import RealAirflow

TEXT = "private words of the retried DAG"


@pytest.fixture(scope="module")
def lines(airflow: RealAirflow, shared_whop: WhopEmulator) -> list[dict[str, Any]]:
    """The log of a send that is turned away twice before it is taken."""
    shared_whop.misbehave("createMessage", status=429, headers={"Retry-After": "1"}, times=2)
    airflow.unpause("retried")
    run_id = airflow.trigger("retried")
    assert "success" == airflow.finished("retried", run_id)
    return airflow.log("retried", run_id, "send")


def test_each_attempt_is_one_line_with_status_duration_attempt_and_wait(lines: list[dict[str, Any]]) -> None:
    told = [(line["level"], line["event"]) for line in lines if line["event"].startswith("Whop ")]
    again = r"Whop createMessage: 429 rate_limit_exceeded in 0\.\d{3} s, attempt %s; asking again in 1\.\d s"
    expected = [
        ("warning", again % "1"),
        ("warning", again % r"2 after waiting 1\.\d s"),
        ("info", r"Whop createMessage: 200 in 0\.\d{3} s, attempt 3 after waiting 2\.\d s"),
    ]
    assert len(expected) == len(told)
    for (level, pattern), (told_level, event) in zip(expected, told, strict=True):
        assert level == told_level
        assert re.fullmatch(pattern, event), event


def test_the_message_landed_once_and_its_text_is_in_no_log(
    lines: list[dict[str, Any]], shared_whop: WhopEmulator
) -> None:
    assert 1 == sum(message["content"] == TEXT for message in shared_whop.messages("exp_lounge"))
    assert TEXT not in repr(lines)


def test_a_key_that_is_printed_is_masked(airflow: RealAirflow) -> None:
    airflow.unpause("tells_its_key")
    run_id = airflow.trigger("tells_its_key")
    assert "success" == airflow.finished("tells_its_key", run_id)
    (line,) = (line for line in airflow.log("tells_its_key", run_id, "tell") if "The key is" in line["event"])
    assert line["event"].startswith("The key is ***, the client <")


@pytest.mark.usefixtures("lines", "bad_input")
def test_no_key_is_in_any_log_database_rendered_template_or_xcom(
    airflow: RealAirflow, shared_whop: WhopEmulator
) -> None:
    """The connection is also kept in the metadata database, where Airflow encrypts it, and used from there."""
    airflow.run("connections", "add", "whop_kept", "--conn-json", shared_whop.connection)
    airflow.unpause("from_database")
    assert "success" == airflow.finished("from_database", airflow.trigger("from_database"))
    searched = [file for file in airflow.home.rglob("*") if file.is_file()]
    assert {"airflow.db", "scheduler.out", "attempt=1.log"} <= {file.name for file in searched}
    assert [str(file) for file in searched if holds_a_key(file)] == []
    database = [file for file in searched if file.name.startswith("airflow.db")]  # its write-ahead log included
    assert any(holds(file, b"whop_kept") for file in database)  # the search finds what is there


def holds_a_key(file: Path) -> bool:
    return holds(file, b"apik_e2e_")


def holds(file: Path, needle: bytes) -> bool:
    return needle in file.read_bytes()
