"""A Slack in front of an emulator: takes chat.postMessage, passes it on as a post, and fails as the emulator fails."""

from __future__ import annotations

import json
import struct
import threading
from contextlib import suppress
from email.message import Message
from http.client import parse_headers
from select import select
from socket import SO_LINGER, SOL_SOCKET, create_connection, socket
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

from airflow_provider_whop.emulator import WhopEmulator

LOOPBACK = "127.0.0.1"
RESET = struct.pack("ii", 1, 0)


class SlackFront(ThreadingTCPServer):
    """Listens as soon as the emulator does, so that who is refused there is refused here."""

    daemon_threads = True

    def __init__(self, whop: WhopEmulator) -> None:
        super().__init__((LOOPBACK, 0), _Relay, bind_and_activate=False)
        self.server_bind()
        self.whop = (LOOPBACK, int(whop.url.rsplit(":", 1)[1]))
        self._url = f"http://{LOOPBACK}:{self.server_address[1]}/api/"
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> str:
        """Listen, if the emulator does, or else as soon as it does; gives the URL."""
        self._listening = self._listens_too()
        self._thread.start()
        return self._url

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._left.set()
        if self._listening:
            self.shutdown()
        self._thread.join()
        self.server_close()

    def shutdown_request(self, request: Any) -> None:
        """Close alone: the usual word of good-bye would stand before a reset."""
        self.close_request(request)

    def _serve(self) -> None:
        while not self._listening:
            if self._left.wait(0.01):
                return
            self._listening = self._listens_too()
        self.serve_forever(poll_interval=0.05)

    def _listens_too(self) -> bool:
        try:
            create_connection(self.whop).close()
        except ConnectionRefusedError:
            return False
        self.server_activate()
        return True


class _Relay(StreamRequestHandler):
    server: SlackFront

    def handle(self) -> None:
        """Pass one request on, and its answer back; nothing where the emulator has said nothing."""
        head, wanted = self._heard()
        try:
            with create_connection(self.server.whop) as whop:
                whop.sendall(self._as_post(head, wanted))
                answer = self._answer(whop)
        except ConnectionError:
            self.connection.setsockopt(SOL_SOCKET, SO_LINGER, RESET)
            return
        self.wfile.write(_as_slack(answer, wanted["channel"]))

    def _heard(self) -> tuple[Message, dict[str, Any]]:
        self.rfile.readline()
        head = parse_headers(self.rfile)
        return head, json.loads(self.rfile.read(int(head["Content-Length"])))

    def _as_post(self, head: Message, wanted: dict[str, Any]) -> bytes:
        body = json.dumps({"channel_id": wanted["channel"], "content": wanted["text"]}).encode()
        lines = (
            "POST /api/v1/messages HTTP/1.1",
            f"Host: {LOOPBACK}:{self.server.whop[1]}",
            f"Authorization: {head['Authorization']}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Connection: close",
        )
        return "\r\n".join((*lines, "", "")).encode() + body

    def _answer(self, whop: socket) -> bytes:
        """Hear the emulator out; a client that leaves meanwhile leaves it too."""
        answer = b""
        while self.connection not in select([self.connection, whop], [], [])[0]:
            piece = whop.recv(65536)
            if not piece:
                return answer
            answer += piece
        return b""


def _as_slack(answer: bytes, channel: str) -> bytes:
    """Say it in Slack's words, if it is a message; whatever else comes is passed on as it is."""
    head, _, body = answer.partition(b"\r\n\r\n")
    with suppress(ValueError, KeyError):
        message = json.loads(body)
        told = {"ok": True, "channel": channel, "ts": message["id"], "message": {"text": message["content"]}}
        if b" 200 " in head.splitlines()[0]:
            said = json.dumps(told).encode()
            return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(said) + said
    return answer
