"""How many values an answer may hold: counted before it is read, in and outside of texts."""

from __future__ import annotations

import json
from time import process_time

import pytest

from airflow_provider_whop.api.size import MOST_VALUES, too_many_values


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"0," * 2 * MOST_VALUES + b"0]",
        b"[" + b"{}," * MOST_VALUES + b"0]",
        b"[" * (2 * MOST_VALUES + 1),
        b'["\\"",' + b"0," * 2 * MOST_VALUES + b"0]",
    ],
)
def test_more_values_than_can_be_meant_are_noticed(body: bytes) -> None:
    assert too_many_values(body)


@pytest.mark.parametrize("sign", [",", "[", "{", '"', "\\", '\\",', "\n,"])
def test_a_page_of_the_longest_texts_is_not_too_much_whatever_they_hold(sign: str) -> None:
    page = [{"id": f"post_{number}", "content": sign * 5000, "mentions": ["user_ada"] * 20} for number in range(100)]
    assert not too_many_values(json.dumps({"data": page}).encode())


@pytest.mark.parametrize("text", [b'"', b'"\\', b"\\", b'\\"', b'"",', b"x,"])
def test_the_counting_takes_no_longer_than_the_reading(text: bytes) -> None:
    began = process_time()
    too_many_values(b'"' + text * (16 * 1024 * 1024 // len(text)))
    assert process_time() - began < 5
