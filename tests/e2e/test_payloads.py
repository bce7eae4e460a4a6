"""What customers write who mean no good, through a real Airflow and back: data stays data, wherever it comes."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.templates import defused
from payloads import MARK, NAMES, TEXTS
from places import venv
from scratch_database import ScratchDatabase

RUN = """
import json, os, sys
from airflow.utils.db import initdb

initdb()
sys.path.insert(0, os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
import payloads
run = payloads.dag.test(run_conf=json.loads(sys.argv[1]))
sys.exit(run.state != "success")
"""
KEY = "apik_payloads_5d1f0c9a7e"
LINE = re.compile(r"\S.{9,}")


class Ended(NamedTuple):
    """What a run has left."""

    whop: WhopEmulator
    place: Path
    log: str
    page: str
    defused: str

    def said(self, channel_id: str) -> list[str]:
        return sorted(message["content"] for message in self.whop.messages(channel_id))


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Say in which database Airflow keeps what it is told: they do not take the same."""
    if request.param == "SQLite":
        yield {}
        return
    scratch = ScratchDatabase(venv("airflow-3.3") / "bin" / "python")
    scratch.create()
    yield {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": scratch.url}
    scratch.drop()


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, database: dict[str, str]) -> Iterator[Ended]:
    """One run, to which a customer has written every text; and the emulator's page after it."""
    place = tmp_path_factory.mktemp("payloads")
    dags = place / "dags"
    dags.mkdir()
    shutil.copy(Path(__file__).parent / "dags" / "payloads.py", dags)
    (dags / "data.txt").write_text("data")
    with WhopEmulator(key=KEY, rate_limit=0) as whop:
        for text in TEXTS.values():
            whop.customer_writes("ada", text)
        channel = whop.add_channel("Defused")
        log = run(whop, place, database, {"names": list(NAMES.values()), "defused": channel})
        yield Ended(whop, place, log, requests.get(whop.url, timeout=5).text, channel)


def run(whop: WhopEmulator, place: Path, database: dict[str, str], conf: dict[str, object]) -> str:
    """Run the DAG in a process, a folder and a database of its own; gives what it logged."""
    command = [str(venv("airflow-3.3") / "bin" / "python"), "-c", RUN, json.dumps(conf)]
    known = {"AIRFLOW_HOME": str(place / "home"), "AIRFLOW__CORE__DAGS_FOLDER": str(place / "dags")}
    connection = {"AIRFLOW_CONN_WHOP_DEFAULT": whop.connection, "WHOP_PAYLOADS": str(len(TEXTS))}
    environment = {**os.environ, **known, **connection, **database, "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    process = subprocess.run(
        command, env=environment, cwd=place, capture_output=True, text=True, timeout=280, check=False
    )
    log = process.stdout + process.stderr
    assert 0 == process.returncode, log[-5000:]
    return log


def kept(text: str) -> str:
    """Give a text as Airflow can keep it: whole, but for the one sign that PostgreSQL refuses."""
    return text.replace("\0", "\ufffd")


def test_a_text_comes_back_from_python_as_it_was(ended: Ended) -> None:
    assert sorted(map(kept, TEXTS.values())) == ended.said("exp_lounge")


def test_a_text_comes_back_from_a_template_as_it_was_and_is_not_rendered_again(ended: Ended) -> None:
    assert sorted(map(kept, TEXTS.values())) == ended.said("exp_announcements")


def test_a_text_that_is_defused_is_rendered_once(ended: Ended) -> None:
    assert sorted(f"> {defused(kept(text))}" for text in TEXTS.values()) == ended.said(ended.defused)


def test_a_files_name_is_a_name_and_no_path(ended: Ended) -> None:
    names = [file.filename for file in ended.whop.world.files.values()]
    assert sorted(NAMES.values()) == sorted(names)
    assert {b"data"} == {file.content for file in ended.whop.world.files.values()}


def test_nothing_was_run_and_no_file_was_made(ended: Ended) -> None:
    assert not Path(MARK).exists()
    made = {path.name for path in ended.place.iterdir()} | {path.name for path in (ended.place / "dags").iterdir()}
    assert {"dags", "home", "payloads.py", "data.txt"} == made - {"__pycache__"}


def test_no_line_of_the_log_is_the_customers(ended: Ended) -> None:
    assert "Whop createMessage: 200" in ended.log
    told = [line for text in (*TEXTS.values(), *NAMES.values()) for line in LINE.findall(text)]
    assert len(TEXTS) < len(told)
    assert [] == [line for line in told if line in ended.log]
    assert KEY not in ended.log


def test_the_page_shows_every_text_and_nothing_of_it_acts(ended: Ended) -> None:
    assert not re.search(r"<(script>alert|img|style)|<[^>]* on(mouseover|focus|error)=", ended.page)
    shown = html.unescape(ended.page)
    assert [] == [name for name, text in TEXTS.items() if name != "long" and _seen(text) not in _seen(shown)]


def _seen(text: str) -> str:
    """Give a text as HTML carries it: without what no page can hold, and with one kind of line."""
    return re.sub(r"\r\n?", "\n", text.replace("\x00", "\ufffd"))
