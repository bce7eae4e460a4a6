"""Half characters in an answer: the rest of it is read all the same."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.halves import read_json


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        ("a\ufffdb", rb'"a\ud800b"'),
        ("\ufffd\ufffd", rb'"\uDC00\uD800"'),
        ("😀\ufffd", rb'"\ud83d\ude00\ud83d"'),
        ("\\ud800\ufffd", rb'"\\ud800\udfff"'),
        ("😀", rb'"\ud83d\ude00"'),
    ],
)
def test_each_becomes_the_sign_for_one_that_is_not_known(expected: str, body: bytes) -> None:
    assert expected == read_json(body)


@pytest.mark.parametrize("body", [b"", b"\xff", rb'"\ud800', b"[" * 100_000, rb'"\ud8"', b"9" * 5000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_json(body)
