"""What a notification says where the DAG author gave no text: what happened to which task of which run, and its log."""

from __future__ import annotations

from airflow_provider_whop.notifications.occasion import Occasion

BECAME = {
    "failed": "failed",
    "up_for_retry": "failed, and is tried again",
    "success": "succeeded",
    "skipped": "was skipped",
    "running": "is running",
    "deadline": "has missed its deadline",
    "sla": "has missed an SLA",
}


def text_of(occasion: Occasion) -> str:
    """Write it, in Markdown; names stand as code, or their underscores would be taken for italics."""
    became = BECAME.get(occasion.state, f"is {occasion.state}")
    lines = [f"**{_subject(occasion)} {became}**{_run(occasion)}."]
    lines += [occasion.what] if occasion.state == "sla" else []
    lines += [f"[{_log(occasion)}]({occasion.log_url})"] if occasion.log_url else []
    return "\n".join(lines)


def _subject(occasion: Occasion) -> str:
    dag = f"DAG `{occasion.dag_id}`"
    if not occasion.task_id:
        return dag
    index = f"[{occasion.map_index}]" if occasion.map_index >= 0 else ""
    return f"Task `{occasion.task_id}{index}` of {dag}"


def _run(occasion: Occasion) -> str:
    tried = f", try {occasion.what}" if occasion.task_id else ""
    return f" in run `{occasion.run_id}`{tried}" if occasion.run_id else ""


def _log(occasion: Occasion) -> str:
    return "Its log" if occasion.task_id else "The log of its last task"
