"""An attempt that is given up does not reach Whop any more, though the kernel still held it. Over every transport."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import trustme

from airflow_provider_whop.api.errors import WhopUnreachable
from airflow_provider_whop.api.messages import create_message
from both import Connect

END = "END"
LONG = create_message("exp_lounge", "x" * 300_000 + END)
QUICK = {"timeout": 0.4, "connect_timeout": 0.4}


@pytest.fixture
def narrow() -> Iterator[socket.socket]:
    """A server whose kernel takes a part of the body, and that stands still."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


def rest(stream: socket.socket) -> bytes:
    """Read what comes when the server goes on; it is broken off at its end, or where the connection was."""
    heard = b""
    try:
        while chunk := stream.recv(65536):
            heard += chunk
    except ConnectionResetError:
        return heard
    return heard


def test_what_the_kernel_still_held_is_not_delivered(connect: Connect, narrow: socket.socket) -> None:
    client = connect(base_url=f"http://127.0.0.1:{narrow.getsockname()[1]}/api/v1", **QUICK)
    with pytest.raises(WhopUnreachable, match="time-out") as lost:
        client.send(LONG)
    stream, _ = narrow.accept()
    stream.settimeout(5)
    assert END.encode() not in rest(stream)
    assert lost.value.written


def test_a_server_that_has_all_of_it_is_told_that_nobody_waits(connect: Connect, narrow: socket.socket) -> None:
    client = connect(base_url=f"http://127.0.0.1:{narrow.getsockname()[1]}/api/v1", **QUICK)
    with pytest.raises(WhopUnreachable):
        client.send(create_message("exp_lounge", END))
    stream, _ = narrow.accept()
    stream.settimeout(5)
    assert stream.recv(65536)
    with pytest.raises(ConnectionResetError):
        stream.recv(65536)


def test_nor_over_tls(connect: Connect, narrow: socket.socket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    streams: list[ssl.SSLSocket] = []
    shaking_hands = _beside(lambda: streams.append(tls.wrap_socket(narrow.accept()[0], server_side=True)))
    client = connect(base_url=f"https://127.0.0.1:{narrow.getsockname()[1]}/api/v1", **QUICK)
    with pytest.raises(WhopUnreachable, match="time-out"):
        client.send(LONG)
    shaking_hands.join()
    streams[0].settimeout(5)
    assert END.encode() not in rest(streams[0])


def _beside(work: Callable[[], None]) -> Thread:
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread
