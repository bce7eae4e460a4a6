"""Starting and stopping, from Python and from the command line."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
import requests

from airflow_provider_whop import emulator
from airflow_provider_whop.emulator import WhopEmulator

COMMAND = [sys.executable, "-m", "airflow_provider_whop.emulator"]


def test_two_emulators_share_nothing() -> None:
    with WhopEmulator() as one, WhopEmulator() as two:
        one.team_writes("exp_lounge", "hi")
        assert one.url != two.url
        assert two.messages("exp_lounge") == []


def test_stopping_frees_the_port_and_ends_the_thread() -> None:
    with WhopEmulator() as whop:
        port = int(whop.url.rsplit(":", 1)[1])
        kept = socket.create_connection(("127.0.0.1", port))
    assert b"" == kept.recv(1)
    assert not any(thread.name == "whop-emulator" for thread in threading.enumerate())
    with WhopEmulator(port=port) as again:
        assert 200 == requests.get(again.url, timeout=5).status_code


def test_a_port_that_is_taken_is_an_error() -> None:
    with WhopEmulator() as whop, pytest.raises(OSError, match="in use"):
        WhopEmulator(port=int(whop.url.rsplit(":", 1)[1])).start()


def test_it_listens_on_ipv6_too() -> None:
    with WhopEmulator(host="::1") as whop:
        assert whop.url.startswith("http://[::1]:")
        assert 200 == requests.get(whop.url, timeout=5).status_code


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.7", "::", "example.com"])  # noqa: S104  # refused here
def test_an_address_that_others_reach_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=f"listens on loopback only, not on '{host}'"):
        WhopEmulator(host=host)


def test_its_connection_says_all_that_airflow_needs() -> None:
    with WhopEmulator() as whop:
        connection = json.loads(whop.connection)
    assert {
        "conn_type": "whop",
        "host": whop.url,
        "password": whop.key,
        "extra": {"company_id": "biz_emulator", "user_id": whop.user_id},
    } == connection


def test_unknown_places_and_methods_answer_in_whops_envelope() -> None:
    with WhopEmulator() as whop:
        assert "not_found" == requests.get(whop.base_url + "/nowhere", timeout=5).json()["error"]["type"]
        assert "method_not_allowed" == requests.put(whop.base_url + "/messages", timeout=5).json()["error"]["type"]


def test_the_command_prints_the_line_to_paste_and_stops_on_ctrl_c() -> None:
    with subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        name, _, value = lines[2].removeprefix("export ").partition("=")
        connection = json.loads(value.strip().strip("'"))
        assert "AIRFLOW_CONN_WHOP_DEFAULT" == name
        assert 200 == requests.get(connection["host"], timeout=5).status_code
        process.send_signal(signal.SIGINT)
        assert "Stopped.\n" == process.stdout.read()
    assert 0 == process.returncode


def test_the_command_stops_on_sigterm_too() -> None:
    with subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        assert process.stdout.read().endswith("Stopped.\n")
    assert 0 == process.returncode


REMOTE = [
    "0.0.0.0",  # noqa: S104
    "", "::", "0", "*", "127.1", "2130706433", "0x7f000001", "::ffff:0.0.0.0", "10.0.0.1", "169.254.169.254",
    "fe80::1", "localhost.", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example", socket.gethostname(),
    "127.0.0.1 ", " ::1", "[::1]", "127.0.0.1:80", "localhost\n", "\uff11\uff12\uff17.0.0.1",
]  # fmt: skip
"""Addresses that others reach, and what may mean one."""


@pytest.mark.parametrize("host", REMOTE)
def test_what_is_not_loopback_for_certain_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="listens on loopback only, not on "):
        WhopEmulator(host=host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "evil.example"])  # noqa: S104
def test_the_command_refuses_to_be_reached_by_others(host: str) -> None:
    ended = subprocess.run([*COMMAND, "--host", host, "--port", "0"], capture_output=True, text=True, check=False)
    assert 2 == ended.returncode
    assert f"listens on loopback only, not on {host!r}" in ended.stderr
    assert "" == ended.stdout


@pytest.mark.parametrize("way", [["--allow", "--host=0.0.0.0"], ["--allow-remote=yes", "--host=::"]])
def test_the_command_wants_it_in_so_many_words(way: list[str]) -> None:
    ended = subprocess.run([*COMMAND, *way, "--port", "0"], capture_output=True, text=True, timeout=20, check=False)
    assert 2 == ended.returncode


@pytest.mark.parametrize(("host", "bound"), [("localhost", "127.0.0.1"), ("127.8.9.10", "127.8.9.10"), ("::1", "::1")])
def test_it_listens_where_it_says_and_nowhere_else(host: str, bound: str) -> None:
    with WhopEmulator(host=host) as whop:
        listening = [server.sockets[0].getsockname()[0] for server in whop._server._uvicorn.servers]
        assert 200 == requests.get(whop.url, timeout=5).status_code
    assert [bound] == listening


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_others_reach_it_where_that_was_asked_for(host: str) -> None:
    with WhopEmulator(host=host, allow_remote=True) as whop:
        port = whop.url.rsplit(":", 1)[1]
        place = "[::1]" if host == "::" else "127.0.0.1"
        headers = {"Host": "whop.example", "Authorization": f"Bearer {whop.key}"}
        api = requests.get(f"http://{place}:{port}/api/v1/accounts/me", headers=headers, timeout=5)
        page = requests.get(f"http://{place}:{port}/", headers=headers, timeout=5)
        assert (200, 403) == (api.status_code, page.status_code)
        assert json.loads(whop.connection)["extra"]["allow_http"] is True


def test_a_missing_library_is_told_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "airflow_provider_whop.emulator.emulator", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'airflow-provider-whop\[emulator\]'"):
        emulator.__getattr__("WhopEmulator")


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Whopper'"):
        emulator.Whopper  # noqa: B018


def test_stopping_twice_is_stopping_once() -> None:
    whop = WhopEmulator().start()
    port = int(whop.url.rsplit(":", 1)[1])
    for _ in range(2):
        whop.stop()
        assert not any(thread.name == "whop-emulator" for thread in threading.enumerate())
        with socket.create_server(("127.0.0.1", port)) as taken:
            assert port == taken.getsockname()[1]


def test_starting_twice_is_starting_once_and_starting_again_takes_the_same_place() -> None:
    with WhopEmulator().start() as whop:
        url = whop.url
        assert 200 == requests.get(url, timeout=5).status_code
    with whop:
        assert url == whop.url
        assert 200 == requests.get(url, timeout=5).status_code


@pytest.mark.filterwarnings("error")
def test_it_can_be_prepared_before_it_runs_and_read_afterwards() -> None:
    whop = WhopEmulator()
    whop.team_writes("exp_lounge", "before")
    with whop:
        whop.team_writes("exp_lounge", "amid")
    assert ["before", "amid"] == [message["content"] for message in whop.messages("exp_lounge")]
    assert [] == whop.requests


def test_a_port_that_is_taken_leaves_no_socket_open(recwarn: pytest.WarningsRecorder) -> None:
    warnings.simplefilter("always")
    with WhopEmulator() as whop:
        with pytest.raises(OSError, match="in use"):
            WhopEmulator(port=int(whop.url.rsplit(":", 1)[1])).start()
        gc.collect()
    assert [] == [str(warning.message) for warning in recwarn if warning.category is ResourceWarning]


def test_ids_differ_from_one_emulator_to_the_next_unless_a_seed_is_given() -> None:
    def id(seed: int | None = None) -> str:
        return WhopEmulator(seed=seed).add_channel("News")

    assert id() != id()
    assert id(7) == id(7)


def test_the_command_names_a_port_that_is_taken() -> None:
    with WhopEmulator() as whop:
        port = whop.url.rsplit(":", 1)[1]
        ended = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, check=False)
    sentence = f"Port {port} of 127.0.0.1 cannot be listened on (Address already in use); choose another with --port.\n"
    assert (1, sentence) == (ended.returncode, ended.stderr)


def test_the_command_refuses_a_limit_that_cannot_be() -> None:
    ended = subprocess.run([*COMMAND, "--rate-limit", "-1"], capture_output=True, text=True, check=False)
    assert 2 == ended.returncode
    assert "error: rate_limit must be a number of requests" in ended.stderr


def test_the_command_says_what_to_install_where_a_library_is_missing(tmp_path: Path) -> None:
    (tmp_path / "fastapi.py").write_text("raise ModuleNotFoundError('No module named fastapi', name='fastapi')")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ended = subprocess.run(COMMAND, capture_output=True, text=True, check=False, env=env)
    sentence = "The emulator needs fastapi: pip install 'airflow-provider-whop[emulator]'\n"
    assert (1, sentence) == (ended.returncode, ended.stderr)
