"""Whose turn is it? Whop's rate limit kept by ourselves, so that a burst of calls is spread out and not turned away.

Source: Whop's troubleshooting page: 600 requests a minute for each operation and credential.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

SHARE = 0.98
"""Of the limit that is used: our bucket and Whop's are not filled at the same instant."""


@dataclass
class _Bucket:
    tokens: float
    at: float
    held_until: float = -inf


class Pace:
    """
    One bucket for each operation, full at the start and refilled evenly; of one client, so of one process.

    Times are seconds by any clock that does not jump, given by whoever asks.

    :param per_minute: requests a minute for each operation; 0 for no limit.
    """

    def __init__(self, per_minute: float) -> None:
        self._capacity = per_minute * SHARE
        self._buckets: dict[str, _Bucket] = {}

    def turn(self, operation: str, now: float) -> float:
        """Take a turn; gives the seconds until it comes."""
        if not self._capacity:
            return 0.0
        bucket = self._filled(operation, now)
        bucket.tokens -= 1.0
        until_token = -bucket.tokens * 60 / self._capacity
        return max(0.0, until_token, bucket.held_until - now)

    def give_back(self, operation: str, now: float) -> None:
        """Give back a turn that was taken and not used; else those who went away would hold up those who stay."""
        if self._capacity:
            bucket = self._filled(operation, now)
            since_held = (now - bucket.held_until) * self._capacity / 60
            bucket.tokens = min(bucket.tokens + 1.0, since_held)

    def hold(self, operation: str, seconds: float, now: float) -> None:
        """Let nobody have a turn for so long, and then one after the other: others are using up the limit too."""
        if self._capacity:
            bucket = self._filled(operation, now)
            bucket.tokens = min(bucket.tokens, -seconds * self._capacity / 60)
            bucket.held_until = max(bucket.held_until, now + seconds)

    def _filled(self, operation: str, now: float) -> _Bucket:
        bucket = self._buckets.setdefault(operation, _Bucket(self._capacity, now))
        bucket.tokens = min(self._capacity, bucket.tokens + (now - bucket.at) * self._capacity / 60)
        bucket.at = now
        return bucket
