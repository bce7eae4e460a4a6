"""Airflow's Variables, as a task sees them: texts by key, and what becomes of them where Airflow fails."""

from __future__ import annotations

from typing import Any


class Variables(dict[str, str]):
    """
    Stands for Airflow's ``Variable``.

    ``deaf`` lets every writing be for nothing, without a word, as Airflow 3.0 to 3.2 do where it has failed; ``blind``
    every reading, as all do; ``missed`` holds the keys that are still to be missed once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.deaf = self.blind = False
        self.missed: list[str] = []

    def get(self, key: str, default: Any = None) -> Any:
        if self.blind or key in self.missed:
            self.missed = [other for other in self.missed if other != key]
            return default
        return super().get(key, default)

    def set(self, key: str, value: str, description: str | None = None) -> None:
        """Keep a text."""
        if not self.deaf:
            self[key] = value

    def begun_with(self, start: str) -> list[str]:
        """Give the keys that begin so."""
        return [key for key in self if key.startswith(start)]
