"""Posts as a task does that uses whop-sdk 2.6.0."""

from __future__ import annotations

from serving import serve
from whop_sdk import Whop
from whop_sdk.environment import WhopEnvironment


def send(url: str, key: str, channel: str, text: str, timeout: float) -> None:
    """Post once; a try of a task is a process of its own, so its client is new."""
    whop = Whop(token=key, environment=WhopEnvironment(api=url, vault=url), timeout=timeout)
    whop.messages.create(channel_id=channel, content=text)


if __name__ == "__main__":
    serve(send)
