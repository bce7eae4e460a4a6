"""What Airflow remembers of the inbox behind an asset. Two values: how far it is handled, and what was rung for.

Each has writers of one kind, the runs of the DAG or the triggerers, so neither kind can undo what the other wrote. Of
two triggerers at once the later one has the last word, which costs no more than another ring.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from airflow_provider_whop.api.inbox.bell import Told
from airflow_provider_whop.api.inbox.handled import Handled
from airflow_provider_whop.assets.stores import asset_state_store, from_store, into_store

HANDLED = "whop_inbox_handled"
TOLD = "whop_inbox_told"

M = TypeVar("M", bound=BaseModel)


class Memory:
    """
    The memory of one asset.

    :param asset: its name.
    """

    def __init__(self, asset: str) -> None:
        self._asset = asset
        self._store = asset_state_store(asset)

    def handled(self) -> Handled | None:
        """Give how far the DAG has come; None before its first run."""
        return self._read(Handled, HANDLED, self._store.get(HANDLED))

    async def ahandled(self) -> Handled | None:
        """Do the same as ``handled``, awaited."""
        return self._read(Handled, HANDLED, await from_store(self._store, HANDLED))

    def keep_handled(self, handled: Handled) -> None:
        """Write down how far the DAG has come."""
        self._store.set(HANDLED, handled.model_dump(mode="json"))

    def told(self) -> Told | None:
        """Give what was rung for; None before the triggerer's first look."""
        return self._read(Told, TOLD, self._store.get(TOLD))

    async def atold(self) -> Told | None:
        """Do the same as ``told``, awaited."""
        return self._read(Told, TOLD, await from_store(self._store, TOLD))

    async def akeep_told(self, told: Told) -> None:
        """Write down what was rung for."""
        await into_store(self._store, TOLD, told.model_dump(mode="json"))

    def _read(self, kind: type[M], key: str, kept: Any) -> M | None:
        try:
            return kind.model_validate(kept) if kept else None
        except ValueError:
            raise RuntimeError(
                f"What Airflow keeps of asset {self._asset!r} as {key} is something else than that: delete it, and the "
                f"Variable that begins so, to begin anew."
            ) from None
