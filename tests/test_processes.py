"""Whoever is found by a connection may be killed for it, so nobody else may be found."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from processes import holders, parent, port_of

CALLING = """
import socket, sys
with socket.socket() as calling:
    calling.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    calling.bind(("127.0.0.1", int(sys.argv[2])))
    calling.connect(("127.0.0.1", int(sys.argv[1])))
    print("connected", flush=True)
    sys.stdin.read()
"""


@contextmanager
def _caller(server: socket.socket, port: int = 0) -> Iterator[tuple[int, str]]:
    """Let another process hold a connection to a server, from a port; gives its id, and its address."""
    command = [sys.executable, "-c", CALLING, str(server.getsockname()[1]), str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert b"connected\n" == process.stdout.readline()
        accepted, (host, came_from) = server.accept()
        with accepted:
            yield process.pid, f"{host}:{came_from}"
        process.communicate()


@pytest.fixture
def servers() -> Iterator[list[socket.socket]]:
    """Listen twice."""
    with ExitStack() as both:
        yield [both.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]


def _url(server: socket.socket) -> str:
    return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_who_holds_a_connection_is_found(servers: list[socket.socket]) -> None:
    with _caller(servers[0]) as (pid, peer):
        assert [pid] == [*holders(peer, _url(servers[0]))]


def test_who_has_come_from_the_same_port_to_another_server_is_not_found(servers: list[socket.socket]) -> None:
    with _caller(servers[0]) as (pid, peer), _caller(servers[1], port_of(peer)) as (other, same):
        assert peer == same
        assert [pid] == [*holders(peer, _url(servers[0]))]
        assert [other] == [*holders(peer, _url(servers[1]))]


def test_who_is_gone_has_no_parent_that_could_be_killed_for_it() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    with pytest.raises(ProcessLookupError):
        parent(gone.pid)
