"""Why a notification was not sent, in a sentence for the log: never a text that may be a customer's, never the key."""

from __future__ import annotations

from airflow_provider_whop.api.errors import WhopAmbiguous, WhopError


def sentence(failed: Exception) -> str:
    """Name the thing to fix; what is no error of ours may quote anything, so only its kind is told."""
    if isinstance(failed, WhopAmbiguous):
        return f"The Whop notification was not sent: {_doubt(failed.candidates)}."
    if isinstance(failed, WhopError):
        return f"The Whop notification failed: {failed}"
    return (
        f"The Whop notification was not sent: its arguments cannot be rendered, or its callback is of no known kind "
        f"({type(failed).__name__})."
    )


def _doubt(candidates: tuple[str, ...]) -> str:
    if not candidates:
        return "whether an earlier call of this callback has sent it cannot be told from its channel"
    return (
        f"{' or '.join(candidates)} in its channel may be the same, of an earlier call of this callback. Name the run "
        f"and the task in its text to tell them apart"
    )
