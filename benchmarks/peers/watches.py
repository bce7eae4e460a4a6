"""The triggers of assets that watch one inbox; what Airflow remembers of each asset is kept in this process."""

from __future__ import annotations

from typing import Any

from airflow_provider_whop.assets import memory
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger
from peers import EVERY
from peers.waits import named

MEMORY: dict[str, dict[str, Any]] = {}


class Store:
    """What Airflow keeps for one asset."""

    def __init__(self, asset: str) -> None:
        self._kept = MEMORY.setdefault(asset, {})

    async def aget(self, key: str, default: Any = None) -> Any:
        """Read."""
        return self._kept.get(key, default)

    async def aset(self, key: str, value: Any) -> None:
        """Write."""
        self._kept[key] = value


def watching(url: str) -> None:
    """Name the connection, and the place of Airflow's memory."""
    named(url)
    memory.asset_state_store = Store


def trigger_of(number: int) -> WhopSupportMessageEventTrigger:
    """Watch for the asset of a number."""
    return WhopSupportMessageEventTrigger(asset=f"inbox_{number}", poll_interval=EVERY)
