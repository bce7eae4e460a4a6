"""What all tests share: an emulator, a client over every transport, and the contract that exchanges are held to."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from places import ROOT

os.environ["AIRFLOW_HOME"] = str(ROOT / ".cache" / "airflow-home")  # before Airflow is imported, or it takes ~/airflow
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"

from airflow_provider_whop.emulator import WhopEmulator
from both import TRANSPORTS, Client, Connect, connected
from canned import CannedServer
from contract import hold_to_contract
from kept_variables import Variables
from store import Stores

# its own bound of 200 ms for an example tells who else is at work on the machine; pytest's time-out holds a whole test
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def pytest_configure() -> None:
    """Hear Ctrl-C: a shell's background job ignores it, and so would the processes that tests start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no proxy or certificate of the machine come between a test and its server."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def whop() -> Iterator[WhopEmulator]:
    """A fresh Whop; what the provider and it said to each other is held against the OpenAPI files afterwards."""
    with WhopEmulator() as emulator:
        yield emulator
        hold_to_contract(emulator.requests)


@pytest.fixture
def canned() -> Iterator[CannedServer]:
    """A server of canned bytes."""
    with CannedServer() as server:
        yield server


@pytest.fixture(params=TRANSPORTS)
def connect(request: pytest.FixtureRequest) -> Iterator[Connect]:
    """Make clients by their settings, over each transport."""
    with connected(request.param) as make:
        yield make


@pytest.fixture
def client(connect: Connect, whop: WhopEmulator) -> Client:
    """A client of the fresh Whop, over each transport."""
    return connect(key=whop.key, base_url=whop.base_url)


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator) -> Callable[..., None]:
    """Set the Airflow connection ``whop_default``: to the fresh Whop, or as told."""

    def set_to(value: str | None = None) -> None:
        monkeypatch.setenv("AIRFLOW_CONN_WHOP_DEFAULT", value or whop.connection)

    set_to()
    return set_to


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> Stores:
    """What Airflow remembers of assets, in this process instead of its database."""
    made = Stores()
    monkeypatch.setattr("airflow_provider_whop.assets.memory.asset_state_store", made.of)
    return made


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Give all that was logged so far; Airflow's loggers write to the streams of the process."""
    said: list[str] = []

    def so_far() -> str:
        said.extend(capfd.readouterr())
        return "".join(said)

    return so_far


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Skip the waits between attempts, and give their lengths."""
    slept: list[float] = []

    async def nap(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("airflow_provider_whop.transport.client.sleep", slept.append)
    monkeypatch.setattr("airflow_provider_whop.transport.async_client.sleep", nap)
    return slept


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Mark what lies below tests/e2e and tests/matrix, so that ``make test`` leaves it out."""
    for item in items:
        for name in ("e2e", "matrix"):
            if (ROOT / "tests" / name) in Path(item.fspath).parents:
                item.add_marker(name)


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> Variables:
    """Airflow's Variables, in memory."""
    kept = Variables()
    monkeypatch.setattr("airflow.providers.common.compat.sdk.Variable", kept)
    return kept
