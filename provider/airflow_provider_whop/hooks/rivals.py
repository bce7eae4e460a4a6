"""May another task of this run be sending the same words to the same channel? Then a message found may be its own.

Told from the DAG as it stands in its file: what other tasks render their templates to is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

WORDS = ("channel_id", "content", "content_file", "poll", "replying_to_message_id")


def rivals(context: Any) -> bool:
    """Tell it of the running task."""
    dag, own = context.get("dag"), context["ti"].task_id
    tasks = {task.task_id: task for task in dag.tasks} if dag else {}
    mapped = context["ti"].map_index >= 0
    return (mapped and not _all_differ(tasks.get(own))) or _written_alike(own, tasks)


def _written_alike(own: str, tasks: Mapping[str, Any]) -> bool:
    words = {task_id: _words(_arguments(task)) for task_id, task in tasks.items()}
    return any(words.get(own) and other == words[own] for task_id, other in words.items() if task_id != own)


def _all_differ(task: Any) -> bool:
    """Tell whether no two mapped siblings can have the same words: known of lists in the DAG file without templates."""
    values = getattr(getattr(task, "expand_input", None), "value", None)
    siblings = _siblings(values)
    words = [repr([sibling.get(name) for name in WORDS]) for sibling in siblings]
    templates = any("{{" in one or "{%" in one for one in words)
    return bool(words) and not templates and len(set(words)) == len(words)


def _siblings(values: Any) -> list[dict[str, Any]]:
    """Give each sibling's own arguments; none where they are made while the DAG runs."""
    if isinstance(values, Mapping) and all(isinstance(value, list | tuple) for value in values.values()):
        return [dict(zip(values, combination, strict=True)) for combination in product(*values.values())]
    if isinstance(values, Sequence) and all(isinstance(value, dict) for value in values):
        return list(values)
    return []


def _words(arguments: Mapping[str, Any]) -> tuple[str, ...] | None:
    return tuple(repr(arguments.get(name)) for name in WORDS) if "channel_id" in arguments else None


def _arguments(task: Any) -> Mapping[str, Any]:
    arguments: Mapping[str, Any] = getattr(task, "partial_kwargs", None) or vars(task)
    return arguments
