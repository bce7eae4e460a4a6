"""Airflow's memory of assets, as the triggerer and the tasks of a test see it: one dictionary for each asset."""

from __future__ import annotations

import json
from typing import Any


class Stores:
    """The states of all assets; ``broken`` lets every access fail, ``deaf`` every writing."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, str]] = {}
        self.broken = False
        self.deaf = False

    def of(self, asset: str) -> Store:
        return Store(self, self.kept.setdefault(asset, {}))


class Store:
    """The state of one asset, in the forms of Airflow 3.3.2."""

    def __init__(self, stores: Stores, kept: dict[str, str]) -> None:
        self._stores = stores
        self._kept = kept

    def get(self, key: str) -> Any:
        if self._stores.broken:
            raise ConnectionError("no database")
        return json.loads(self._kept.get(key, "null"))

    def set(self, key: str, value: Any) -> None:
        if self._stores.broken or self._stores.deaf:
            raise ConnectionError("no database")
        self._kept[key] = json.dumps(value)

    async def aget(self, key: str) -> Any:
        return self.get(key)

    async def aset(self, key: str, value: Any) -> None:
        self.set(key, value)
