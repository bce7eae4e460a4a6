"""What a row shows, keeps and ends with; and what the page tells, which is nothing but what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

import page
from bench import ROWS, main, row_of
from contest import Figures, Peer, Target
from record import Record
from row import Row, run
from table import written


def failing() -> Figures:
    raise RuntimeError("it has no | bars")


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    yield [
        Peer("ours", lambda: {"CPU ms": 1, "modules": 1500}),
        Peer("other", lambda: {"CPU ms": 4, "modules": 3}, "ours"),
        Peer("broken", failing, "ours"),
    ]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the results of tests away from the real ones."""
    monkeypatch.setattr(page, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(page, "RAW", tmp_path / "raw")
    page.PAGE.write_text("# Results\n")
    return tmp_path


def row(*targets: Target) -> Row:
    return Row("trial", "A trial", "What is tried.", peers, targets, repetitions=3)


def test_a_row_ends_well_where_its_targets_are_met() -> None:
    assert 0 == run(row(Target("CPU ms", "ours", most=0.25, over="other")))


@pytest.mark.parametrize(
    "target", [Target("CPU ms", "ours", most=0.2, over="other"), Target("CPU ms", "ours", most=9, over="broken")]
)
def test_a_row_ends_badly_where_one_is_not(target: Target) -> None:
    assert 1 == run(row(Target("modules", "ours", most=1500), target))


def test_the_table_shows_figures_ratios_failures_and_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    run(row(Target("CPU ms", "ours", most=0.2, over="other"), Target("modules", "ours", most=1500)))
    told = " ".join(capsys.readouterr().out.split())
    assert "| ours | 1 | 1,500 | |" in told
    assert "| other | 4 | 3 | 0.25 |" in told
    assert "| broken | failed: it has no / bars |" in told
    assert "- ours, CPU ms: at most 0.2 × other. Measured 0.25: **NOT MET**." in told
    assert "- ours, modules: at most 1500. Measured 1,500: met." in told
    assert "`make bench ROW=trial`" in told


def test_the_page_keeps_what_stands_around_a_rows_section(place: Path) -> None:
    page.PAGE.write_text(f"before\n{page.marks('trial')[0]}\nold\n{page.marks('trial')[1]}\nafter\n")
    tried = row(Target("modules", "ours", most=1))
    run(tried)
    told = page.PAGE.read_text()
    assert told.startswith("before\n")
    assert told.endswith("\nafter\n")
    assert "old" not in told
    assert written(tried, Record.read((place / "raw" / "trial.json").read_text())) in told


def test_a_row_that_the_page_does_not_have_yet_is_put_at_its_end() -> None:
    run(row(Target("modules", "ours", most=1)))
    assert page.PAGE.read_text().startswith("# Results\n\n<!-- made by make bench ROW=trial -->\n\n## A trial\n")


def test_a_row_that_does_not_exist_is_said_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["nothing"])
    assert "There is no row nothing" in capsys.readouterr().err


@pytest.mark.parametrize("name", ROWS)
def test_the_page_tells_what_its_raw_numbers_tell_and_nothing_else(name: str) -> None:
    begin, end = page.marks(name)
    told = (page.DOCS / "benchmarks.md").read_text().partition(begin)[2].partition(end)[0].strip()
    raw = (page.DOCS / "benchmarks" / f"{name}.json").read_text()
    assert written(row_of(name), Record.read(raw)) == told
