"""Airflow 3.3's UI in a real Chromium: the connection form, the test button, a run, and the way to the channel."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import airflow_form
import airflow_pages
from airflow_form import OWN, STANDARD, ConnectionForm, Shown
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.get_provider_info import CONNECTION_FIELDS, FIELD_BEHAVIOUR, get_provider_info
from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.links.channels import WhopChannelLink
from browser import Browser, keep
from contract import hold_to_contract
from places import DAGS, venv
from real_airflow import RealAirflow

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME = get_provider_info()["connection-types"][0]["hook-name"]
LABELS, PLACEHOLDERS = FIELD_BEHAVIOUR["relabeling"], FIELD_BEHAVIOUR["placeholders"]
DAG, TASK, CHANNEL = "example_announcement", "announce", "exp_lounge"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def emulator() -> Iterator[WhopEmulator]:
    with WhopEmulator() as whop:
        yield whop
        hold_to_contract(whop.requests)


@pytest.fixture(scope="module")
def airflow(emulator: WhopEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealAirflow]:
    """A real Airflow with one DAG."""
    place = tmp_path_factory.mktemp("browser")
    (place / "dags").mkdir()
    for file in DAGS.glob(f"{DAG}.*"):
        shutil.copy(file, place / "dags")
    env = {"AIRFLOW_CONN_WHOP_DEFAULT": emulator.connection}
    with RealAirflow(venv("airflow-3.3"), place / "home", place / "dags", env, postgres=True) as airflow:
        airflow.wait_until(lambda: airflow.knows(DAG), 60, f"{DAG} was not parsed")
        yield airflow


@pytest.fixture
def page(airflow: RealAirflow, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    """Airflow's first page; what was seen last, if the test fails, is left in the test's folder."""
    failed = request.session.testsfailed
    with browser.page() as page:
        page.goto(airflow.url)
        yield page
        if request.session.testsfailed > failed:
            keep(page, tmp_path)
            print(f"What was seen last: {tmp_path}")  # noqa: T201  # pytest shows it below the failure


@pytest.fixture
def form(page: Page) -> ConnectionForm:
    form = ConnectionForm(page)
    form.open()
    return form


def value(name: str) -> Any:
    """Make up what is written into a field of the extra: the last choice, a number that is no default, a text."""
    schema = CONNECTION_FIELDS[name]["schema"]
    if "enum" in schema:
        return schema["enum"][-1]
    return schema["default"] + 1 if "minimum" in schema else PLACEHOLDERS.get(name, f"any-{name}")


def test_the_form_shows_the_fields_as_they_are_declared(form: ConnectionForm) -> None:
    form.begin("whop_shown", NAME)
    assert ["Description", LABELS["host"], LABELS["password"]] == [field.label for field in form.shown(STANDARD)]
    form.unfold(OWN)
    declared = [
        Shown(field["label"], str(field["schema"].get("default", "")), field["description"])
        for field in CONNECTION_FIELDS.values()
    ]
    assert declared == form.shown(OWN)


def test_what_is_filled_in_is_what_is_saved(form: ConnectionForm, airflow: RealAirflow, tmp_path: Path) -> None:
    form.begin("whop_filled", NAME)
    form.fill(LABELS["host"], PLACEHOLDERS["host"])
    form.fill(LABELS["password"], "apik_filled")
    form.unfold(OWN)
    for name, field in CONNECTION_FIELDS.items():
        form.fill(field["label"], value(name))
    form.save()
    airflow.run("connections", "export", str(tmp_path / "all.json"))  # the REST API keeps the key and the proxy back
    connection = json.loads((tmp_path / "all.json").read_text())["whop_filled"]
    assert ["whop", PLACEHOLDERS["host"], "apik_filled"] == [connection[k] for k in ("conn_type", "host", "password")]
    assert {name: value(name) for name in CONNECTION_FIELDS} == json.loads(connection["extra"])


def test_what_is_left_empty_is_saved_as_its_default(form: ConnectionForm, airflow: RealAirflow) -> None:
    form.begin("whop_empty", NAME)
    form.save()
    defaults = {name: field["schema"].get("default") for name, field in CONNECTION_FIELDS.items()}
    assert defaults == json.loads(airflow.api("GET", "/api/v2/connections/whop_empty")["extra"])


@pytest.fixture(params=["good", "wrong"])
def entered(
    request: pytest.FixtureRequest, form: ConnectionForm, emulator: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, tuple[bool, str]]:
    """A connection as the form has saved it, and what the hook says of it."""
    conn_id, key = f"whop_{request.param}", {"good": emulator.key, "wrong": "apik_wrong"}[request.param]
    form.begin(conn_id, NAME)
    form.fill(LABELS["host"], emulator.url)
    form.fill(LABELS["password"], key)
    form.save()
    same = {"conn_type": "whop", "host": emulator.url, "password": key}
    monkeypatch.setenv("AIRFLOW_CONN_WHOP_SAME", json.dumps(same))
    return conn_id, WhopHook("whop_same").test_connection()


def test_the_test_button_says_what_the_hook_says(
    entered: tuple[str, tuple[bool, str]], page: Page, airflow: RealAirflow, emulator: WhopEmulator
) -> None:
    conn_id, (well, sentence) = entered
    assert ("whop_good" == conn_id) is well
    port = int(emulator.url.rpartition(":")[2])  # without one, Airflow 3.3.2 does not ask: see the next test
    change = {"connection_id": conn_id, "conn_type": "whop", "port": port}
    airflow.api("PATCH", f"/api/v2/connections/{conn_id}?update_mask=port", change)
    page.reload()
    title = f"Test Connection {'Successful' if well else 'Failed'}"
    assert (title, sentence) == airflow_form.tested(page, conn_id)


def test_airflow_3_3_2_tests_no_connection_without_a_port(page: Page, airflow: RealAirflow) -> None:
    """Its list asks for port 0, and its server takes that for another place: apache/airflow#73298, mended after 3.3.2.

    Where this fails, Airflow does what it should, and the test above needs no port any more.
    """
    airflow.api("POST", "/api/v2/connections", {"connection_id": "whop_portless", "conn_type": "whop"})
    page.goto(f"{airflow.url}/connections")
    assert ("Test Connection Failed", "Bad Request") == airflow_form.tested(page, "whop_portless")


def test_a_run_succeeds_and_its_task_leads_to_the_message(
    page: Page, airflow: RealAirflow, emulator: WhopEmulator
) -> None:
    airflow_pages.open_dag(page, DAG)
    run_id = airflow_pages.trigger(page, {"channel_id": CHANNEL})
    assert "Success" == airflow_pages.ended(page)
    airflow_pages.open_task(page, TASK)
    there = airflow_pages.followed(page, WhopChannelLink.name)
    (message,) = emulator.messages(CHANNEL)
    assert airflow.xcom(DAG, run_id, TASK)["id"] == message["id"]
    assert f"{emulator.url}/#{CHANNEL}" == there.url
    shown = there.get_by_role("article").filter(has=there.locator(f"#{CHANNEL}")).locator(".text")
    assert message["content"] == shown.inner_text()
