"""The filter for customers' texts: what a reader sees stays, and nothing in it acts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import DAG
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from airflow_provider_whop.templates import BREAK, FILTERS, defused

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "softbreak", "hardbreak"}
SNIPPETS = [
    "# a", "- a", "+ a", "1. a", "2) a", "> a", "---", "===", "***", "```", "~~~", "    code", "\tcode", "| a | b |",
    "|---|---|", "**b**", "_i_", "__b__", "~~s~~", "`c`", "[a](https://evil.example)", "![a](x)", "<b>", "<!-- x",
    "[a]: /x", "&#64;everyone", "&amp;", "\\", "@everyone", "@here", "\uff20all", "\u202egro.live",
    "a@b.example", "\n", "\r", "\u2028",
    " ", "  ", "word", "😀", "https://evil.example/a_b", "www.evil.example", "$x$", ":smile:",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(SNIPPETS), max_size=12).map("".join))


def tokens(text: str) -> list[Any]:
    """All that a Markdown reader makes of a text, flat."""
    blocks = MARKDOWN.parse(text)
    return [token for block in blocks for token in (block, *(block.children or ()))]


def seen(text: str) -> str:
    """The letters that a reader is shown, without spaces and what has no width."""
    shown = "".join(token.content for token in tokens(text) if token.type in ("text", "text_special"))
    return "".join(letter for letter in shown if not letter.isspace() and letter != BREAK)


@given(TEXTS)
@example("a\n===")
@example("[a]: <x>")
def test_no_markdown_acts(text: str) -> None:
    assert set() == {token.type for token in tokens(defused(text))} - PLAIN


@given(TEXTS)
def test_nobody_and_no_address_is_called(text: str) -> None:
    shown = "".join(token.content for token in tokens(defused(text)))
    assert not re.search(r"[@\uff20\ufe6b]\w|https?:|www\.", shown, re.IGNORECASE)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=80))
def test_a_reader_sees_the_same_letters(text: str) -> None:
    assert "".join(text.split()) == seen(defused(text))


@given(TEXTS)
def test_what_stands_around_it_in_a_line_keeps_its_meaning(text: str) -> None:
    line = defused(text).replace("\n", " ")
    assert {"strong_open", "strong_close"} == {token.type for token in tokens(f"**Said:** {line} *")} - PLAIN


@pytest.mark.parametrize(("expected", "text"), [("", None), ("7", 7), ("1\\. a", "1. a"), ("a 1. b", "a 1. b")])
def test_what_a_template_may_hold_is_understood(expected: str, text: object) -> None:
    assert expected == defused(text)


def test_invisible_signs_are_gone() -> None:
    assert "exe.doc" == defused("exe\u202e.\u2066doc\u061c\u200b\u2060\ufeff\x07")
    family = "👨‍👩‍👧"
    assert family == defused(family)


@pytest.mark.usefixtures("connection")
def test_a_dag_that_has_the_filter_uses_it_in_every_template(whop: WhopEmulator) -> None:
    dag = DAG("d", schedule=None, user_defined_filters=FILTERS)
    send = WhopSendMessageOperator(task_id="send", dag=dag, channel_id="exp_lounge", content="> {{ said | defused }}")
    context: Any = {"said": "@everyone **win**"}
    send.render_template_fields(context, dag.get_template_env())
    send.execute({})
    (posted,) = whop.messages("exp_lounge")
    assert (f"> @{BREAK}everyone \\*\\*win\\*\\*", False) == (posted["content"], posted["mentions_everyone"])
