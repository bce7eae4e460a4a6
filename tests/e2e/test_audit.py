"""``make audit``: against a database that knows a hole, against one that knows none, and without any."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from places import ROOT, venv

HOLE = {"id": "PYSEC-2026-1", "summary": "It is open", "modified": "2026-01-01T00:00:00Z", "affected": []}


@contextmanager
def database(holes: dict[str, Any], status: int = 200) -> Iterator[str]:
    """Give the address of an OSV that knows these holes, by the names of packages."""

    class Osv(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"vulns": holes.get(asked["package"]["name"], [])}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Osv) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    file = tmp_path / "pinned.txt"
    file.write_text("httpcore==1.0.9\npydantic==2.12.0\n")
    return file


def audited(url: str, file: Path, **environment: str) -> tuple[int, str]:
    venv("audit")
    known = {**os.environ, "WHOP_AUDIT_URL": url, "NO_PROXY": "127.0.0.1", **environment}
    command = [sys.executable, str(ROOT / "tools" / "audit.py"), str(file)]
    ended = subprocess.run(command, env=known, capture_output=True, text=True, timeout=120, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def test_a_known_hole_fails_and_is_named(pinned: Path) -> None:
    with database({"httpcore": [HOLE]}) as url:
        code, said = audited(url, pinned)
    assert 1 == code
    assert "httpcore" in said
    assert "PYSEC-2026-1" in said


def test_no_known_hole_passes(pinned: Path) -> None:
    with database({}) as url:
        code, said = audited(url, pinned)
    assert 0 == code
    assert said.endswith("No known vulnerabilities found\n")


def test_a_file_that_cannot_be_audited_does_not_pass(tmp_path: Path) -> None:
    with database({}) as url:
        assert 0 != audited(url, tmp_path / "missing.txt")[0]


def test_without_a_database_it_passes_and_says_loudly_that_nothing_was_looked_at(pinned: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1/query"
    code, said = audited(url, pinned, GITHUB_ACTIONS="")
    assert 0 == code
    assert f"NOT AUDITED: {url} cannot be asked (" in said
    assert "::notice" not in said


def test_a_database_that_refuses_is_none_and_a_ci_is_given_a_notice(pinned: Path) -> None:
    with database({}, status=403) as url:
        code, said = audited(url, pinned, GITHUB_ACTIONS="true")
    assert 0 == code
    assert "\n::notice title=make audit::NOT AUDITED: " in said
