"""How peers are compared: pair by pair, in turn, and with nobody left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from contest import Figures, Outcome, Peer, Target, contest

OURS, OTHER = "ours", "other"


def telling(values: Iterable[float]) -> Callable[[], Figures]:
    """Measure one after the other."""
    left = iter(values)
    return lambda: {"CPU": next(left)}


def compared(ours: list[float], other: list[float]) -> Outcome:
    return contest([Peer(OURS, telling([99, *ours])), Peer(OTHER, telling([77, *other]), OURS)], len(ours))


def test_a_figure_is_the_middle_of_its_repetitions_and_the_warm_up_does_not_count() -> None:
    assert (2, 1, 9) == compared([9, 1, 2], [1, 1, 1]).spread("CPU", OURS)


def test_a_ratio_is_the_middle_of_those_of_each_repetition_not_the_ratio_of_the_middles() -> None:
    assert (0.5, 0.25, 0.5) == compared([1, 5, 2], [2, 10, 8]).ratio("CPU", OURS, OTHER)


def test_peers_take_turns_and_every_second_turn_runs_backwards() -> None:
    turns: list[str] = []

    def peer(name: str) -> Peer:
        return Peer(name, lambda: turns.append(name) or {"CPU": 1})

    contest([peer("a"), peer("b")], 2)
    assert ["b", "a", "a", "b", "b", "a"] == turns


def test_a_peer_that_fails_is_shown_with_its_sentence_and_is_not_measured_again() -> None:
    calls: list[int] = []

    def fail() -> Figures:
        calls.append(1)
        raise RuntimeError("Traceback\nno such module")

    outcome = contest([Peer(OURS, telling([1, 1, 1])), Peer(OTHER, fail, OURS)], 2)
    assert {OTHER: "no such module"} == outcome.failed
    assert [1] == calls
    assert outcome.ratio("CPU", OURS, OTHER) is None


@pytest.mark.parametrize("late", [1, 2])
def test_a_peer_that_fails_in_a_later_repetition_has_failed(late: int) -> None:
    outcome = compared([1, 1, 1], [1] * late)
    assert [OTHER] == list(outcome.failed)
    assert outcome.spread("CPU", OTHER) is None


@pytest.mark.parametrize(
    ("met", "target"),
    [
        (True, Target("CPU", OURS, most=2)),
        (False, Target("CPU", OURS, most=1.9)),
        (True, Target("CPU", OURS, least=2)),
        (False, Target("CPU", OURS, least=2.1)),
        (True, Target("CPU", OURS, most=0.5, over=OTHER)),
        (False, Target("CPU", OURS, most=0.49, over=OTHER)),
        (False, Target("CPU", OURS, least=1, most=1.5)),
    ],
)
def test_a_target_is_met_where_the_middle_is_within_it(met: bool, target: Target) -> None:
    assert met == compared([1, 2, 9], [2, 4, 18]).met(target)


@pytest.mark.parametrize("target", [Target("CPU", OTHER, most=99), Target("CPU", OURS, most=99, over=OTHER)])
def test_nothing_is_met_that_is_held_against_a_peer_that_failed(target: Target) -> None:
    assert not compared([1, 1], [1]).met(target)


def test_a_ratio_to_nothing_is_not_met() -> None:
    assert not compared([1, 1], [0, 0]).met(Target("CPU", OURS, most=9, over=OTHER))
