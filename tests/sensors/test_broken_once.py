"""What broke in the sensors once: texts for lists, runs that race, lists that shift, tasks that are renamed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.sensors.messages import WhopMessageSensor
from one_look import found, sensor

Run = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.usefixtures("connection")


@pytest.mark.parametrize("arguments", [{"message_types": "regular"}, {"customer_user_ids": "user_ada"}])
def test_a_text_is_one_and_not_its_letters(whop: WhopEmulator, run: Run, arguments: dict[str, Any]) -> None:
    written = whop.customer_writes("ada", "help")
    assert [written["id"]] == found(sensor(since="2026-01-01T00:00:00Z", **arguments), run(1))


def test_two_runs_that_began_in_one_moment_are_not_given_the_same(whop: WhopEmulator, run: Run) -> None:
    one, other = sensor(), sensor()
    assert [[], []] == [found(one, run(1)), found(other, run(2))]
    written = whop.customer_writes("ada", "help")
    assert [written["id"]] == found(one, run(1))
    with pytest.raises(WhopInvalidArgument, match="another run of this sensor was given its messages"):
        found(other, run(2))


def test_a_try_that_was_superseded_does_not_undo_what_a_later_one_has_written_down(
    whop: WhopEmulator, run: Run
) -> None:
    early, late = sensor(), sensor()
    context, again = run(1, try_number=1), run(1, try_number=2)
    assert [[], []] == [found(early, context), found(late, again)]
    first = whop.customer_writes("ada", "one")["id"]
    assert early._look is not None
    seen = early._look.news()
    second = whop.customer_writes("ada", "two")["id"]
    assert {first, second} == {*found(late, again)}
    early._look.given(seen)
    third = whop.customer_writes("ada", "three")["id"]
    assert [third] == found(sensor(), run(2))


def test_what_a_mapped_sensor_has_read_belongs_to_its_channel_and_not_to_its_number(
    whop: WhopEmulator, run: Run
) -> None:
    ada, ben = (whop.customer_writes(who, "first")["channel_id"] for who in ("ada", "ben"))

    def mapped(number: int, *channels: str) -> list[list[str]]:
        return [
            found(sensor(WhopMessageSensor, channel_ids=channel), run(number, map_index=index))
            for index, channel in enumerate(channels)
        ]

    mapped(1, ada, ben)
    later = whop.customer_writes("ben", "second")["id"]
    assert [[], [later]] == mapped(2, ada, ben)
    assert [[]] == mapped(3, ben), "given again"


def test_a_renamed_sensor_loses_nothing_or_says_so(whop: WhopEmulator, run: Run, logged: Callable[[], str]) -> None:
    sensor().poke(run(1))
    whop.customer_writes("ada", "one")
    sensor().execute(run(1))
    written = whop.customer_writes("ada", "between")["id"]
    later = run(2)
    later["ti"].task_id = "renamed"
    later["dag_run"].run_after = datetime.now(UTC)
    assert written in found(sensor(), later) or "it begins at" in logged()
