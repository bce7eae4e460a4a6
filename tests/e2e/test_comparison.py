"""The table of docs/comparison.md is still true: three telling rows of it, thrown again at the SDKs and at ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from comparison import compared
from comparison_page import written
from contenders import Contender, Ours, sdk_0, sdk_2
from faults import ROWS
from places import venv

# FastAPI hides this warning, which does not hold where emulators start in several threads at once
pytestmark = pytest.mark.filterwarnings("ignore:The 'alias' attribute")


@pytest.fixture(scope="module")
def contenders() -> Iterator[list[Contender]]:
    """Those of the first three columns."""
    for prepared in ("whop-sdk-0", "whop-sdk-2"):
        venv(prepared)
    with sdk_0() as older, sdk_2() as newer:
        yield [Ours(), older, newer]


@pytest.mark.parametrize("name", ["connection refused", "time-out, accepted late", "answer a web page"])
def test_what_the_table_says_happens_again(name: str, contenders: list[Contender]) -> None:
    (row,) = (row for row in ROWS if row.name == name)
    assert [(name, written()[name][:3])] == list(compared(contenders, [row]))
