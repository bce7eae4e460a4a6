"""A real Airflow with the built wheel, which all tests share, and every good and bad connection in it."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from canned import CannedServer
from contract import hold_to_contract
from places import DAGS, venv
from real_airflow import RealAirflow

WEB_PAGE = b"<!doctype html><p>Hello"
WEB_SITE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(WEB_PAGE), WEB_PAGE)


@pytest.fixture(scope="session")
def shared_whop() -> Iterator[WhopEmulator]:
    """One Whop for the whole session, under a key that can be searched for."""
    with WhopEmulator(key="apik_e2e_8f3c1d5b7a9e4c2f") as whop:
        yield whop
        hold_to_contract(whop.requests)


@pytest.fixture(scope="session")
def airflow(shared_whop: WhopEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealAirflow]:
    """A real Airflow 3.3 with the wheel, the example DAGs and the DAGs beside this file, away from the repository."""
    place = tmp_path_factory.mktemp("airflow")
    dags = place / "dags"
    shutil.copytree(DAGS, dags)
    shutil.copytree(Path(__file__).parent / "dags", dags, dirs_exist_ok=True)
    with CannedServer() as web_site:
        web_site.answer = WEB_SITE
        with RealAirflow(venv("airflow-3.3"), place / "home", dags, _connections(shared_whop, web_site)) as airflow:
            yield airflow


@pytest.fixture(scope="session")
def bad_input(airflow: RealAirflow) -> tuple[RealAirflow, str, dict[str, dict[str, Any]]]:
    """One run of all bad inputs: the Airflow, the run's id, and its tasks by name."""
    airflow.unpause("bad_input")
    run_id = airflow.trigger("bad_input")
    assert "failed" == airflow.finished("bad_input", run_id)
    return airflow, run_id, {task["task_id"]: task for task in airflow.tasks("bad_input", run_id)}


def _connections(whop: WhopEmulator, web_site: CannedServer) -> dict[str, str]:
    """Give Airflow one good connection and every bad one."""
    good = json.loads(whop.connection)
    quick = {**good["extra"], "max_retries": 0}
    no_permission = whop.add_key("apik_e2e_reader", without=("chat:message:create", "dms:message:manage", "livestream:chat:write", "support_chat:message:create"))  # fmt: skip  # noqa: E501
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead_port = taken.getsockname()[1]
    connections = {
        "default": good,
        "no_key": {**good, "password": ""},
        "wrong_key": {**good, "password": "apik_e2e_wrong"},
        "no_permission": {**good, "password": no_permission},
        "dead_port": {**good, "host": f"http://127.0.0.1:{dead_port}", "extra": quick},
        "web_site": {**good, "host": f"http://127.0.0.1:{web_site.port}", "extra": quick},
        "plain_http": {**good, "host": "http://whop.example"},
        "no_company": {**good, "extra": {}},
        "told": {**good, "password": whop.add_key("apik_told")},
    }
    return {f"AIRFLOW_CONN_WHOP_{name.upper()}": json.dumps(value) for name, value in connections.items()}
