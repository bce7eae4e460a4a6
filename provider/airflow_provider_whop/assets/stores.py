"""Where the state of an asset is kept: in Variables, and from Airflow 3.3 on in its own store as well."""

from __future__ import annotations

from typing import Any

from airflow_provider_whop._compat import own_asset_state_store, to_its_end
from airflow_provider_whop.variables import set_variable, variable, variable_key


def asset_state_store(asset: str) -> Any:
    """
    Give the store of an asset, with ``get`` and ``set``: Variables, and before them Airflow's own from 3.3 on.

    Airflow's own does not suffice: it is emptied when the file of the last DAG on the asset is missing for a minute, as
    in a deployment that goes wrong, and how far the DAG had come would be lost with it.
    """
    own, variables = own_asset_state_store(asset), _Variables(asset)
    return variables if own is None else _WithSpare(own, variables)


async def from_store(store: Any, key: str) -> Any:
    """Read from such a store on an event loop."""
    from asgiref.sync import sync_to_async  # Airflow before 3.3.2 has nothing else

    return await to_its_end(store.aget(key) if hasattr(store, "aget") else sync_to_async(store.get)(key))


async def into_store(store: Any, key: str, value: Any) -> None:
    """Write into such a store on an event loop."""
    from asgiref.sync import sync_to_async

    await to_its_end(store.aset(key, value) if hasattr(store, "aset") else sync_to_async(store.set)(key, value))


class _Variables:
    """An asset's state in Variables, one for each key."""

    def __init__(self, asset: str) -> None:
        self._asset = asset

    def get(self, key: str) -> Any:
        return variable(variable_key(key, self._asset))

    def set(self, key: str, value: Any) -> None:
        set_variable(variable_key(key, self._asset), value)


class _WithSpare:
    """Two stores that are written alike; the spare one is read where the own one has nothing."""

    def __init__(self, own: Any, spare: Any) -> None:
        self._own, self._spare = own, spare

    def get(self, key: str) -> Any:
        kept = self._own.get(key)
        return self._spare.get(key) if kept is None else kept

    def set(self, key: str, value: Any) -> None:
        self._own.set(key, value)
        self._spare.set(key, value)

    async def aget(self, key: str) -> Any:
        kept = await from_store(self._own, key)
        return await from_store(self._spare, key) if kept is None else kept

    async def aset(self, key: str, value: Any) -> None:
        await into_store(self._own, key, value)
        await into_store(self._spare, key, value)
