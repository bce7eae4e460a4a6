"""May another task of this run be sending the same words to the same channel? Then a message found may be its own.

Told from the DAG as it stands in its file. What is not known of mapped siblings counts against them; other tasks are
compared as they are written, since what their templates render to is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from airflow_provider_whop.api.delivery.likeness import normal

WORDS = ("channel_id", "content", "content_file", "poll", "replying_to_message_id")

Arguments = Mapping[str, Any]
Words = tuple[str, ...]


def rivals(context: Any, *, in_parts: bool = False) -> bool:
    """
    Tell it of the running task.

    :param in_parts: it sends a long text as several messages; what another task sends to the same channel may be split
        into parts too, of which one is the same.
    """
    dag, ti = context.get("dag"), context["ti"]
    tasks = {task.task_id: task for task in dag.tasks} if dag else {}
    own = tasks.pop(ti.task_id, None)
    if ti.map_index >= 0 and not _told_apart(_siblings(own), WORDS[:1] if in_parts else WORDS):
        return True
    sent = _channels if in_parts else _all_words
    return any(sent(own) & sent(other) for other in tasks.values())


def _told_apart(siblings: Sequence[Arguments], names: Sequence[str]) -> bool:
    """Tell whether no two can have the same words: known only of our operator, by arguments that no template fills."""
    fixed = [name for name in names if all(_is_fixed(sibling.get(name)) for sibling in siblings)]
    words = {tuple(_written(sibling.get(name)) for name in fixed) for sibling in siblings if "channel_id" in sibling}
    return bool(siblings) and len(words) == len(siblings)


def _all_words(task: Any) -> set[Words]:
    """Give the words of everything that a task sends, as they are written."""
    every = [_words(arguments) for arguments in _siblings(task) or [_arguments(task)]]
    return {words for words in every if words}


def _channels(task: Any) -> set[Words]:
    """Give the channels that a task sends to, as they are written; what is mapped may get its text from anywhere."""
    sends = hasattr(task, "content") or hasattr(task, "expand_input")
    return {words[:1] for words in _all_words(task)} if sends else set()


def _siblings(task: Any) -> list[Arguments]:
    """Give the arguments of each mapped sibling; none where they are made while the DAG runs."""
    values = getattr(getattr(task, "expand_input", None), "value", None)
    same = _arguments(task)
    if isinstance(values, Mapping) and all(isinstance(value, list | tuple) for value in values.values()):
        each = (dict(zip(values, combination, strict=True)) for combination in product(*values.values()))
        return [{**same, **own} for own in each]
    if isinstance(values, Sequence) and all(isinstance(value, Mapping) for value in values):
        return [{**same, **own} for own in values]
    return []


def _arguments(task: Any) -> Arguments:
    arguments: Arguments = getattr(task, "partial_kwargs", None) or getattr(task, "__dict__", {})
    return arguments


def _words(arguments: Arguments) -> Words | None:
    """Give the words of a send; None where it is no operator of ours: the arguments of a @task are its author's."""
    return tuple(_written(arguments.get(name)) for name in WORDS) if "channel_id" in arguments else None


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return repr([_written(one) for one in value])
    return normal(value) if isinstance(value, str) else repr(value)


def _is_fixed(value: Any) -> bool:
    """Tell whether it is sent as it is written; what is neither text nor a list may come from another task."""
    if isinstance(value, list | tuple):
        return all(_is_fixed(one) for one in value)
    return value is None or (isinstance(value, str) and "{{" not in value and "{%" not in value)
