"""The wheel in the environment that ``WHOP_CELL`` names, away from the repository, by Airflow's own commands."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from airflow_processes import free_port
from airflow_provider_whop import __version__
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.get_provider_info import CONNECTION_FIELDS
from examples import UNTRIED, examples_of, files_for, line_of
from places import venv
from real_airflow import settings

Command = Callable[..., str]
SHOP = json.dumps({"conn_type": "sqlite", "host": ":memory:"})
SINCE = ("--conf", '{"since": "2026-01-01T00:00:00Z"}')
CONF = {"example_help_desk": SINCE, "example_watch_word": SINCE}
FORM = """
import json
try:
    from airflow.api_fastapi.core_api.services.ui.connections import HookMetaService
except ImportError:
    from airflow.providers_manager import ProvidersManager
    fields = ProvidersManager().connection_form_widgets.values()
    form = [field.field_name for field in fields if field.package_name == "airflow-provider-whop"]
else:
    (form,) = (hook.extra_fields for hook in HookMetaService.hook_meta_data() if hook.connection_type == "whop")
print(json.dumps(sorted(form or ())))
"""
"""The connection form's fields, as this Airflow's web server is given them."""
FIRST = (3, 0)
"""It shows the fields of no provider where flask-appbuilder is not installed, and runs no task of an unknown asset."""


@pytest.fixture(scope="module")
def version() -> str:
    return os.environ["WHOP_CELL"]


@pytest.fixture(scope="module")
def emulator() -> Iterator[WhopEmulator]:
    with WhopEmulator() as whop:
        yield whop


@pytest.fixture(scope="module")
def airflow(version: str, emulator: WhopEmulator, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Run an ``airflow`` command in a fresh home that has this version's example DAGs; gives what it printed."""
    place = tmp_path_factory.mktemp(f"airflow{version}")
    dags = place / "dags"
    dags.mkdir()
    for file in files_for(version):
        (dags / file.name).write_bytes(file.read_bytes())
    home = settings(place / "home", dags, f"http://127.0.0.1:{free_port()}")
    executor = {"AIRFLOW__CORE__EXECUTOR": "SequentialExecutor"} if line_of(version) < (3, 0) else {}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "PYTHONPATH"))}
    env = {**inherited, **home, **executor, "AIRFLOW_CONN_WHOP_DEFAULT": emulator.connection, "AIRFLOW_CONN_SHOP": SHOP}

    def run(*arguments: str, status: int | None = 0) -> str:
        command = [venv(f"airflow-{version}") / "bin" / "airflow", *arguments]
        ended = subprocess.run(command, env=env, cwd=place, capture_output=True, text=True, check=False, timeout=120)
        assert status in (None, ended.returncode), f"{arguments}\n{ended.stdout[-3000:]}\n{ended.stderr[-3000:]}"
        return ended.stdout

    run("db", "migrate")
    return run


def test_the_provider_comes_from_the_wheel_and_not_from_the_repository(version: str, tmp_path: Path) -> None:
    code = "import airflow_provider_whop; print(airflow_provider_whop.__file__)"
    command = [venv(f"airflow-{version}") / "bin" / "python", "-c", code]
    place = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert f".venvs/airflow-{version}/lib" in place


def test_airflow_lists_the_provider(airflow: Command) -> None:
    (provider,) = (p for p in printed(airflow("providers", "list", "-o", "json")) if "whop" in p["package_name"])
    assert ("airflow-provider-whop", __version__) == (provider["package_name"], provider["version"])
    (hook,) = (h for h in printed(airflow("providers", "hooks", "-o", "json")) if h["connection_type"] == "whop")
    assert (hook["conn_id_attribute_name"], hook["hook_name"]) == ("whop_conn_id", "Whop")


def test_the_form_of_a_connection_has_its_fields(version: str, tmp_path: Path) -> None:
    command = [venv(f"airflow-{version}") / "bin" / "python", "-c", FORM]
    env = {**os.environ, "AIRFLOW_HOME": str(tmp_path)}
    ended = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120)
    shown = [] if line_of(version) == FIRST else sorted(CONNECTION_FIELDS)
    assert shown == json.loads(ended.stdout.splitlines()[-1])


def test_a_connection_is_added_read_back_and_tested(airflow: Command, emulator: WhopEmulator) -> None:
    airflow("connections", "add", "whop_cli", "--conn-json", emulator.connection)
    (connection,) = printed(airflow("connections", "get", "whop_cli", "-o", "json"))
    assert ("whop", emulator.url) == (connection["conn_type"], connection["host"])
    assert "Connection success!" in airflow("connections", "test", "whop_cli")


def test_a_connection_is_added_by_its_uri_and_a_bad_one_is_told(airflow: Command, emulator: WhopEmulator) -> None:
    uri = f"whop://:{{}}@{emulator.url.removeprefix('http://')}/?company_id=biz_emulator"
    airflow("connections", "add", "whop_uri", "--conn-uri", uri.format(emulator.key))
    airflow("connections", "add", "whop_stale", "--conn-uri", uri.format("stale"))
    assert "Connection success!" in airflow("connections", "test", "whop_uri")
    assert "Whop does not accept the API key of this connection" in airflow(
        "connections", "test", "whop_stale", status=None
    )


def printed(output: str) -> Any:
    """Read the JSON that a command printed, whatever it logged before."""
    start = next(number for number, line in enumerate(output.splitlines()) if line.startswith(("[{", "[]")))
    return json.loads("\n".join(output.splitlines()[start:]))


@pytest.fixture(scope="module")
def ran(version: str, airflow: Command, emulator: WhopEmulator) -> str:
    emulator.customer_writes("cleo", "hello?")
    emulator.member_writes("exp_lounge", "ben", "Can I have a refund?")
    if line_of(version) == FIRST:
        airflow("dags", "reserialize")
    for dag_id in examples_of(version):
        if dag_id not in UNTRIED:
            airflow("dags", "test", dag_id, *CONF.get(dag_id, ()))
    return version


def test_every_example_of_this_version_is_there(airflow: Command, version: str) -> None:
    assert set(examples_of(version)) == {
        dag["dag_id"]
        for dag in printed(airflow("dags", "list", *([] if line_of(version) < (3, 0) else ["--local"]), "-o", "json"))
    }


@pytest.mark.timeout(900)
def test_every_example_runs_as_its_docstring_says(ran: str, emulator: WhopEmulator) -> None:
    texts = [message["content"] for message in emulator.messages("exp_announcements")]
    assert any(text.startswith("## Good morning!") for text in texts)
    assert ("The report is ready." in texts) is (line_of(ran) >= (3, 0))
    assert 1 == sum(text.startswith("The report of `") for text in texts)
    assert 1 == texts.count("**Hello!** Office hours are at 15:00 UTC.")
    assert 1 == sum(text.startswith("## 3 products sold well\n\n| product |") for text in texts)
    bulk = ["Office hours begin in an hour.", "Thank you, Ada!", "Thank you, Ben!"] if line_of(ran) >= (3, 2) else []
    assert bulk == [text for text in texts if text.startswith(("Office hours", "Thank you, "))]
    rules = emulator.world.rooms["chat_feed_lounge"].settings
    assert (rules.ban_urls, rules.banned_words, rules.user_posts_cooldown_seconds) == (True, ["spam", "scam"], 10)
    assert [
        ["hello?", "Thank you! A person answers you today."],
        ["Welcome! Write here whenever something is unclear."],
    ] == [[post.content for post in room.posts] for room in emulator.world.rooms.values() if room.kind == "support"]
    (direct,) = (room for room in emulator.world.rooms.values() if room.kind == "dm")
    assert ["- Pricing: 0\n- Roadmap: 1\n- Your questions: 0\n"] == [m["content"] for m in emulator.messages(direct.id)]
    lounge = [message["content"] for message in emulator.messages("exp_lounge")]
    assert ["Can I have a refund?", "The team looks into this."] == lounge
    (push,) = emulator.notifications()
    assert (["user_ada", "user_ben"], "42 rows.") == (push["user_ids"], push["content"])
    emulator.reset()
