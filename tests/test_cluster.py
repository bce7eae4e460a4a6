"""The cluster's table: what is lost, repeated or told on fails it; and the cluster is two of what may be two."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from airflow_provider_whop import __version__
from cluster import SCENARIOS, main
from cluster_airflow import MEMBERS, TRIGGERERS, WORKERS
from cluster_host import MEMBER, name
from cluster_old import VERSIONED, renamed
from cluster_row import HEAD, Meanwhile, Row, in_one, of_places, of_receipts
from cluster_support import VICTIMS
from cluster_upgrade import ORDER, mixed
from inbox_receipts import Count, Receipt
from places import ROOT
from scratch_database import VARIABLE, OwnedDatabase

WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def count(*handled: str) -> Count:
    """Count the receipts of two messages, each a second after the one before."""
    written = {"one": WRITTEN, "two": WRITTEN}
    times = [WRITTEN + timedelta(seconds=number) for number, _ in enumerate(handled, 1)]
    return Count(written, [Receipt(message, "run", "dag", at) for message, at in zip(handled, times, strict=True)])


def test_a_dag_that_has_handled_all_once_keeps_its_promise_and_tells_its_delays() -> None:
    row = of_receipts("by_sensor", count("one", "two"), Meanwhile(5))
    assert Row("by_sensor", 2, 0, 0, [1.0, 2.0], Meanwhile(5)) == replace(row, delays=sorted(row.delays))
    assert row.kept


@pytest.mark.parametrize(
    ("handled", "lost", "repeated"),
    [(["one"], 1, 0), (["one", "two", "two"], 0, 1), (["one", "two", "nobody's"], 0, 1), ([], 2, 0)],
)
def test_a_message_that_is_lost_or_repeated_or_nobodys_breaks_it(handled: list[str], lost: int, repeated: int) -> None:
    row = of_receipts("by_sensor", count(*handled), Meanwhile())
    assert (lost, repeated) == (row.lost, row.repeated)
    assert not row.kept


def test_an_announcement_is_to_stand_once_in_each_channel() -> None:
    row = of_places("announced", {"a": ["text"], "b": [], "c": ["text", "text"], "d": ["text"]}, [1.0], Meanwhile())
    assert Row("announced", 4, 1, 1, [1.0]) == row
    assert not row.kept
    assert of_places("announced", {"a": ["text"]}, [1.0], Meanwhile()).kept


def test_nothing_posted_is_nothing_shown() -> None:
    assert not of_places("announced", {}, [], Meanwhile()).kept


def test_what_was_found_out_beside_breaks_a_line_and_stands_below_it() -> None:
    row = Row("announced", 1, 0, 0, [2.0], Meanwhile(1, ["all is well"], ["a secret is in a log"]))
    assert not row.kept
    line, *below = str(row).splitlines()
    assert ["announced", "1", "0", "0", "2.0", "2.0", "1"] == line.split()
    assert ["  all is well", "  BROKEN: a secret is in a log"] == below
    assert len(HEAD) == len(line)


def test_lines_add_up() -> None:
    rows = [Row("one", 2, 1, 0, [1.0]), Row("two", 3, 0, 4, [2.0, 3.0])]
    assert Row("both", 5, 1, 4, [1.0, 2.0, 3.0], Meanwhile(1)) == in_one("both", rows, Meanwhile(1))


def test_the_cluster_is_two_schedulers_triggerers_and_workers_and_one_of_the_rest() -> None:
    kinds = Counter(" ".join(command[:2]) if command[0] == "celery" else command[0] for command in MEMBERS.values())
    wanted = {"scheduler": 2, "triggerer": 2, "celery worker": 2, "api-server": 1, "dag-processor": 1}
    assert wanted == kinds
    assert {*TRIGGERERS, *WORKERS} <= MEMBERS.keys()


def test_one_of_everything_is_killed_and_all_of_it_is_upgraded() -> None:
    assert sorted({member.rpartition("-1")[0] or member for member in MEMBERS if not member.endswith("-2")}) == sorted(
        {victim.rpartition("-1")[0] or victim for victim in VICTIMS}
    )
    assert sorted(MEMBERS) == sorted(ORDER)


def test_each_process_names_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MEMBER, "worker-2")
    assert "worker-2" == name()


def test_an_upgrade_is_from_one_version_to_one_other() -> None:
    assert [] == mixed({"0.0.9": 3}, {"0.1.0": 5})
    assert [] != mixed({"0.1.0": 3}, {"0.1.0": 5})
    assert [] != mixed({"0.0.9": 3}, {"0.0.9": 1, "0.1.0": 5})
    assert [] != mixed({}, {"0.1.0": 5})


def test_the_old_wheel_differs_in_its_version_alone() -> None:
    source = (ROOT / VERSIONED).read_text()
    assert source.replace(f'"{__version__}"', '"0.0.9"') == renamed(source, "0.0.9")
    with pytest.raises(ValueError, match=r"should stand once in .*, and stands there 0 times"):
        renamed("no version", "0.0.9")


def test_a_database_of_its_own_role_is_reached_with_that_roles_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql://postgres:theirs@127.0.0.1:5433/postgres")
    database = OwnedDatabase(Path("python"))
    role = database.url.rpartition("/")[2]
    assert f"postgresql+psycopg2://{role}:{database.password}@127.0.0.1:5433/{role}" == database.url


@pytest.mark.parametrize(
    ("problem", "code", "told"),
    [
        (RuntimeError("announce failed"), 1, "BROKEN: announce failed"),
        (ConnectionError("Redis does not answer"), 2, "Redis does not answer"),
    ],
)
def test_a_scenario_that_does_not_come_to_its_end_is_told_by_the_exit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: Exception, code: int, told: str
) -> None:
    def fails(_: int) -> list[Row]:
        raise problem

    monkeypatch.setitem(SCENARIOS, "support", fails)
    monkeypatch.setattr("sys.argv", ["cluster.py", "support"])
    assert code == main()
    assert told in "".join(capsys.readouterr())


def test_a_scenario_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["cluster.py", "nonsense"])
    with pytest.raises(SystemExit):
        main()
    assert f"There is no scenario nonsense; there are {', '.join(SCENARIOS)}." in capsys.readouterr().err
