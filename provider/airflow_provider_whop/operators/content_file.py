"""A message's text from a file beside the DAG, rendered as a template. Never as native objects: a message is a text.

A text of which not everything is known before the task runs is rendered here, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import BaseOperator, Context


def rendered(operator: BaseOperator, file: str, context: Context, known: Mapping[str, Any] | None = None) -> str:
    """
    Render the file with the task's context.

    It is read when the task runs, and not through ``template_ext``, which would take a ``content`` that merely ends
    in ``.md`` for a file too.

    :param known: what else the template may name.
    :raises AirflowFailException: there is no such file on the DAG's template search path.
    """
    from airflow.providers.common.compat.sdk import AirflowFailException
    from jinja2 import TemplateNotFound

    from airflow_provider_whop._compat import render_template_to_string

    try:
        template = _environment(operator).get_template(file, globals=known)
    except TemplateNotFound:
        raise AirflowFailException(
            f"content_file: there is no file {file!r} in the DAG's folder or on its template_searchpath."
        ) from None
    return render_template_to_string(template, context)


def rendered_late(operator: BaseOperator, text: str, context: Context, known: Mapping[str, Any]) -> str:
    """
    Render a text with the task's context, and with what became known while the task ran.

    :param known: what else the template may name.
    """
    from airflow_provider_whop._compat import render_template_to_string

    return render_template_to_string(_environment(operator).from_string(text, globals=known), context)


def _environment(operator: BaseOperator) -> Any:
    dag = operator.get_dag()
    return dag.get_template_env(force_sandboxed=True) if dag else operator.get_template_env()
