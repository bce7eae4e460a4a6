"""A long text in parts: none too long, nothing lost, code closed in each, characters whole."""

from __future__ import annotations

import re
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.splitting.parts import LONGEST, in_parts

ROOM = 80
FENCE = re.compile(r" {0,3}(`{3,}|~{3,}).*")
ANYTHING = st.text(max_size=400)
SAID = ["a", "word", "other", "#", "``", "\n", "\n\n", "  in", "x" * 30]
PROSE = st.lists(st.sampled_from(SAID), max_size=120).map(" ".join)
WITH_LISTS = st.lists(st.sampled_from([*SAID, "- x", "1.", "> y"]), max_size=120).map(" ".join)
CODE = st.builds(
    lambda marks, info, lines: "\n".join([f"{marks}{info}", *lines, marks]),
    st.sampled_from(["```", "~~~", "````", "  ```"]),
    st.sampled_from(["", "python", " sh"]),
    st.lists(st.sampled_from(["x = 1", "", "    deep = True", "~~", "y" * 50, "z" * 200, "` `"]), max_size=20),
)
DOCUMENTS = st.lists(st.one_of(PROSE, CODE), max_size=5).map("\n\n".join)
SIGNS = st.lists(
    st.sampled_from(["é", "👨‍👩‍👧", "👍🏽", "🇩🇪", "각", "🏴\U000e0067\U000e0062\U000e007f", "ü", "ab"]), max_size=150
)


def split(text: str, room: int = ROOM) -> list[str]:
    return in_parts(text, "split", room)


def bare(text: str) -> str:
    """A text without its fences and what parts its words."""
    return "".join("".join(line.split()) for line in text.split("\n") if not FENCE.fullmatch(line.rstrip()))


def is_closed(part: str) -> bool:
    """Tell whether a Markdown reader finds each fence's end: its last block ends with a mark, or is no code."""
    fences = [token for token in MarkdownIt().parse(part) if token.type == "fence"]
    ends = [part.split("\n")[token.map[1] - 1] for token in fences if token.map]
    return all(FENCE.fullmatch(end.rstrip()) for end in ends)


def test_a_short_text_is_one_message() -> None:
    assert ["a" * LONGEST] == in_parts("a" * LONGEST, "fail")


def test_a_long_one_is_refused_in_a_sentence_that_names_the_way_out() -> None:
    with pytest.raises(
        WhopInvalidArgument,
        match=r'^content: it has 5,001 .* 5,000 .* on_long="split", or as a file with on_long="attach"\.$',
    ):
        in_parts("a" * (LONGEST + 1), "fail")


@given(st.one_of(ANYTHING, WITH_LISTS, DOCUMENTS))
def test_no_part_is_too_long_or_empty(text: str) -> None:
    parts = split(text)
    assert [] == [part for part in parts if len(part) > ROOM]
    assert [] == [part for part in parts if not part.strip() and text.strip()]


@given(WITH_LISTS)
def test_nothing_is_lost_or_told_twice(text: str) -> None:
    assert "".join(text.split()) == "".join("".join(split(text)).split())


@given(DOCUMENTS)
@example("```\n" + "x\n" * 200 + "```")
def test_nothing_of_code_is_lost_either(text: str) -> None:
    assert bare(text) == bare("\n".join(split(text)))


@given(DOCUMENTS)
@example("~~~ sh\n" + "z" * 400 + "\n~~~\n" + "word " * 40)
def test_code_ends_in_the_part_that_it_begins_in(text: str) -> None:
    assert [] == [part for part in split(text) if not is_closed(part)]


@given(SIGNS)
def test_what_a_reader_sees_as_one_sign_stays_whole(signs: list[str]) -> None:
    parts = split("".join(signs))
    inner = [part[0] for part in parts[1:]]
    assert "".join(signs) == "".join(parts)
    assert [] == [sign for sign in inner if category(sign).startswith("M") or sign in "\u200d\U0001f3fd\U000e007f"]
    assert [] == [part for part in parts if part.endswith("\u200d") or len(re.findall("[🇩🇪]", part)) % 2]


@pytest.mark.parametrize("before", ["", "x"])
def test_flags_without_a_space_are_cut_between_two(before: str) -> None:
    parts = split(before + "🇩🇪" * 200)
    assert before + "🇩🇪" * 200 == "".join(parts)
    assert [] == [part for part in parts if len(re.findall("[🇩🇪]", part)) % 2]


def test_a_line_of_code_that_is_cut_before_what_looks_like_its_end_stays_code() -> None:
    code = "a" * 71 + " ```\nb = 1"
    first, second = split(f"```\n{code}\n```\n" + "tail " * 5)
    assert f"```\n{'a' * 71} \n```" == first
    assert second.startswith("```\n```\nb = 1\n```\ntail")


def test_it_is_cut_behind_a_paragraph_before_a_line_and_behind_a_line_before_a_word() -> None:
    lines = [f"line {number} of it" for number in range(6)]
    assert "\n".join(lines[:4]) == split("\n".join([*lines[:4], "", *lines, *lines]))[0]
    assert "\n".join(lines) == split("\n".join(lines * 2))[0]
    assert "word " * 15 + "word" == split("word " * 40)[0]


def test_code_goes_on_in_its_own_language() -> None:
    first, second, *_ = split("```python\n" + "\n".join(f"x = {number}" for number in range(40)) + "\n```")
    assert ("```python\nx = 0", "\n```") == (first[:15], first[-4:])
    assert second.startswith("```python\nx = ")


def test_a_word_that_would_act_at_the_start_of_a_part_is_not_put_there() -> None:
    parts = split("a" * 70 + " of # 1. - ``` > signs " + "b" * 60)
    assert parts[1][0].isalpha()
