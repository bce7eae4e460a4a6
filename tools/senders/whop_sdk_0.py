"""Posts as a task does that uses whop-sdk 0.0.41."""

from __future__ import annotations

from serving import serve
from whop_sdk import Whop


def send(url: str, key: str, channel: str, text: str, timeout: float) -> None:
    """Post once; a try of a task is a process of its own, so its client is new."""
    Whop(api_key=key, base_url=url, timeout=timeout).messages.create(channel_id=channel, content=text)


if __name__ == "__main__":
    serve(send)
