"""The table of two triggerers: what was promised is held against what was seen, and both are counted as they are."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import triggerers
from cluster_host import MEMBER, name
from members import CONNECTION, OldMembers, RealMembers, app_of
from places import ROOT
from triggerers_promised import PROMISES, SENSORS, TRIGGERERS, WATCHES, Promise
from triggerers_tally import FIRED, STARTED, Tally
from triggerers_watched import QUIET, complaints

INTERVAL = 5.0
LOOKS = int(QUIET / INTERVAL)
"""Of one poll, in the quiet time."""
SAID = {
    "2.11": (
        "[…] {triggerer_job_runner.py:627} INFO - trigger sensor_04/scheduled__2026/wait/-1/1 (ID 3) starting",
        "[…] {triggerer_job_runner.py:631} INFO - Trigger sensor_04/scheduled__2026/wait/-1/1 (ID 3) fired: Trigger…",
    ),
    "3": (
        "2026-11-26T05:24:53Z [info     ] trigger ID 3 starting          [airflow.jobs] dag_id=None",
        "2026-11-26T05:13:52Z [info     ] Trigger fired event            [airflow.jobs] name='ID 1'",
    ),
}
"""A start and an event, as they stand in the logs of triggerers."""


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(("held", "polls"), [({"one": 2, "other": 2}, 2), ({"one": 4}, 1), ({"one": 4, "other": 0}, 1)])
def test_there_is_one_poll_in_each_triggerer_that_was_given_some(held: dict[str, int], polls: int) -> None:
    assert {"2.11": polls, "3.0": None, "3.1": None, "3.2": polls, "3.3": polls} == {
        version: promise.polls(held) for version, promise in PROMISES.items()
    }


def test_a_sensors_wait_ends_and_a_watch_does_not() -> None:
    assert Promise(SENSORS).ends
    assert not Promise(WATCHES).ends


@pytest.mark.parametrize("polls", [1, 2])
def test_the_looks_that_were_promised_are_no_cause_for_complaint(polls: int) -> None:
    assert [] == complaints(polls, {"one": polls * LOOKS - 3, "other": 3}, INTERVAL)


@pytest.mark.parametrize("polls", [1, 2])
def test_twice_as_many_looks_are_and_half_of_them_too(polls: int) -> None:
    looks = polls * LOOKS
    twice = [f"{2 * looks} looks are not those of {polls} polls"]
    assert twice == complaints(polls, {"one": looks, "other": looks}, INTERVAL)
    assert [] != complaints(polls, {"one": looks // 2, "other": 0}, INTERVAL)


def test_where_nothing_is_promised_somebody_has_to_look() -> None:
    assert [] == complaints(None, {"one": 1, "other": 999}, INTERVAL)
    assert ["nobody looked"] == complaints(None, {"one": 0, "other": 0}, INTERVAL)


def test_a_tally_tells_what_came_since_another_and_what_is_held_now() -> None:
    before = Tally({"one": 2, "other": 2}, {"one": 5, "other": 6}, {"one": 2, "other": 2}, {"one": 1, "other": 0}, 3, 2)
    now = Tally({"other": 4}, {"one": 7, "other": 9}, {"one": 2, "other": 4}, {"one": 1, "other": 4}, 7, 6)
    since = now.since(before)
    assert Tally({"other": 4}, {"one": 2, "other": 3}, {"one": 0, "other": 2}, {"one": 0, "other": 4}, 4, 4) == since
    told = (
        "started: one 0, other 2; looks: one 2, other 3; fired: one 0, other 4; 4 asset events, 4 runs; "
        "then given by Airflow: other 4"
    )
    assert told == str(since)


def test_an_airflow_without_assets_has_no_asset_events() -> None:
    since = Tally({}, {}, {}, {}, None, 3).since(Tally({}, {}, {}, {}, None, 0))
    assert since.events is None
    assert "asset events" not in str(since)


@pytest.mark.parametrize(("started", "fired"), SAID.values(), ids=SAID)
def test_starts_and_events_are_counted_in_what_each_airflow_says(started: str, fired: str) -> None:
    said = f"{started}\n{fired}\n[2026] INFO - Starting the triggerer\n{fired}\nINFO - trigger ID 1 completed\n"
    assert (1, 2) == (len(STARTED.findall(said)), len(FIRED.findall(said)))


@pytest.mark.parametrize("kind", [RealMembers, OldMembers])
def test_each_process_has_a_host_of_its_own_and_tells_whop_which_it_is(
    kind: type[RealMembers | OldMembers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = json.dumps({"conn_type": "whop", "extra": {"timeout": 5}})
    airflow = kind(tmp_path / "venv", tmp_path, tmp_path / "dags", {CONNECTION: connection})
    _, env = airflow.surroundings("triggerer-2")
    assert {"timeout": 5, "app_id": app_of("triggerer-2")} == json.loads(env[CONNECTION])["extra"]
    assert ["cluster_host.py"] == [file.name for file in Path(env["PYTHONPATH"]).iterdir()]
    monkeypatch.setenv(MEMBER, env[MEMBER])
    assert "triggerer-2" == name()
    assert f"cluster_host.{name.__name__}" == env["AIRFLOW__CORE__HOSTNAME_CALLABLE"]


def test_every_airflow_of_this_repository_is_played() -> None:
    (line,) = (line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("AIRFLOWS :="))
    assert sorted(line.split()[2:]) == sorted(PROMISES)
    assert 2 == TRIGGERERS


@pytest.mark.parametrize(
    ("problem", "code", "told"),
    [
        (TimeoutError("the triggers are not held so"), 1, "BROKEN: the triggers are not held so"),
        (ConnectionError("PostgreSQL makes no database"), 2, "PostgreSQL makes no database"),
    ],
)
def test_a_version_that_does_not_come_to_its_end_is_told_by_the_exit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: Exception, code: int, told: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(triggerers, "stage", fails)
    monkeypatch.setattr("sys.argv", ["triggerers.py", "3.1"])
    assert code == triggerers.main()
    assert told in "".join(capsys.readouterr())


def test_a_version_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["triggerers.py", "1.10"])
    with pytest.raises(SystemExit):
        triggerers.main()
    assert f"There is no Airflow 1.10; there are {', '.join(PROMISES)}." in capsys.readouterr().err
