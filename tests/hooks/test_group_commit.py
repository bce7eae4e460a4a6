"""Records that are kept at the same time are one write, and nobody goes on before his own is written."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from airflow_provider_whop.hooks.group_commit import GroupCommit
from airflow_provider_whop.hooks.leaves import Kept


class Slow:
    """Takes a while for each write, and refuses some."""

    def __init__(self, *refused: str) -> None:
        self.written: list[list[str]] = []
        self._refused = refused

    async def __call__(self, records: Mapping[str, Kept]) -> None:
        await asyncio.sleep(0.05)
        if {*records} & {*self._refused}:
            raise OSError("not taken")
        self.written.append([*records])


def test_what_comes_while_a_write_is_under_way_goes_with_the_next() -> None:
    async def play(write: Slow) -> None:
        group = GroupCommit(write)
        await asyncio.gather(*(group.keep(f"send {number}", {}) for number in range(10)))

    write = Slow()
    asyncio.run(play(write))
    assert [10] == [len(names) for names in write.written] or [1, 9] == [len(names) for names in write.written]


def test_nobody_goes_on_before_what_he_has_to_say_is_written() -> None:
    async def play(write: Slow) -> None:
        group = GroupCommit(write)

        async def keep(name: str, after: float) -> None:
            await asyncio.sleep(after)
            await group.keep(name, {})
            assert name in {written for names in write.written for written in names}

        await asyncio.gather(*(keep(f"send {number}", number * 0.007) for number in range(30)))

    write = Slow()
    asyncio.run(play(write))
    assert 30 == sum(map(len, write.written))
    assert 8 >= len(write.written)


def test_a_write_that_is_refused_is_refused_for_all_that_went_with_it_and_for_no_other() -> None:
    async def play(group: GroupCommit) -> list[Any]:
        first = asyncio.ensure_future(group.keep("first", {}))
        await asyncio.sleep(0.01)
        together = [asyncio.ensure_future(group.keep(name, {})) for name in ("bad", "with it")]
        await asyncio.wait(together)
        later = asyncio.ensure_future(group.keep("later", {}))
        return await asyncio.gather(first, *together, later, return_exceptions=True)

    outcomes = asyncio.run(play(GroupCommit(Slow("bad"))))
    assert [type(None), OSError, OSError, type(None)] == [type(outcome) for outcome in outcomes]


@pytest.mark.parametrize("cancelled", ["a", "b"])
def test_one_that_is_cancelled_amid_a_write_leaves_the_others_written(cancelled: str) -> None:
    async def play(write: Slow) -> None:
        group = GroupCommit(write)
        keeps = {name: asyncio.ensure_future(group.keep(name, {})) for name in "abc"}
        await asyncio.sleep(0.02)
        keeps.pop(cancelled).cancel()
        await asyncio.gather(*keeps.values())

    write = Slow()
    asyncio.run(play(write))
    assert {*"abc"} - {cancelled} <= {name for names in write.written for name in names}


def test_what_somebody_had_to_say_who_is_cancelled_before_it_was_written_is_never_written() -> None:
    """He may have said something else since, in another way: what is older must not come after that."""

    async def play(write: Slow) -> None:
        group = GroupCommit(write)
        first = asyncio.ensure_future(group.keep("first", {}))
        await asyncio.sleep(0.01)
        waiting = [asyncio.ensure_future(group.keep(name, {})) for name in ("cancelled", "with it")]
        await asyncio.sleep(0.01)
        waiting[0].cancel()
        await asyncio.gather(first, waiting[1])

    write = Slow()
    asyncio.run(play(write))
    assert [["first"], ["with it"]] == write.written
