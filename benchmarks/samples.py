"""The answers that peers are given, as the emulator gives them: a message just posted, and a page of a hundred."""

from __future__ import annotations

import json
from functools import cache
from urllib.request import ProxyHandler, Request, build_opener

from airflow_provider_whop.emulator import WhopEmulator
from peers import CHANNEL, TEXT

PAGE = 100
_DIRECT = build_opener(ProxyHandler({}))


@cache
def samples() -> dict[str, str]:
    """Give the bodies by what is asked for, for ``servers.prepared``."""
    with WhopEmulator(rate_limit=0, seed=1) as whop:
        for _ in range(PAGE - len(whop.messages(CHANNEL))):
            posted = asked(whop, "/messages", {"channel_id": CHANNEL, "content": TEXT})
        page = asked(whop, f"/messages?channel_id={CHANNEL}&first={PAGE}")
    if len(json.loads(page)["data"]) != PAGE:
        raise RuntimeError(f"the emulator gave no page of {PAGE} messages")
    slack = {"ok": True, "channel": "C1", "ts": "1.0", "message": {"text": TEXT}}
    return {"POST messages": posted, "GET messages": page, "POST chat.postMessage": json.dumps(slack)}


def asked(whop: WhopEmulator, path: str, body: dict[str, str] | None = None) -> str:
    """Give the body of an answer."""
    headers = {"Authorization": f"Bearer {whop.key}", "Content-Type": "application/json"}
    request = Request(  # noqa: S310  # the emulator's address is http
        whop.base_url + path, json.dumps(body).encode() if body else None, headers
    )
    with _DIRECT.open(request, timeout=10) as answer:
        text: str = answer.read().decode()
    return text
