"""The operator that asks a database and posts what it answers. It needs the extra ``common.sql``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.providers.common.compat.sdk import (
    AirflowFailException,
    AirflowOptionalProviderFeatureException,
    AirflowSkipException,
    BaseHook,
)

from airflow_provider_whop.operators.messages.send import WhopSendMessageOperator

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context
    from airflow.providers.common.sql.hooks.sql import DbApiHook

    from airflow_provider_whop.api.delivery.record import SentMessage
    from airflow_provider_whop.hooks.whop import WhopHook
    from airflow_provider_whop.operators.rows import Rows
    from airflow_provider_whop.tables.fitting import Beyond, OnEmpty, Shape

if find_spec("airflow.providers.common.sql") is None:
    raise AirflowOptionalProviderFeatureException(
        "SqlToWhopOperator needs apache-airflow-providers-common-sql: pip install 'airflow-provider-whop[common.sql]'."
    )


class SqlToWhopOperator(WhopSendMessageOperator):
    """
    Ask a database, and post what it answers as a Markdown table, exactly once.

    How it is shown, and what the promise says of rows that change, is told in docs/sql.md. What stands in a cell is
    shown and does nothing: no Markdown, no mention, no link. It takes what ``WhopSendMessageOperator`` takes.
    Permissions ``chat:message:create`` and ``chat:read``, as there. Every argument is templated; the text after the
    query, with ``{{ table }}``, ``{{ results }}`` (the rows that it shows, as dictionaries) and ``{{ row_count }}``. A
    text that is mapped or comes by XCom is posted as it is, with the file of all rows where there are more.
    Source: https://docs.whop.com/api-reference/messages/create-message

    :param sql: one statement that gives rows, or a file of it beside the DAG (``.sql``).
    :param sql_conn_id: connection of a database that Airflow's SQL providers know.
    :param sql_hook_params: arguments of that connection's hook.
    :param parameters: values for the placeholders of the statement.
    :param content: the text, in Markdown; by default the table. One of ``content`` and ``content_file`` at most.
    :param content_file: a Markdown file beside the DAG, rendered as a template with ``table`` and the others.
    :param max_rows: the most rows that the table shows; fewer, where 5,000 characters hold no more.
    :param beyond: when there are more: ``attach`` attaches all of them as a CSV file, ``cut`` says how many more there
        are, ``fail`` fails the task before anything is sent.
    :param filename: of that file.
    :param on_empty: when there are none: ``post`` posts the head of the table, ``skip`` skips the task.
    :raises AirflowFailException: the statement is none that gives rows, or gives more than ``beyond="fail"`` allows;
        ``sql_conn_id`` leads to no database; a ``content`` that comes by XCom is no text.
    :raises WhopInvalidArgument: ``max_rows``, ``beyond``, ``filename`` or ``on_empty`` cannot be; and as there.
    :raises AirflowOptionalProviderFeatureException: on import: the extra ``common.sql`` is not installed.
    """

    template_fields: Sequence[str] = (
        *WhopSendMessageOperator.template_fields,
        "sql",
        "sql_conn_id",
        "sql_hook_params",
        "parameters",
        "max_rows",
        "beyond",
        "filename",
        "on_empty",
    )
    template_ext: Sequence[str] = (".sql",)
    template_fields_renderers: ClassVar[dict[str, str]] = {
        **WhopSendMessageOperator.template_fields_renderers,
        "sql": "sql",
        "sql_hook_params": "json",
        "parameters": "json",
    }

    def __init__(
        self,
        *,
        sql: str,
        sql_conn_id: str,
        sql_hook_params: dict[str, Any] | None = None,
        parameters: Iterable[Any] | Mapping[str, Any] | None = None,
        content: str | None = None,
        content_file: str | None = None,
        max_rows: int | str = 20,
        beyond: Beyond = "attach",
        filename: str = "results.csv",
        on_empty: OnEmpty = "post",
        **kwargs: Any,
    ) -> None:
        if content is None and content_file is None:
            content = "{{ table }}"
        super().__init__(content=content, content_file=content_file, **kwargs)
        self._given, self._late = content, isinstance(content, str)
        if isinstance(content, str):
            self.content = content[:1] + content[1:]  # as an object that no other argument is
        self.sql = sql
        self.sql_conn_id = sql_conn_id
        self.sql_hook_params = sql_hook_params
        self.parameters = parameters
        self.max_rows = max_rows
        self.beyond = beyond
        self.filename = filename
        self.on_empty = on_empty

    def render_template(
        self, content: Any, context: Context, jinja_env: Any = None, seen_oids: set[int] | None = None
    ) -> Any:
        """Leave the text to be rendered when the rows are there; what Airflow does not render is no template."""
        if content is not self.content or not isinstance(content, str):
            return super().render_template(content, context, jinja_env, seen_oids)
        self._late = self._late and id(self._given) not in (seen_oids or ())  # of what it has mapped
        return content

    def _post(self, hook: WhopHook, context: Context) -> SentMessage:
        return self._sent_before(hook) or self._asked_and_posted(hook, context)

    def _sent_before(self, hook: WhopHook) -> SentMessage | None:
        """Look for the message of an earlier try: what the database gives by now is another text, or none."""
        if self.on_long == "split":  # nobody knows of how many parts it was
            return None
        return hook.recover_message(self.channel_id, **self._options())

    def _asked_and_posted(self, hook: WhopHook, context: Context) -> SentMessage:
        from airflow_provider_whop.hooks.files import listed
        from airflow_provider_whop.hooks.local_file import LocalFile

        shape = self._shape()
        with TemporaryDirectory(prefix="whop-") as folder:
            file = Path(folder) / "results.csv" if shape.beyond == "attach" else None
            answer = self._answer(shape, file)
            shown, text = self._fitted(answer, shape, context)
            options = self._options()
            if file and shown < answer.count:
                rows = LocalFile(file, file.parent, "the file of all rows", shape.filename)
                options["files"] = [*listed(self.files), rows]
            return hook.send_message(self.channel_id, text, **options)

    def _shape(self) -> Shape:
        from airflow_provider_whop.hooks.outcomes import airflow_outcomes
        from airflow_provider_whop.tables.fitting import Shape

        with airflow_outcomes():
            return Shape.of(max_rows=self.max_rows, beyond=self.beyond, filename=self.filename, on_empty=self.on_empty)

    def _answer(self, shape: Shape, file: Path | None) -> Rows:
        """Ask the database."""
        from airflow_provider_whop.operators.rows import Rows

        answer = Rows(shape.max_rows, stop=shape.beyond == "fail", file=file)
        self._database().run(self.sql, parameters=self.parameters, handler=answer)
        if answer.columns is None:
            raise AirflowFailException("sql: the statement gives no rows that could be posted; end it in a SELECT.")
        if answer.count == 0 and shape.on_empty == "skip":
            raise AirflowSkipException("The query gave no rows.")
        return answer

    def _database(self) -> DbApiHook:
        from airflow.providers.common.sql.hooks.sql import DbApiHook

        connection: Any = BaseHook.get_connection(self.sql_conn_id)
        hook = connection.get_hook(hook_params=self.sql_hook_params)
        if not isinstance(hook, DbApiHook):
            raise AirflowFailException(
                f"sql_conn_id: {self.sql_conn_id!r} leads to no database: {type(hook).__name__} is no DbApiHook."
            )
        return hook

    def _fitted(self, answer: Rows, shape: Shape, context: Context) -> tuple[int, str]:
        """Render the text with as many rows as fit; give their number, too."""
        from airflow_provider_whop.tables.fitting import fitting

        def text(rows: int) -> str:
            return self._with_rows(rows, answer, shape, context)

        shown = fitting(text, len(answer.first))
        if shape.beyond == "fail" and shown < answer.count:
            raise AirflowFailException(
                f"beyond: the query gives more rows than the {shown} that the message can show; ask for fewer, or say "
                f'beyond="attach".'
            )
        return shown, text(shown)

    def _with_rows(self, rows: int, answer: Rows, shape: Shape, context: Context) -> str:
        from airflow_provider_whop.operators.content_file import rendered, rendered_late
        from airflow_provider_whop.tables.markdown import as_data, table

        columns, shown = answer.columns or [], answer.first[:rows]
        known = {
            "table": table(columns, shown, shape.beneath(rows, answer.count)),
            "results": [as_data(columns, row) for row in shown],
            "row_count": answer.count,
        }
        if self.content_file is not None:
            return rendered(self, self.content_file, context, known)
        if not isinstance(self.content, str):
            raise AirflowFailException(f"content: a text is needed, not {type(self.content).__name__}.")
        return rendered_late(self, self.content, context, known) if self._late else self.content
