"""What the documentation quotes is what the examples say, and what it shows is what ``make pictures`` takes."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from e2e.test_inbox import CELLS
from pictures import IMAGES, LARGEST, PICTURES, WIDTH
from places import DAGS, ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
QUOTE = re.compile(r"```python\n# (dags/\S+\.py)\n(.*?)```", re.DOTALL)
QUOTES = [(page.name, file, text) for page in PAGES for file, text in QUOTE.findall(page.read_text())]


def test_a_quotation_is_a_part_of_its_file() -> None:
    assert [] == [quote for quote in QUOTES if quote[2].strip("\n") not in (ROOT / quote[1]).read_text()]


def test_no_code_names_an_example_without_quoting_it() -> None:
    code = [block for page in PAGES for block in re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)]
    assert len(QUOTES) == sum("dags/" in block for block in code)


def test_every_example_of_the_inbox_is_quoted() -> None:
    inbox = {f"dags/{file.name}" for file in DAGS.glob("*.py") if "SupportMessage" in file.read_text()}
    assert inbox == {file for page, file, _ in QUOTES if page == "inbox.md"}


def test_every_airflow_and_kind_of_dag_has_its_row_of_kills_and_each_cell_names_the_test_of_that_row() -> None:
    rows = [line for line in (ROOT / "docs" / "inbox.md").read_text().splitlines() if "late (1" in line]
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
    names = {Path(target).name for page in PAGES for target in shown.findall(page.read_text())}
    assert set() == {file.name for file in IMAGES.iterdir()} - names
