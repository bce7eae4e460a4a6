"""The emulator is a Whop to strangers: the official SDKs, and a tool that knows nothing but the OpenAPI file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.contract import CHAT
from places import ROOT, venv

STRANGERS = Path(__file__).parent / "strangers"
EXPECTED = {
    "listed": ["one", "two"],
    "fetched": "one",
    "edited": ["three", True, True],
    "channels": ["chat_feed_announcements", "chat_feed_lounge"],
    "channel": "chat_feed_lounge",
    "changed": [["spam"], 10],
    "support": [True, "biz_emulator", True],
    "reactions": [[":grinning_face:"], True],
    "deleted": True,
}


@pytest.mark.parametrize(("sdk", "version"), [("0", "2026-07-08-1"), ("2", "2026-10-15-1")])
def test_an_official_sdk_finds_all_that_it_knows(whop: WhopEmulator, sdk: str, version: str) -> None:
    command = [venv(f"whop-sdk-{sdk}") / "bin" / "python", STRANGERS / f"sdk_{sdk}.py", whop.base_url, whop.key]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == EXPECTED
    assert {version} == {entry.headers["api-version-date"] for entry in whop.requests}


def schemathesis(whop: WhopEmulator, *options: str, examples: int = 40, **env: str) -> None:
    """Run the tool on the OpenAPI file; its exit status tells whether it found anything."""
    command = [
        Path(sys.executable).parent / "schemathesis",
        *("run", CHAT, "--url", whop.base_url, "-H", f"Authorization: Bearer {whop.key}"),
        *("--max-examples", str(examples), "--seed", "1", "--warnings", "off", "--no-color", *options),
    ]
    ended = subprocess.run(
        command,
        env={**os.environ, **env},
        cwd=ROOT / ".cache",
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout[-6000:]


def test_requests_made_from_the_openapi_file_break_nothing(whop: WhopEmulator) -> None:
    """One check is left out: the emulator's rules (polls, known ids, banned words) refuse what the types allow."""
    whop.options.rate_limit = 0
    schemathesis(whop, "--exclude-checks", "positive_data_acceptance")
    assert len(whop.requests) > 500


def test_requests_that_name_what_exists_break_nothing_either(whop: WhopEmulator) -> None:
    """Here wrong ids are mended on the way, so that "wrong data is refused" cannot be asked as well."""
    whop.options.rate_limit = 0
    ids = known_ids(whop)
    schemathesis(
        whop,
        *("--exclude-checks", "positive_data_acceptance,negative_data_rejection"),
        examples=80,
        SCHEMATHESIS_HOOKS="known_ids",
        PYTHONPATH=str(STRANGERS),
        KNOWN_IDS=" ".join(f"{name}={id}" for name, id in ids.items()),
    )
    answered = Counter(entry.operation for entry in whop.requests if entry.status == 200)
    assert len(answered) == 17, answered


def known_ids(whop: WhopEmulator) -> dict[str, str]:
    message = whop.team_writes("exp_lounge", "hi")["id"]
    return {
        "message": message,
        "doomed_message": whop.team_writes("exp_lounge", "bye")["id"],
        "support": whop.customer_writes("ada", "help")["channel_id"],
        "reaction": reaction(whop, message, ":heart:"),
        "doomed_reaction": reaction(whop, message, ":wave:"),
        "file": whop.add_file("menu.pdf"),
        "channel": "exp_lounge",
        "company": "biz_emulator",
        "user": "user_ada",
    }


def reaction(whop: WhopEmulator, message: str, emoji: str) -> str:
    made = requests.post(
        f"{whop.base_url}/reactions",
        json={"resource_id": message, "emoji": emoji},
        headers={"Authorization": f"Bearer {whop.key}"},
        timeout=5,
    )
    return str(made.json()["id"])
