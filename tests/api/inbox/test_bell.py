"""When the bell of an inbox rings: for what is new, again for what lies, and never for what is handled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow_provider_whop.api.inbox.bell import LONGEST_PAUSE, Bell
from airflow_provider_whop.api.inbox.message import InboxMessage, News
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
START = Watermark.since(NOON)


def message(minute: int) -> InboxMessage:
    written = NOON + timedelta(minutes=minute)
    return InboxMessage(id=f"msg_{minute}", channel_id="feed_ada", user_id="user_ada", created_at=written)


def found(*minutes: int, settled: int = 0) -> News:
    interval = Interval(since=START, until=Watermark.since(NOON + timedelta(minutes=settled)))
    return News(messages=tuple(map(message, minutes)), interval=interval)


def handled(*minutes: int) -> Watermark:
    return START.advanced(None, map(message, minutes))


def test_it_is_silent_when_nothing_is_there() -> None:
    bell = Bell(START)
    assert [False] * 9 == [bell.heard(found(), START) for _ in range(9)]


def test_it_rings_for_what_is_new() -> None:
    assert Bell(START).heard(found(1), START)


def test_it_tells_of_all_that_is_not_handled_in_order() -> None:
    bell = Bell(START)
    bell.heard(found(2), START)
    bell.heard(found(1, 2, 3), START)
    assert ["msg_1", "msg_2", "msg_3"] == [waiting.id for waiting in bell.waiting]


def test_it_rings_again_after_one_look_then_two_then_four() -> None:
    bell = Bell(START)
    bell.heard(found(1), START)
    rung = [bell.heard(found(1), START) for _ in range(14)]
    assert [1, 3, 7] == [number for number, rings in enumerate(rung, 1) if rings][:3]


def test_it_does_not_wait_longer_than_its_longest_pause() -> None:
    bell = Bell(START)
    rung = [bell.heard(found(1), START) for _ in range(200)]
    last = [number for number, rings in enumerate(rung) if rings][-2:]
    assert LONGEST_PAUSE == last[1] - last[0]


def test_it_rings_at_once_for_what_is_new_amid_a_pause() -> None:
    bell = Bell(START)
    for _ in range(20):
        bell.heard(found(1), START)
    assert bell.heard(found(1, 2), START)
    assert bell.heard(found(1, 2), START)


def test_it_falls_silent_when_all_is_handled() -> None:
    bell = Bell(START)
    bell.heard(found(1), START)
    assert not bell.heard(found(1), handled(1))
    assert () == bell.waiting


def test_what_was_told_before_a_restart_rings_one_look_later_and_only_if_it_is_not_handled() -> None:
    assert [False, True] == [again.heard(found(1), START) for again in [Bell(START, handled(1))] for _ in range(2)]
    done = Bell(START, handled(1))
    done.heard(found(1), START)
    assert not done.heard(found(1), handled(1))


def test_what_came_after_the_last_ring_before_a_restart_rings_at_once() -> None:
    assert Bell(START, handled(1)).heard(found(1, 2), START)


def test_its_mark_goes_on_with_each_look() -> None:
    bell = Bell(START)
    bell.heard(found(1, 9, settled=5), START)
    assert Watermark(at=NOON + timedelta(minutes=5), seen={"msg_9": NOON + timedelta(minutes=9)}) == bell.mark


def test_it_rests_while_nothing_waits_and_nothing_of_an_earlier_bell_is_left() -> None:
    bell = Bell(START)
    assert bell.rests
    bell.heard(found(1), START)
    assert not bell.rests
    bell.heard(found(), handled(1))
    assert bell.rests
    assert not Bell(START, rung=handled(1)).rests


def test_a_look_that_it_has_only_gone_on_from_leaves_it_as_one_that_it_has_heard() -> None:
    heard, gone_on = Bell(START), Bell(START)
    for bell in (heard, gone_on):
        bell.heard(found(3, settled=1), START)
        bell.heard(found(settled=2), handled(3))
    quiet = found(settled=4)
    assert not heard.heard(quiet, None)
    gone_on.go_on(quiet.mark)
    assert heard.mark == gone_on.mark
    assert [True, True] == [bell.heard(found(5, settled=5), START) for bell in (heard, gone_on)]


def test_it_never_goes_back() -> None:
    bell = Bell(START)
    bell.go_on(found(settled=4).mark)
    bell.go_on(found(settled=2).mark)
    assert found(settled=4).mark == bell.mark
