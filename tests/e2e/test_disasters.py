"""A real Airflow 3.3 under all that happens to tasks: killed, orphaned, stopped, timed out, cleared."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from disasters import HELD, arrived, impatient, posts, stopped_pair, the_sender, wake
from kill_points import AT_THE_SERVER, CHANNEL, PROBED, kill_points
from places import venv
from processes import holders, parent, signalled
from real_airflow import RealAirflow

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

QUICK = {
    "AIRFLOW__CORE__PARALLELISM": "12",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "8",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
}
EACH = 5
ALIKE = {
    "mapped_alike": ("failed", {"success": 2, "failed": 2}),
    "mapped_alike_with_a_marker": ("success", {"success": 4}),
}


@pytest.fixture(scope="module")
def whop() -> Iterator[WhopEmulator]:
    with WhopEmulator() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def airflow(whop: WhopEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealAirflow]:
    """An Airflow that soon misses a task whose supervisor is silent."""
    place = tmp_path_factory.mktemp("disasters")
    (place / "dags").mkdir()
    shutil.copy(Path(__file__).parent / "dags" / "killed.py", place / "dags")
    with RealAirflow(venv("airflow-3.3"), place / "home", place / "dags", {**QUICK, **impatient(whop)}) as airflow:
        airflow.unpause("killed", "patient", "timed_out", "not_retried", "in_a_long_run", "pushes", *ALIKE)
        yield airflow


@pytest.fixture
def there(whop: WhopEmulator, request: pytest.FixtureRequest) -> Callable[[], list[str]]:
    """Give the ids of this test's messages; its name is their text."""
    return lambda: [found["id"] for found in whop.messages(CHANNEL) if found["content"] == request.node.name]


@pytest.fixture
def text(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


def test_a_sender_killed_at_any_point_leaves_one_message(airflow: RealAirflow, whop: WhopEmulator) -> None:
    outcomes = kill_points(airflow, whop, EACH)
    table = "\n".join(map(str, outcomes))
    assert {*PROBED, *AT_THE_SERVER} == {outcome.point for outcome in outcomes}
    assert all(outcome.kept for outcome in outcomes), table


def test_an_orphan_that_was_sending_is_found_by_the_next_try(
    airflow: RealAirflow, whop: WhopEmulator, text: str, there: Callable[[], list[str]]
) -> None:
    whop.misbehave("createMessage", wait_before=4.0, accepted=True)
    run = airflow.trigger("killed", {"text": text})
    sender = the_sender(whop, text)
    os.kill(parent(sender), signal.SIGKILL)
    assert "success" == airflow.finished("killed", run)
    assert "adopted" == airflow.xcom("killed", run, "send")["delivery"]
    assert 1 == len(there())


def test_an_orphan_that_had_not_begun_sends_nothing(
    airflow: RealAirflow, whop: WhopEmulator, text: str, there: Callable[[], list[str]]
) -> None:
    run = airflow.trigger("killed", {"text": text, "point": "supervisor killed"})
    assert "success" == airflow.finished("killed", run)
    assert airflow.task("killed", run)["try_number"] == 2
    assert 1 == len(there()) == len(posts(whop, text))


def test_a_sender_that_stood_still_for_too_long_sends_nothing_when_it_wakes(
    airflow: RealAirflow, whop: WhopEmulator, text: str, there: Callable[[], list[str]]
) -> None:
    run = airflow.trigger("killed", {"text": text, "point": "stopped"})
    asleep = stopped_pair(airflow)
    assert "success" == airflow.finished("killed", run)
    wake(asleep)
    time.sleep(5)
    assert 1 == len(there()) == len(posts(whop, text))


def test_a_sender_that_stood_still_and_wakes_in_time_is_found_by_the_next_try(
    airflow: RealAirflow, text: str, there: Callable[[], list[str]]
) -> None:
    run = airflow.trigger("killed", {"text": text, "point": "stopped"})
    asleep = stopped_pair(airflow)
    airflow.wait_until(lambda: airflow.task("killed", run)["try_number"] == 2, 60, "no second try")
    wake(asleep)
    assert "success" == airflow.finished("killed", run)
    time.sleep(3)
    assert 1 == len(there())


def test_a_time_out_of_the_task_amid_a_post_is_made_good(
    airflow: RealAirflow, whop: WhopEmulator, text: str, there: Callable[[], list[str]]
) -> None:
    whop.misbehave("createMessage", wait_after=4.5, accepted=True)
    run = airflow.trigger("timed_out", {"text": text})
    assert "success" == airflow.finished("timed_out", run)
    assert "adopted" == airflow.xcom("timed_out", run, "send")["delivery"]
    assert 1 == len(there())


def test_a_clear_amid_a_post_looks_before_it_sends(
    airflow: RealAirflow, whop: WhopEmulator, text: str, there: Callable[[], list[str]]
) -> None:
    whop.misbehave("createMessage", wait_after=HELD, accepted=True)
    run = airflow.trigger("patient", {"text": text})
    the_sender(whop, text)
    airflow.clear("patient", run)
    airflow.wait_until(lambda: airflow.task("patient", run)["state"] == "success", 120, "it did not end")
    assert "adopted" == airflow.xcom("patient", run, "send")["delivery"]
    assert 1 == len(there())


def test_a_task_marked_as_failed_amid_a_post_sends_no_more_and_is_found_when_it_is_cleared(
    airflow: RealAirflow, whop: WhopEmulator, text: str, there: Callable[[], list[str]]
) -> None:
    whop.misbehave("createMessage", wait_after=4.5, accepted=True)
    run = airflow.trigger("killed", {"text": text})
    the_sender(whop, text)
    airflow.mark("killed", run, "failed")
    assert "failed" == airflow.finished("killed", run)
    assert 1 == len(there())
    airflow.clear("killed", run)
    assert "success" == airflow.finished("killed", run)
    assert 1 == len(there()) == len(posts(whop, text))


def test_a_clear_after_success_sends_again_as_asked(
    airflow: RealAirflow, text: str, there: Callable[[], list[str]]
) -> None:
    run = airflow.trigger("killed", {"text": text})
    assert "success" == airflow.finished("killed", run)
    airflow.clear("killed", run)
    airflow.wait_until(lambda: len(there()) == 2, 60, "it was not sent again")
    assert "success" == airflow.finished("killed", run)
    assert 2 == len(there())


def test_a_sender_killed_after_a_clear_amid_the_run_takes_no_message_from_before_it(
    airflow: RealAirflow, whop: WhopEmulator, text: str, there: Callable[[], list[str]]
) -> None:
    run = airflow.trigger("in_a_long_run", {"text": text})
    airflow.wait_until(lambda: bool(there()), 60, "it was not sent")
    airflow.wait_until(lambda: airflow.task("in_a_long_run", run)["state"] == "success", 60, "it did not end")
    whop.misbehave("createMessage", wait_before=4.0, cut="answer")
    airflow.clear("in_a_long_run", run)
    os.kill(the_sender(whop, text), signal.SIGKILL)
    assert "success" == airflow.finished("in_a_long_run", run)
    assert 2 == len(there())


def test_a_clear_after_an_answer_was_lost_sends_once(
    airflow: RealAirflow, whop: WhopEmulator, text: str, there: Callable[[], list[str]]
) -> None:
    whop.misbehave("createMessage", cut="answer", accepted=True)
    whop.misbehave("listMessages", status=403)
    run = airflow.trigger("not_retried", {"text": text})
    assert "failed" == airflow.finished("not_retried", run)
    airflow.clear("not_retried", run)
    assert "success" == airflow.finished("not_retried", run)
    assert 1 == len(there()) == len(posts(whop, text))


def test_a_task_that_is_killed_amid_a_push_says_so_and_pushes_again_only_when_it_is_cleared(
    airflow: RealAirflow, whop: WhopEmulator, text: str
) -> None:
    whop.misbehave("createNotification", wait_after=4.5, accepted=True)
    run = airflow.trigger("pushes", {"text": text})
    airflow.wait_until(lambda: whop.notifications() != [], 60, "it was not pushed")
    (held,) = (entry for entry in whop.requests if entry.operation == "createNotification")
    assert [True] == [signalled(pid, signal.SIGKILL) for pid in holders(held.peer, whop.url)]
    assert "failed" == airflow.finished("pushes", run)
    assert 2 == airflow.task("pushes", run)["try_number"]
    assert "ended while it was pushing" in repr(airflow.log("pushes", run, "send", 2))
    assert [text] == [push["title"] for push in whop.notifications()]
    airflow.clear("pushes", run)
    assert "success" == airflow.finished("pushes", run)
    assert [text, text] == [push["title"] for push in whop.notifications()]


@pytest.mark.parametrize("dag_id", ALIKE)
def test_mapped_tasks_with_the_same_words_get_a_message_each_or_say_that_they_cannot_tell(
    airflow: RealAirflow, whop: WhopEmulator, text: str, dag_id: str
) -> None:
    run_ends, tasks_end = ALIKE[dag_id]
    whop.misbehave("createMessage", cut="answer", accepted=True, times=2)
    run = airflow.trigger(dag_id, {"text": text})
    assert run_ends == airflow.finished(dag_id, run)
    assert tasks_end == Counter(task["state"] for task in airflow.tasks(dag_id, run))
    assert 4 == len(arrived(whop, text)) == len(posts(whop, text))
