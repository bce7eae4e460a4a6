"""The lines that the design draws: who may import what, and what a DAG file's imports cost."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import airflow_provider_whop

PACKAGE = Path(airflow_provider_whop.__file__).parent
HTTP = {"requests", "httpx", "httpcore", "urllib3", "aiohttp", "http"}
OUTSIDE = HTTP | {
    "airflow",
    "socket",
    "asyncio",
    "time",
    "logging",
    "os",
    "pathlib",
    "subprocess",
    "fastapi",
    "uvicorn",
}


SAME_EVERYWHERE = ("airflow.providers.common.compat.", "airflow.providers.common.sql.", "airflow.triggers.base.")
"""What stands in the same place in every Airflow."""


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """Give each file below a folder with each module that it imports, at the top or within a function."""
    for file in sorted((PACKAGE / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((str(file.relative_to(PACKAGE)), name) for name in names)


def tops(folder: str) -> set[str]:
    return {name.split(".")[0] for _, name in imported(folder)}


def test_the_walk_over_imports_sees_them() -> None:
    assert ("api/retry.py", "random.random") in set(imported("api"))
    assert ("operators/messages/send.py", "airflow_provider_whop.hooks.whop.WhopHook") in set(imported("operators"))


def test_the_centre_does_no_input_or_output_and_knows_no_airflow() -> None:
    assert set() == tops("api") & OUTSIDE


def test_the_centre_stands_on_nothing_of_ours_but_itself() -> None:
    ours = {name for _, name in imported("api") if name.startswith("airflow_provider_whop")}
    assert {"api"} == {name.split(".")[1] for name in ours}


def test_tables_do_no_input_or_output_and_stand_on_the_centre_and_what_lets_no_text_act() -> None:
    ours = {name for _, name in imported("tables") if name.startswith("airflow_provider_whop")}
    assert set() == tops("tables") & (OUTSIDE | {"sqlite3", "tempfile"})
    assert {"api", "tables", "templates"} == {name.split(".")[1] for name in ours}


def test_only_the_transports_import_an_http_library() -> None:
    importers = {file.split("/")[0] for file, name in imported(".") if name.split(".")[0] in HTTP}
    assert {"transport"} == importers


def test_airflow_is_imported_only_at_the_rim() -> None:
    importers = {file.split("/")[0] for file, name in imported(".") if name.split(".")[0] == "airflow"}
    rim = {"hooks", "links", "notifications", "operators", "sensors", "triggers"}
    assert {"_compat.py", "variables.py", *rim} == importers


def test_only_one_module_asks_for_airflows_own_version_or_places() -> None:
    direct = {
        file for file, name in imported(".") if name.startswith("airflow.") and not name.startswith(SAME_EVERYWHERE)
    }
    assert {"_compat.py"} == direct


def test_the_emulator_shares_nothing_with_the_client() -> None:
    ours = {name for _, name in imported("emulator") if name.startswith("airflow_provider_whop")}
    assert {"emulator"} == {name.split(".")[1] for name in ours}


PARSED = """
import sys
from airflow.providers.common.compat.sdk import DAG, BaseNotifier, BaseOperator, BaseOperatorLink, BaseSensorOperator
import airflow_provider_whop  # Airflow 3 has it loaded by then
before = set(sys.modules)
from airflow_provider_whop.{module} import {name}
print(*sorted(set(sys.modules) - before))
"""


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("operators.messages", "WhopSendMessageOperator"),
        ("operators.messages", "WhopUpdateMessageOperator"),
        ("operators.messages", "WhopDeleteMessageOperator"),
        ("operators.messages", "WhopAddReactionOperator"),
        ("operators.channels", "WhopUpdateChannelOperator"),
        ("operators.polls", "WhopGetPollResultOperator"),
        ("operators.lists", "WhopListMessagesOperator"),
        ("operators.direct_messages", "WhopOpenDirectMessageOperator"),
        ("operators.notifications", "WhopPushNotificationOperator"),
        ("sensors.messages", "WhopMessageSensor"),
        ("notifications.whop", "WhopNotifier"),
    ],
)
def test_importing_what_dags_are_made_of_loads_no_http_library_and_no_model(module: str, name: str) -> None:
    loaded = loaded_by(module, name)
    assert f"airflow_provider_whop.{module}" in loaded
    assert [name for name in loaded if name.split(".")[0] in HTTP or name.startswith("airflow_provider_whop.api")] == []
    assert len(loaded) <= 5


def test_importing_the_operator_of_queries_loads_no_database_either() -> None:
    loaded = loaded_by("operators.sql", "SqlToWhopOperator")
    assert "airflow_provider_whop.operators.sql" in loaded
    heavy = ("airflow_provider_whop.api", "airflow_provider_whop.tables", "airflow.providers.common.sql")
    assert [name for name in loaded if name.split(".")[0] in HTTP or name.startswith(heavy)] == []


def loaded_by(module: str, name: str) -> list[str]:
    """Give the modules that a DAG file loads by this import, beyond those of Airflow's own classes."""
    command = [sys.executable, "-c", PARSED.format(module=module, name=name)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")[-2].split()
