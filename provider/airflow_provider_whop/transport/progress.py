"""How far a request of httpcore's has come: whether it was begun to be sent to Whop, which a word to a proxy is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STARTED = "http11.send_request_headers.started"


class Begun:
    """Sees what httpcore does for one request; ``yes`` when Whop may have heard of it."""

    yes = False

    def seen(self, event: str, info: Mapping[str, Any]) -> None:
        """See a step."""
        if event == STARTED and info["request"].method != b"CONNECT":
            self.yes = True

    async def aseen(self, event: str, info: Mapping[str, Any]) -> None:
        """See a step on an event loop."""
        self.seen(event, info)
