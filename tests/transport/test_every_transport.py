"""What all transports do alike, below the conversations: connections, time-outs, redirects, proxies, TLS, headers."""

from __future__ import annotations

import gzip
import logging
import re
import socket
import ssl
from pathlib import Path
from time import time
from typing import cast

import pytest
import trustme

from airflow_provider_whop import __version__
from airflow_provider_whop.api import messages
from airflow_provider_whop.api.errors import (
    WhopError,
    WhopRateLimited,
    WhopUnexpectedReply,
    WhopUnreachable,
)
from airflow_provider_whop.api.wire import Reply, Response, Steps, Unreachable
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.transport import terms
from both import Client, Connect
from canned import OK, CannedServer

POST = messages.create_message("exp_lounge", "hi")
DELETE = messages.delete_message("post_1")


def lost(client: Client, call: messages.Call[object] = POST) -> WhopUnreachable:
    with pytest.raises(WhopUnreachable) as raised:
        client.send(call)
    return raised.value


# -- connections


def test_calls_share_a_connection(client: Client, whop: WhopEmulator) -> None:
    for _ in range(5):
        client.send(POST)
    assert 1 == len({entry.peer for entry in whop.requests})


def test_a_kept_connection_that_the_server_has_closed_does_not_cost_a_post(connect: Connect) -> None:
    with WhopEmulator() as first:
        client = connect(base_url=first.base_url)
        client.send(POST)
        port = int(first.url.rsplit(":", 1)[1])
    with WhopEmulator(port=port) as second:
        client.send(POST)
        assert 1 == len(second.messages("exp_lounge"))


def test_nobody_listening_is_told_and_nothing_was_written(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = lost(connect(base_url=f"http://127.0.0.1:{port}/api/v1", max_retries=0))
    assert f"No answer from 127.0.0.1:{port} to createMessage (connection refused), nothing was sent" in str(error)
    assert error.written is False


def test_a_post_that_was_not_written_is_tried_again(connect: Connect, naps: list[float]) -> None:
    lost(connect(base_url="http://127.0.0.1:9/api/v1", max_retries=3))
    assert 3 == len(naps)


def test_a_host_without_an_address_is_told(connect: Connect) -> None:
    error = lost(connect(base_url="https://whop.invalid/api/v1", max_retries=0))
    assert "host name not found" in str(error)
    assert error.written is False


def test_a_delete_that_met_nobody_is_tried_again(connect: Connect, naps: list[float]) -> None:
    with pytest.raises(WhopUnreachable, match="nothing was sent"):
        connect(base_url="http://127.0.0.1:9/api/v1", max_retries=2).send(DELETE)
    assert 2 == len(naps)


def test_what_comes_behind_an_answer_is_not_taken_for_the_next(connect: Connect, canned: CannedServer) -> None:
    client = connect(base_url=f"http://127.0.0.1:{canned.port}/api/v1", max_retries=0)
    answers = iter([OK + OK, b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"])
    canned.pieces = lambda: [next(answers)]
    assert client.send(DELETE) is True
    with pytest.raises(WhopError, match=r"HTTP 403|an answer came before its request"):
        client.send(DELETE)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"cut": "headers"}, "connection closed|connection reset"),  # the body may meet a closed door
        ({"cut": "headers", "reset": True}, "connection closed|connection reset"),
        ({"cut": "answer"}, "connection closed without"),
        ({"cut": "answer", "reset": True}, "connection reset"),
        ({"cut": "half", "accepted": True}, "broke off|without a whole answer"),
    ],
)
def test_a_connection_that_ends_early_leaves_open_what_became_of_a_post(
    client: Client, whop: WhopEmulator, fault: dict[str, object], words: str
) -> None:
    whop.misbehave("createMessage", **fault)
    error = lost(client)
    assert error.written is True
    assert re.search(words, str(error))
    assert "it may have been accepted all the same" in str(error)


# -- time-outs


def test_an_answer_is_waited_for_as_long_as_set(connect: Connect, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", accepted=True, wait_after=2.0)
    error = lost(connect(base_url=whop.base_url, timeout=0.2))
    assert "no answer within the time-out" in str(error)
    assert error.written is True


# -- redirects


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_key_follows_no_redirect(client: Client, whop: WhopEmulator, canned: CannedServer, status: int) -> None:
    place = f"http://127.0.0.1:{canned.port}/api/v1/messages"
    whop.misbehave("createMessage", status=status, headers={"Location": place})
    with pytest.raises(WhopUnexpectedReply, match=f"a redirect to 127.0.0.1:{canned.port}"):
        client.send(POST)
    assert 0 == canned.connections


# -- TLS


def test_a_certificate_that_nobody_trusts_is_told_and_nothing_was_written(
    connect: Connect, canned: CannedServer
) -> None:
    _serve_tls(canned)
    error = lost(connect(base_url=f"https://127.0.0.1:{canned.port}/api/v1", max_retries=0))
    assert "certificate not trusted" in str(error)
    assert error.written is False
    assert canned.heard == []


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_certificates_of_the_environment_are_trusted(
    connect: Connect, canned: CannedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    _serve_tls(canned).cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv(variable, str(tmp_path / "ca.pem"))
    assert connect(base_url=f"https://127.0.0.1:{canned.port}/api/v1").send(DELETE) is True


def _serve_tls(canned: CannedServer) -> trustme.CA:
    authority = trustme.CA()
    canned.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(canned.tls)
    return authority


# -- what goes over the wire


def heard_by(canned: CannedServer) -> tuple[str, dict[str, str], bytes]:
    head, _, body = canned.heard[-1].partition(b"\r\n\r\n")
    line, *headers = head.decode().split("\r\n")
    return line, {name.lower(): value for name, value in (header.split(": ", 1) for header in headers)}, body


def test_a_request_carries_what_it_needs_and_nothing_else(connect: Connect, canned: CannedServer) -> None:
    client = connect(base_url=f"http://127.0.0.1:{canned.port}/api/v1", key="k1")
    with pytest.raises(WhopUnexpectedReply):
        client.send(POST)
    line, headers, body = heard_by(canned)
    assert "POST /api/v1/messages HTTP/1.1" == line
    assert body == b'{"channel_id":"exp_lounge","content":"hi"}'
    expected = {
        "authorization": "Bearer k1",
        "api-version-date": "2025-01-01",
        "content-type": "application/json",
        "content-length": "42",
        "accept": "application/json",
        "user-agent": f"airflow-provider-whop/{__version__}",
        "host": f"127.0.0.1:{canned.port}",
    }
    assert expected == {name: value for name, value in headers.items() if name in expected}
    assert set(headers) <= {*expected, "accept-encoding", "connection"}


def test_an_app_is_named_where_the_connection_names_it(connect: Connect, canned: CannedServer) -> None:
    connect(base_url=f"http://127.0.0.1:{canned.port}", app_id="app_1").send(DELETE)
    assert "app_1" == heard_by(canned)[1]["x-whop-app-id"]


def test_a_netrc_file_does_not_replace_the_key(
    connect: Connect, canned: CannedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    connect(base_url=f"http://127.0.0.1:{canned.port}", key="k1").send(DELETE)
    assert "Bearer k1" == heard_by(canned)[1]["authorization"]


def test_text_of_any_kind_arrives_as_it_was(client: Client, whop: WhopEmulator) -> None:
    text = 'naïve — „Grüße“ 😀\u200b \U0001f1fa\U0001f1e6 <b>&amp;</b> \\ " \n\t 漢字'
    assert text == client.send(messages.create_message("exp_lounge", text)).content
    assert text == whop.messages("exp_lounge")[0]["content"]


# -- what comes back


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"gzip", gzip.compress(b"true")),
        (b"GZIP", gzip.compress(b"true")),
        (b"x-gzip", gzip.compress(b"true")),
        (b"gzip", gzip.compress(b"tr") + gzip.compress(b"ue")),
        (b"identity", b"true"),
        (b"", b"true"),
    ],
    ids=["gzip", "in capitals", "by its old name", "in two members", "identity", "no name"],
)
def test_a_compressed_answer_is_read(connect: Connect, canned: CannedServer, encoding: bytes, body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (encoding, len(body))
    canned.answer = head + body
    assert connect(base_url=f"http://127.0.0.1:{canned.port}").send(DELETE) is True


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\ntrue",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\x00" * 64 + b"\r\n\r\n",
    ],
)
def test_an_answer_that_is_not_http_is_an_error_of_ours(connect: Connect, canned: CannedServer, answer: bytes) -> None:
    canned.answer = answer
    with pytest.raises(WhopError):
        connect(base_url=f"http://127.0.0.1:{canned.port}", max_retries=0, timeout=1.0).send(DELETE)


def test_an_answer_without_a_body_has_none_in_chunks(connect: Connect, canned: CannedServer) -> None:
    canned.answer = b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"
    with pytest.raises(WhopUnexpectedReply, match="204"):
        connect(base_url=f"http://127.0.0.1:{canned.port}", max_retries=0, timeout=1.0).send(POST)


@pytest.mark.parametrize("status", [b"100 Continue", b"102 Processing", b"103 Early Hints"])
def test_what_comes_before_an_answer_is_none(connect: Connect, canned: CannedServer, status: bytes) -> None:
    canned.answer = 2 * (b"HTTP/1.1 %s\r\nLink: </x>\r\n\r\n" % status) + OK
    client = connect(base_url=f"http://127.0.0.1:{canned.port}/api/v1")
    assert [True, True] == [client.send(DELETE) for _ in range(2)]
    assert 1 == canned.connections


@pytest.mark.parametrize("first", [b"Content-Length: 4", b"X-Any: a\rContent-Length: 4"], ids=["twice", "in a header"])
def test_an_answer_with_two_lengths_is_none(connect: Connect, canned: CannedServer, first: bytes) -> None:
    canned.answer = b"HTTP/1.1 200 OK\r\n%s\r\nContent-Length: 49\r\n\r\ntrue" % first
    assert lost(connect(base_url=f"http://127.0.0.1:{canned.port}", max_retries=0, timeout=1.0), DELETE).written


def test_a_post_whose_answer_is_too_large_may_have_been_accepted(
    connect: Connect, canned: CannedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "LONGEST_BODY", 3)
    assert lost(connect(base_url=f"http://127.0.0.1:{canned.port}/api/v1")).written is True
    assert 1 == len(canned.heard)


def test_an_answer_has_a_largest_size(connect: Connect, canned: CannedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "LONGEST_BODY", 1000)
    canned.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + b" " * 1001
    error = lost(connect(base_url=f"http://127.0.0.1:{canned.port}", max_retries=0), DELETE)
    assert "larger than" in str(error)


# -- the log


def test_each_call_is_one_line_in_the_log_that_was_given(
    connect: Connect, whop: WhopEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client = connect(logging.getLogger("the.task"), base_url=whop.base_url)
    client.send(messages.create_message("exp_lounge", "private words"))
    lines = [record for record in caplog.records if record.name == "the.task"]
    assert 1 == len(lines)
    assert lines[0].getMessage().startswith("Whop createMessage: 200 in 0.")
    assert "private words" not in caplog.text
    assert whop.key not in caplog.text


@pytest.mark.usefixtures("naps")
def test_a_retry_is_a_warning(connect: Connect, whop: WhopEmulator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    whop.misbehave("createMessage", status=429)
    connect(logging.getLogger("the.task"), base_url=whop.base_url).send(POST)
    assert [record.levelname for record in caplog.records if record.name == "the.task"] == ["WARNING", "INFO"]


# -- the rate limit


def test_a_burst_stays_within_whops_limit(connect: Connect, whop: WhopEmulator) -> None:
    whop.options.rate_limit = 60
    client = connect(key=whop.key, base_url=whop.base_url, rate_limit=60)
    for _ in range(61):
        client.send(messages.list_messages("exp_lounge"))
    assert {200} == {entry.status for entry in whop.requests}


def test_a_limit_that_others_use_up_is_waited_for_once(connect: Connect, whop: WhopEmulator, naps: list[float]) -> None:
    whop.misbehave("listMessages", status=429, headers={"Retry-After": "7"})
    client = connect(key=whop.key, base_url=whop.base_url, rate_limit=600)
    client.send(messages.list_messages("exp_lounge"))
    assert 7.0 <= naps[0] <= 7.7
    assert 7.0 <= naps[1] <= 7.2  # its turn, by a clock that the test has stopped from running


def test_a_limit_that_lasts_longer_than_a_call_may_wait_is_not_slept_through(
    connect: Connect, whop: WhopEmulator, naps: list[float]
) -> None:
    whop.misbehave("createMessage", status=429, headers={"Retry-After": "86400"}, times=2)
    client = connect(key=whop.key, base_url=whop.base_url, rate_limit=600)
    for _ in range(2):
        with pytest.raises(WhopRateLimited):
            client.send(POST)
    assert max(naps) <= client.settings.max_wait + 1


# -- the last moment of a request


@pytest.mark.parametrize(("until", "leaves"), [(-1.0, False), (60.0, True)])
def test_a_body_does_not_leave_after_its_last_moment(
    connect: Connect, whop: WhopEmulator, until: float, leaves: bool
) -> None:
    client = connect(key=whop.key, base_url=whop.base_url)
    request = POST.request("2025-01-01")._replace(start_by=time() + until)

    def ask() -> Steps[Reply]:
        return cast("Reply", (yield request))

    reply = client.run(ask())
    assert leaves is isinstance(reply, Response)
    assert leaves is bool(whop.messages("exp_lounge"))
    if isinstance(reply, Unreachable):
        assert (False, True, "it took too long until it could be sent") == (reply.written, reply.late, reply.reason)
