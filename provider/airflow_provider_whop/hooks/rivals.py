"""May another task of this run be sending the same words to the same channel? Then a message found may be its own."""

from __future__ import annotations

from typing import Any

WORDS = ("channel_id", "content", "content_file", "poll", "replying_to_message_id")


def rivals(context: Any) -> bool:
    """Tell it from the DAG: mapped siblings, and tasks that are written alike."""
    return context["ti"].map_index >= 0 or _written_alike(context)


def _written_alike(context: Any) -> bool:
    """Compare templates as they stand in the DAG file: what they render to in other tasks is not known here."""
    dag, own = context.get("dag"), context["ti"].task_id
    if dag is None:
        return False
    words = {task.task_id: _words(task) for task in dag.tasks}
    return any(words.get(own) and other == words[own] for task_id, other in words.items() if task_id != own)


def _words(task: Any) -> tuple[Any, ...] | None:
    arguments = getattr(task, "partial_kwargs", None) or vars(task)
    if "channel_id" not in arguments:
        return None
    return tuple(repr(arguments.get(name)) for name in WORDS)
