"""What the documentation quotes, names and shows is there: examples, classes, and what ``make pictures`` takes."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from e2e.test_inbox import CELLS
from pictures import IMAGES, LARGEST, PICTURES, WIDTH
from places import DAGS, ROOT
from said import is_said

DOCS = ROOT / "docs"
PAGES = {str(page.relative_to(ROOT)): page.read_text() for page in [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]}
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
QUOTE = re.compile(r"# ((?:dags|tests)/\S+\.py)\n(.*)", re.DOTALL)
BLOCKS = [(page, block) for page, text in PAGES.items() for block in BLOCK.findall(text)]
QUOTES = [(page, *found.groups()) for page, block in BLOCKS if (found := QUOTE.fullmatch(block))]
SENTENCES = [(page, line[2:]) for page, text in PAGES.items() for line in text.splitlines() if line.startswith("> ")]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_all_code_in_python_says_where_it_is_quoted_from() -> None:
    assert [] == [(page, block) for page, block in BLOCKS if not QUOTE.fullmatch(block)]


def test_a_quotation_is_a_part_of_its_file() -> None:
    assert [] == [quote for quote in QUOTES if quote[2].strip("\n") not in (ROOT / quote[1]).read_text()]


def test_what_is_quoted_is_an_example_or_a_test_that_runs() -> None:
    run = {str(file.relative_to(ROOT)) for file in [*DAGS.glob("*.py"), *(ROOT / "tests").rglob("test_*.py")]}
    assert set() == {file for _, file, _ in QUOTES} - run


def test_a_page_quotes_some_code() -> None:
    assert {"README.md", "docs/inbox.md", "docs/emulator.md"} <= {page for page, _, _ in QUOTES}


def test_every_example_of_the_inbox_is_quoted() -> None:
    inbox = {f"dags/{file.name}" for file in DAGS.glob("*.py") if "SupportMessage" in file.read_text()}
    assert inbox == {file for page, file, _ in QUOTES if page == "docs/inbox.md"}


@pytest.mark.parametrize(("page", "sentence"), [quoted for quoted in SENTENCES if quoted[0] != "docs/notifications.md"])
def test_a_sentence_that_is_quoted_is_said(page: str, sentence: str) -> None:
    assert is_said(sentence), page


def test_a_sentence_that_nobody_says_is_found_out() -> None:
    assert not is_said("Whop has run out of letters: buy some more.")


def test_the_readmes_links_lead_somewhere() -> None:
    told = {link for link in LINK.findall(PAGES["README.md"]) if "://" not in link and not link.startswith("#")}
    assert set() == {link for link in told if not _leads_somewhere(*link.partition("#")[::2])}


def _leads_somewhere(path: str, anchor: str) -> bool:
    place = ROOT / path
    return place.exists() and (not anchor or anchor in _anchors(place.read_text()))


def _anchors(text: str) -> set[str]:
    """Name the headings as GitHub and MkDocs do."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_every_airflow_and_kind_of_dag_has_its_row_of_kills_and_each_cell_names_the_test_of_that_row() -> None:
    rows = [line for line in (DOCS / "inbox.md").read_text().splitlines() if "late (1" in line]
    named = [re.findall(r"`(\S+)-(by_\w+)`", row) for row in rows]
    assert [[cell] * 3 for cell in CELLS] == named


def test_the_pictures_are_those_that_are_taken_and_are_fit_for_a_page() -> None:
    assert {f"{name}.png" for name in PICTURES} == {file.name for file in IMAGES.iterdir()}
    for file in IMAGES.iterdir():
        picture = file.read_bytes()
        assert (b"\x89PNG\r\n\x1a\n", b"IHDR", b"IEND") == (picture[:8], picture[12:16], picture[-8:-4]), file
        (width,) = struct.unpack(">I", picture[16:20])
        assert WIDTH / 2 < width <= WIDTH, file
        assert len(picture) <= LARGEST, file


def test_every_picture_is_shown_on_a_page() -> None:
    shown = re.compile(r"""(?:!\[[^\]]+\]\(|<img [^>]*src=["'])([^)"'\s]+)""")
    names = {Path(target).name for text in PAGES.values() for target in shown.findall(text)}
    assert set() == {file.name for file in IMAGES.iterdir()} - names
