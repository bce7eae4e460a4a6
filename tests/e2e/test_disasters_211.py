"""A real Airflow 2.11 under what happens to tasks: killed, orphaned, timed out, marked, cleared, rendered anew.

It needs a PostgreSQL server, by default on loopback's standard port, where ``postgres`` gets in without a password; any
other is named in ``WHOP_TEST_PG_DSN``, with a password or by a socket: tools/scratch_database.py says how.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from airflow_provider_whop.api.delivery.attempts import GRACE
from airflow_provider_whop.api.delivery.likeness import CLOCKS_APART
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.emulator import WhopEmulator
from disasters import HELD, arrived, impatient, posts, stopped_pair, the_sender, wake
from kill_points import AT_THE_SERVER, PROBED_WITHOUT_STATE, kill_points
from old_airflow import OldAirflow
from places import venv
from processes import parent

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

QUICK = {
    "AIRFLOW__CORE__PARALLELISM": "12",
    "AIRFLOW__SCHEDULER__LOCAL_TASK_JOB_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__SCHEDULER_ZOMBIE_TASK_THRESHOLD": "8",
    "AIRFLOW__SCHEDULER__ZOMBIE_DETECTION_INTERVAL": "2",
}
EACH = 5
DAGS = ("killed", "patient", "timed_out", "not_retried", "in_a_long_run", "with_a_clock", "with_a_clock_and_a_marker")


@pytest.fixture(scope="module")
def whop() -> Iterator[WhopEmulator]:
    with WhopEmulator() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def airflow(whop: WhopEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OldAirflow]:
    """An Airflow 2.11 that soon misses a task whose supervisor is silent."""
    place = tmp_path_factory.mktemp("disasters_211")
    (place / "dags").mkdir()
    shutil.copy(Path(__file__).parent / "dags" / "killed.py", place / "dags")
    airflow = OldAirflow(venv("airflow-2.11"), place / "home", place / "dags", {**QUICK, **impatient(whop)})
    with ExitStack() as life:
        try:
            life.enter_context(airflow)
        except ConnectionError as no_server:
            raise pytest.fail.Exception(str(no_server), pytrace=False) from None
        airflow.unpause(*DAGS)
        yield airflow


@pytest.fixture
def text(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


def test_a_sender_killed_at_any_point_leaves_one_message(airflow: OldAirflow, whop: WhopEmulator) -> None:
    outcomes = kill_points(airflow, whop, EACH, PROBED_WITHOUT_STATE)
    table = "\n".join(map(str, outcomes))
    assert {*PROBED_WITHOUT_STATE, *AT_THE_SERVER} == {outcome.point for outcome in outcomes}
    assert all(outcome.kept for outcome in outcomes), table


def test_an_orphan_that_was_sending_ends_the_task_itself(airflow: OldAirflow, whop: WhopEmulator, text: str) -> None:
    whop.misbehave("createMessage", wait_after=4.0, accepted=True)
    run = airflow.trigger("killed", {"text": text})
    os.kill(parent(the_sender(whop, text)), signal.SIGKILL)
    assert "success" == airflow.finished("killed", run)
    assert 1 == airflow.task("killed", run)["try_number"]
    assert 1 == len(arrived(whop, text)) == len(posts(whop, text))


def test_a_sender_that_stood_still_for_too_long_looks_when_it_wakes_and_finds_the_message_of_the_retry(
    airflow: OldAirflow, whop: WhopEmulator, text: str
) -> None:
    run = airflow.trigger("killed", {"text": text, "point": "stopped"})
    asleep = stopped_pair(airflow)
    assert "success" == airflow.finished("killed", run)
    time.sleep(Settings(key="").connect_timeout + GRACE)  # a heartbeat's time-out is longer, where it is not made short
    wake(asleep)
    time.sleep(5)
    assert 1 == len(arrived(whop, text))


def test_a_task_marked_as_failed_amid_a_post_sends_again_when_it_is_cleared(
    airflow: OldAirflow, whop: WhopEmulator, text: str
) -> None:
    whop.misbehave("createMessage", wait_after=4.5, accepted=True)
    run = airflow.trigger("killed", {"text": text})
    the_sender(whop, text)
    airflow.mark("killed", run, "failed")
    assert "failed" == airflow.finished("killed", run)
    time.sleep(5)  # a supervisor that has heard of it may be ending its task
    assert 1 == len(arrived(whop, text)) == len(posts(whop, text))
    airflow.clear("killed", run)
    assert "success" == airflow.finished("killed", run)
    assert 2 == len(arrived(whop, text))


def test_a_time_out_of_the_task_amid_a_post_is_made_good(airflow: OldAirflow, whop: WhopEmulator, text: str) -> None:
    whop.misbehave("createMessage", wait_after=4.5, accepted=True)
    run = airflow.trigger("timed_out", {"text": text})
    assert "success" == airflow.finished("timed_out", run)
    assert "adopted" == airflow.xcom("timed_out", run, "send")["delivery"]
    assert 1 == len(arrived(whop, text)) == len(posts(whop, text))


def test_a_clear_amid_a_post_looks_before_it_sends(airflow: OldAirflow, whop: WhopEmulator, text: str) -> None:
    whop.misbehave("createMessage", wait_after=HELD, accepted=True)
    run = airflow.trigger("patient", {"text": text})
    the_sender(whop, text)
    airflow.clear("patient", run)
    assert "success" == airflow.finished("patient", run)
    assert "adopted" == airflow.xcom("patient", run, "send")["delivery"]
    assert 1 == len(arrived(whop, text)) == len(posts(whop, text))


def test_a_clear_after_success_sends_again_as_asked(airflow: OldAirflow, whop: WhopEmulator, text: str) -> None:
    run = airflow.trigger("killed", {"text": text})
    assert "success" == airflow.finished("killed", run)
    airflow.clear("killed", run)
    assert "success" == airflow.finished("killed", run)
    assert 2 == len(arrived(whop, text)) == len(posts(whop, text))


def test_a_sender_killed_after_a_clear_takes_no_message_from_before_it(
    airflow: OldAirflow, whop: WhopEmulator, text: str
) -> None:
    run = airflow.trigger("killed", {"text": text})
    assert "success" == airflow.finished("killed", run)
    time.sleep(CLOCKS_APART + 1)
    whop.misbehave("createMessage", wait_before=4.0, cut="answer")
    airflow.clear("killed", run)
    os.kill(the_sender(whop, text), signal.SIGKILL)
    assert "success" == airflow.finished("killed", run)
    assert "sent" == airflow.xcom("killed", run, "send")["delivery"]
    assert 2 == len(arrived(whop, text))


def test_a_sender_killed_after_a_clear_amid_the_run_fails_rather_than_take_the_message_from_before_it(
    airflow: OldAirflow, whop: WhopEmulator, text: str
) -> None:
    run = airflow.trigger("in_a_long_run", {"text": text})
    airflow.wait_until(lambda: bool(arrived(whop, text)), 60, "it was not sent")
    airflow.wait_until(lambda: airflow.task("in_a_long_run", run)["state"] == "success", 60, "it did not end")
    whop.misbehave("createMessage", wait_before=4.0, cut="answer")
    airflow.clear("in_a_long_run", run)
    os.kill(the_sender(whop, text), signal.SIGKILL)
    assert "failed" == airflow.finished("in_a_long_run", run)
    assert 1 == len(arrived(whop, text))


def test_a_clear_after_an_answer_was_lost_sends_again_because_nothing_was_written_down(
    airflow: OldAirflow, whop: WhopEmulator, text: str
) -> None:
    whop.misbehave("createMessage", cut="answer", accepted=True)
    whop.misbehave("listMessages", status=403)
    run = airflow.trigger("not_retried", {"text": text})
    assert "failed" == airflow.finished("not_retried", run)
    airflow.clear("not_retried", run)
    assert "success" == airflow.finished("not_retried", run)
    assert 2 == len(arrived(whop, text))


@pytest.mark.parametrize(("dag", "messages"), [("with_a_clock", 2), ("with_a_clock_and_a_marker", 1)])
def test_a_text_with_a_clock_in_it_is_known_again_by_its_marker_alone(
    airflow: OldAirflow, whop: WhopEmulator, text: str, dag: str, messages: int
) -> None:
    run = airflow.trigger(dag, {"text": text, "point": "answered, XCom not pushed"})
    assert "success" == airflow.finished(dag, run)
    assert 2 == airflow.task(dag, run)["try_number"]
    assert messages == len(arrived(whop, text)) == len(posts(whop, text))
