"""The error tree is the one that is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from airflow_provider_whop.api import errors

BRANCH = re.compile(r"^([│ ]*)([├└])── (\w+)", re.MULTILINE)


def drawn() -> dict[str, list[str]]:
    """Read the drawing: under each class, those that hang on it, from above."""
    tree: dict[str, list[str]] = {"WhopError": []}
    above = ["WhopError"]
    for indent, _, name in BRANCH.findall(errors.__doc__ or ""):
        del above[len(indent) // 4 + 1 :]
        tree[above[-1]].append(name)
        tree[name] = []
        above.append(name)
    return tree


def derived(kind: type[errors.WhopError]) -> Iterator[tuple[str, list[str]]]:
    """Give each class with those that derive from it, as the module has them: Airflow's rim makes twins of its own."""
    children = [child for child in kind.__subclasses__() if vars(errors).get(child.__name__) is child]
    yield kind.__name__, [child.__name__ for child in children]
    for child in children:
        yield from derived(child)


def test_the_tree_that_is_drawn_is_the_one_that_there_is() -> None:
    assert {"WhopUnexpectedReply", "WhopBroken", "WhopRefused"} == {*drawn()["WhopAnswered"]}
    assert dict(derived(errors.WhopError)) == drawn()


def test_a_branch_ends_with_its_last_class() -> None:
    branches = BRANCH.findall(errors.__doc__ or "")
    assert len(drawn()) == 1 + len(branches)
    assert sum(bool(children) for children in drawn().values()) == sum(corner == "└" for _, corner, _ in branches)
