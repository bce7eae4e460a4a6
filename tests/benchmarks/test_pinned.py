"""Processes of the bench: where they run, and what is told of one that gives nothing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

import pinned
from pinned import PEER, PeerFailed, figures_of


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take this very Python for a peer's."""
    monkeypatch.setattr(pinned, "python_of", lambda _: Path(sys.executable))


def script(tmp_path: Path, text: str) -> str:
    (tmp_path / "script.py").write_text(text)
    return str(tmp_path / "script.py")


def test_a_peers_last_line_is_its_figures_and_it_has_one_core(tmp_path: Path) -> None:
    told = 'import os, json; print("a log line"); print(json.dumps({"cores": list(os.sched_getaffinity(0))}))'
    assert {"cores": [PEER]} == figures_of("bench", script(tmp_path, told))


def test_a_peer_that_breaks_is_told_of_in_its_own_last_words(tmp_path: Path) -> None:
    with pytest.raises(PeerFailed, match=r"ValueError: no such thing$"):
        figures_of("bench", script(tmp_path, 'raise ValueError("no such thing")'))


def test_a_peer_that_takes_for_ever_is_ended(tmp_path: Path) -> None:
    place = tmp_path / "pid"
    slow = f"import os, time; open({str(place)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    with pytest.raises(PeerFailed, match="it took more than 2 s"):
        figures_of("bench", script(tmp_path, slow), timeout=2.0)
    with pytest.raises(ProcessLookupError):
        os.kill(int(place.read_text()), 0)


def test_a_peer_sees_no_proxy_of_this_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    told = 'import os, json; print(json.dumps({"proxies": [n for n in os.environ if "PROXY" in n.upper()]}))'
    assert {"proxies": []} == json.loads(json.dumps(figures_of("bench", script(tmp_path, told))))
