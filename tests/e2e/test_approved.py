"""example_approved_reply on a real Airflow: a person decides through its REST API what is sent to a customer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from real_airflow import RealAirflow
from started import WORDS, Started, answers, logs_with

DRAFT = "Thank you for writing to us!"
EDITED = "We have *mended* it {{ 7 * 7 }}"


@pytest.fixture(scope="module")
def started(airflow: RealAirflow) -> Started:
    return Started(airflow, "example_approved_reply", "example_inbox_for_approval")


@pytest.fixture(scope="module")
def asked(started: Started, shared_whop: WhopEmulator) -> dict[str, dict[str, Any]]:
    """What a person was asked: a reply is edited and approved, one rejected, and one approved when more was written."""
    for name in ("fay", "gus"):
        shared_whop.add_customer(name)
    with started.watched():
        shared_whop.customer_writes("fay", f"{WORDS} from Fay")
        second = shared_whop.customer_writes("gus", f"{WORDS} from Gus")
        decided = {
            "fay": decide(started, "Fay", "Approve", reply=EDITED),
            "gus": decide(started, "Gus", "Reject"),
        }
        started.await_handled(second)
        third = shared_whop.customer_writes("fay", "Thanks")
        decided["fay again"] = decide(started, "Thanks", "Approve")
        started.await_handled(third)
    return decided


def decide(started: Started, text: str, choice: str, **form: str) -> dict[str, Any]:
    """Wait until a person is asked about a text, and answer as Airflow's UI does; gives what was asked."""
    started.airflow.wait_until(lambda: waiting(started, text) != [], 90, f"nobody was asked about {text!r}")
    (detail,) = waiting(started, text)
    task = detail["task_instance"]
    path = f"dagRuns/{task['dag_run_id']}/taskInstances/{task['task_id']}/{task['map_index']}/hitlDetails"
    wanted = {"chosen_options": [choice], "params_input": form}
    started.airflow.api("PATCH", f"/api/v2/dags/{started.dag_id}/{path}", wanted)
    return detail


def waiting(started: Started, text: str) -> list[dict[str, Any]]:
    path = f"/api/v2/dags/{started.dag_id}/dagRuns/~/hitlDetails?response_received=false"
    details = started.airflow.api("GET", path)["hitl_details"]
    return [detail for detail in details if text in detail["body"] and heard_of(started, detail["task_instance"]["id"])]


def heard_of(started: Started, task_instance: str) -> bool:
    """Tell whether the scheduler knows that a task waits: an answer before that, quicker than a person, fails it."""
    log = (started.airflow.home / "scheduler.out").read_text(errors="replace")
    return re.search(f"TaskInstance Finished: .*{task_instance}.* state=awaiting_input", log) is not None


def sent(whop: WhopEmulator, user: str) -> list[tuple[str, str]]:
    """Give what was sent to a customer, and the text that each answers."""
    (room,) = (room for room in whop.world.rooms.values() if room.customer and room.customer.username == user)
    texts = {message["id"]: message["content"] for message in whop.messages(room.id)}
    return [(reply["content"], texts[reply["replying_to_message_id"]]) for reply in answers(whop, room.id)]


@pytest.mark.usefixtures("asked")
def test_a_reply_is_sent_as_the_person_has_left_it(shared_whop: WhopEmulator) -> None:
    assert [(EDITED, f"{WORDS} from Fay"), (DRAFT, "Thanks")] == sent(shared_whop, "fay")


@pytest.mark.usefixtures("asked")
def test_a_reply_that_is_rejected_is_not_sent(shared_whop: WhopEmulator) -> None:
    assert [] == sent(shared_whop, "gus")


def test_a_person_is_shown_what_is_new_as_it_was_written(asked: dict[str, dict[str, Any]]) -> None:
    assert f"    {WORDS} from Fay" == asked["fay"]["body"]
    assert "    Thanks" == asked["fay again"]["body"]


@pytest.mark.usefixtures("asked")
def test_no_log_and_no_event_holds_what_the_customers_wrote(airflow: RealAirflow, started: Started) -> None:
    assert [] == logs_with(airflow, WORDS)
    assert started.events()
    assert WORDS not in json.dumps(started.events())
