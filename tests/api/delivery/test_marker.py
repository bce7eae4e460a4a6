"""The invisible mark."""

from __future__ import annotations

from airflow_provider_whop.api.delivery.marker import mark_of, marks_in, unmarked


def test_a_mark_is_the_same_for_the_same_key_and_another_for_another() -> None:
    assert mark_of("a") == mark_of("a") != mark_of("b")


def test_a_mark_is_found_in_a_text_and_taken_out_of_it() -> None:
    text = f"Hello{mark_of('a')} and{mark_of('b')}"
    assert {mark_of("a"), mark_of("b")} == marks_in(text)
    assert "Hello and" == unmarked(text)


def test_a_mark_shows_nothing() -> None:
    assert set(mark_of("a")) == {"\u2060", "\u200b", "\u200c"}
    assert not mark_of("a").strip("\u2060\u200b\u200c")


def test_other_invisible_letters_are_no_mark() -> None:
    family = "\U0001f468\u200d\U0001f469"
    assert (set(), family) == (marks_in(family), unmarked(family))
