"""Airflow's task state store, as far as it is used: what it keeps outlives the tries that are made with it."""

from __future__ import annotations

import time
from typing import Any


class TaskStore:
    """
    Counts what it is asked and told.

    :param failing: what every write raises; ``taken``, that many are taken before.
    :param slow: seconds that every access takes.
    """

    def __init__(self, failing: Exception | None = None, slow: float = 0.0) -> None:
        self.kept: dict[str, Any] = {}
        self.asked = self.written = self.taken = 0
        self.failing, self._slow = failing, slow

    def get(self, key: str) -> Any:
        self.asked += 1
        time.sleep(self._slow)
        return self.kept.get(key)

    def set(self, key: str, value: Any, *, retention: Any) -> None:
        self.written += 1
        time.sleep(self._slow)
        if self.failing and not self.taken:
            raise self.failing
        self.taken = max(0, self.taken - 1)
        self.kept[key] = value
