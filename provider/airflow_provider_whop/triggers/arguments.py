"""What the arguments of an asset's watcher may be. Refused where the DAG is written, in a sentence that names them."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING

from airflow_provider_whop.api.errors import WhopInvalidArgument

if TYPE_CHECKING:
    from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger

A_DAY = 86_400


def refuse_unknown(names: Iterable[str]) -> None:
    """
    Refuse arguments that there are not; a filter that is misspelt would let everything through.

    :raises WhopInvalidArgument: naming them.
    """
    unknown = sorted(names)
    if unknown:
        raise WhopInvalidArgument(
            f"WhopSupportMessageEventTrigger has no argument {', '.join(unknown)}.", param=unknown[0]
        )


def refuse_what_cannot_be(watcher: WhopSupportMessageEventTrigger) -> None:
    """
    Refuse what would fail in the triggerer, look after look; the filters are checked by the question itself.

    :raises WhopInvalidArgument: naming the argument.
    """
    if not isinstance(watcher.asset, str) or not watcher.asset:
        raise WhopInvalidArgument(f"asset must be the name of the watched one, not {watcher.asset!r}.", param="asset")
    if not isinstance(watcher.whop_conn_id, str) or not watcher.whop_conn_id:
        raise _wrong(watcher, "whop_conn_id", f"be the id of a connection, not {watcher.whop_conn_id!r}")
    for name, zero in (("poll_interval", False), ("overlap", True)):
        seconds = getattr(watcher, name)
        if not isinstance(seconds, (int, float)) or not 0 <= seconds < inf or not (zero or seconds):
            raise _wrong(watcher, name, f"be {'0 or more' if zero else 'more than 0'} seconds, not {seconds!r}")
        if seconds > A_DAY:
            raise _wrong(watcher, name, "be no more than a day (86400 seconds)")


def _wrong(watcher: WhopSupportMessageEventTrigger, name: str, must: str) -> WhopInvalidArgument:
    return WhopInvalidArgument(f"{name} of the watcher of asset {watcher.asset!r} must {must}.", param=name)
