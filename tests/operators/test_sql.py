"""From a query to a message: a real SQLite, and the emulator."""

from __future__ import annotations

import copy
import csv
import json
import sqlite3
import subprocess
import sys
from collections import UserList
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import DAG, AirflowFailException, AirflowSkipException, BaseOperator

from airflow_provider_whop.api.errors import WhopAmbiguous
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.operators.sql import SqlToWhopOperator
from airflow_provider_whop.templates import BREAK
from running_task import RunningTask
from sender import LOST, there

pytestmark = pytest.mark.usefixtures("connection", "database")

SALES = "SELECT name, sold FROM sales ORDER BY sold DESC"
Fill = Callable[[Sequence[tuple[Any, ...]]], None]


@pytest.fixture(name="database")
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a table of sales, and Airflow's connection to it."""
    file = tmp_path / "shop.db"
    monkeypatch.setenv("AIRFLOW_CONN_SHOP", json.dumps({"conn_type": "sqlite", "host": str(file)}))
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE sales (name, sold)")
    return file


@pytest.fixture
def sales(database: Path) -> Fill:
    """Put rows in the place of those that there are."""

    def put(rows: Sequence[tuple[Any, ...]]) -> None:
        with closing(sqlite3.connect(database)) as there, there:
            there.execute("DELETE FROM sales")
            there.executemany("INSERT INTO sales VALUES (?, ?)", rows)

    return put


def run(context: dict[str, Any] | None = None, **arguments: Any) -> dict[str, Any]:
    """Render the operator's templates and execute it, as a task would."""
    known = {"task_id": "send", "channel_id": "exp_lounge", "sql": SALES, "sql_conn_id": "shop", "settle": 0.1}
    operator = SqlToWhopOperator(**{**known, **arguments})
    operator.render_template_fields(context or {})
    return operator.execute(context or {})


def posted(whop: WhopEmulator) -> str:
    """Give the text of the one message that there is."""
    (message,) = whop.messages("exp_lounge")
    return str(message["content"])


def test_the_rows_are_posted_as_a_table(whop: WhopEmulator, sales: Fill) -> None:
    sales([("Ada", 3), ("Bo", 12)])
    returned = run()
    assert "| name | sold |\n| --- | ---: |\n| Bo | 12 |\n| Ada | 3 |" == posted(whop) == returned["content"]
    assert ("exp_lounge", "sent") == (returned["channel_id"], returned["delivery"])


def test_the_text_is_a_template_that_has_the_rows(whop: WhopEmulator, sales: Fill) -> None:
    sales([("Ada", 3), ("*Bo*", 12)])
    first = "{{ results[0].name }} first, by {{ results[0].sold * 2 }}"
    run({"day": "Monday"}, content=f"{{{{ day }}}}: {{{{ row_count }}}} of us, {first}\n\n{{{{ table }}}}")
    assert ["Monday: 2 of us, \\*Bo\\* first, by 24", "", "| name | sold |"] == posted(whop).splitlines()[:3]


def test_a_file_beside_the_dag_is_such_a_template_too(whop: WhopEmulator, sales: Fill, tmp_path: Path) -> None:
    sales([("Ada", 3)])
    (tmp_path / "report.md").write_text("# {{ results[0].name }}\n{% include 'end.md' %}")
    (tmp_path / "end.md").write_text("{{ row_count }} in all")
    run(dag=DAG("d", schedule=None, template_searchpath=[str(tmp_path)]), content_file="report.md")
    assert "# Ada\n1 in all" == posted(whop)


def test_a_text_stays_one_where_templates_become_objects(whop: WhopEmulator, sales: Fill) -> None:
    sales([("Ada", 3)])
    run(dag=DAG("d", schedule=None, render_template_as_native_obj=True), content="[{{ results[0].sold }}, 2]")
    assert "[3, 2]" == posted(whop)


def test_the_query_is_templated_and_takes_parameters(whop: WhopEmulator, sales: Fill, tmp_path: Path) -> None:
    sales([("Ada", 3), ("Bo", 12)])
    (tmp_path / "q.sql").write_text("SELECT {{ column }} FROM sales WHERE sold > :least")
    dag = DAG("d", schedule=None, template_searchpath=[str(tmp_path)])
    operator = SqlToWhopOperator(
        task_id="send",
        dag=dag,
        channel_id="exp_lounge",
        sql="q.sql",
        sql_conn_id="shop",
        parameters={"least": "{{ n }}"},
    )
    operator.resolve_template_files()
    operator.render_template_fields({"column": "name", "n": 5})
    operator.parameters = {"least": int(operator.parameters["least"])}
    operator.execute({})
    assert "| name |\n| --- |\n| Bo |" == posted(whop)


def test_every_argument_is_a_template_and_the_text_is_left_until_the_rows_are_there() -> None:
    operator = SqlToWhopOperator(task_id="send", channel_id="c", sql=SALES, sql_conn_id="shop", content="{{ table }}")
    own = {*SqlToWhopOperator.__init__.__annotations__, *SqlToWhopOperator.__mro__[1].__init__.__annotations__}
    assert set(vars(operator)) & own == set(SqlToWhopOperator.template_fields)
    operator.render_template_fields({"table": "too early"})
    assert "{{ table }}" == operator.content


# -- a text from elsewhere


def test_a_text_that_was_mapped_is_no_template(whop: WhopEmulator) -> None:
    """Airflow tells what it has mapped by the very objects; a customer may have written them."""
    words = "Customer says {{ conn.bank.password }} {{ 6*7 }}"
    operator = SqlToWhopOperator(
        task_id="send", channel_id="exp_lounge", sql=SALES, sql_conn_id="shop", content=words, settle=0.1
    )
    fields = operator.template_fields
    operator._do_render_template_fields(operator, fields, {}, operator.get_template_env(), {id(words)})
    operator.execute({})
    assert words == posted(whop)


def test_nor_is_one_that_another_task_has_made(whop: WhopEmulator) -> None:
    with DAG("d", schedule=None):
        words = BaseOperator(task_id="words")
        operator = SqlToWhopOperator(
            task_id="send", channel_id="exp_lounge", sql=SALES, sql_conn_id="shop", content=words.output
        )
    assert {"words"} == operator.upstream_task_ids
    operator.content = "as {{ it }} is"  # which is what Airflow makes of it
    operator.execute({})
    assert "as {{ it }} is" == posted(whop)


def test_what_comes_from_another_task_and_is_no_text_fails_the_task_at_once() -> None:
    operator = SqlToWhopOperator(task_id="send", channel_id="exp_lounge", sql=SALES, sql_conn_id="shop")
    operator.content = None  # which is what Airflow makes of a task that has returned nothing
    with pytest.raises(AirflowFailException, match=r"^content: a text is needed, not NoneType\.$"):
        operator.execute({})


def test_another_argument_of_the_same_words_is_rendered(whop: WhopEmulator, sales: Fill) -> None:
    sales([("Ada", 3), ("Bo", 12)])
    returned = run({"day": "Monday"}, max_rows=1, content="{{ day }}", filename="{{ day }}")
    assert ["Monday"] == [file["filename"] for file in whop.attachments(returned["id"])]


def test_airflow_is_given_a_text_as_every_other_and_finds_it_again_in_a_copy() -> None:
    """What goes from its DAG processor to its database must be exactly a ``str``, or the process ends."""
    operator = SqlToWhopOperator(task_id="send", channel_id="c", sql=SALES, sql_conn_id="shop", content="{{ table }}")
    for one in (operator, copy.deepcopy(operator)):
        one.render_template_fields({"table": "too early"})
        assert (str, "{{ table }}") == (type(one.content), one.content)


def test_nothing_that_a_row_holds_acts(whop: WhopEmulator, sales: Fill) -> None:
    sales([("@everyone\n# <b>| a | {{ 1 + 1 }}", 1)])
    run(content="{{ table }}\n{{ results[0].name }}")
    told = f"@{BREAK}everyone # \\<b\\>\\| a \\| {{{{ 1 + 1 }}}}"
    assert f"| name | sold |\n| --- | ---: |\n| {told} | 1 |\n{told}" == posted(whop)
    assert not whop.messages("exp_lounge")[0]["mentions_everyone"]


# -- more rows than are shown


def test_rows_that_are_cut_are_counted(whop: WhopEmulator, sales: Fill) -> None:
    sales([(f"Ada {number}", number) for number in range(2500)])
    run(beyond="cut", max_rows="{{ 2 }}")
    assert posted(whop).splitlines()[2:] == ["| Ada 2499 | 2499 |", "| Ada 2498 | 2498 |", "", "… and 2,498 more rows."]


def test_too_many_rows_fail_the_task_where_that_is_asked_for(whop: WhopEmulator, sales: Fill) -> None:
    sales([("Ada", number) for number in range(4)])
    with pytest.raises(AirflowFailException, match="beyond: the query gives more rows than the 3 that"):
        run(beyond="fail", max_rows=3)
    assert [] == there(whop)


def test_a_table_that_is_too_long_shows_fewer_rows(whop: WhopEmulator, sales: Fill) -> None:
    sales([("x" * 1000, number) for number in range(9)])
    run(beyond="cut")
    assert posted(whop).endswith("\n\n… and 5 more rows.")
    assert 4000 < len(posted(whop)) <= 5000


def test_and_with_a_mark_it_is_short_enough_too(whop: WhopEmulator, sales: Fill) -> None:
    sales([("x", number) for number in range(2000)])
    run(beyond="cut", max_rows=2000, marker=True)
    assert 4900 < len(posted(whop)) <= 5000


def test_and_where_that_is_asked_for_it_fails_the_task(whop: WhopEmulator, sales: Fill) -> None:
    sales([("x" * 1000, number) for number in range(9)])
    with pytest.raises(AirflowFailException, match="beyond: the query gives more rows than the 4 that"):
        run(beyond="fail")
    assert [] == there(whop)


# -- the attached file


def test_all_rows_are_attached_where_the_table_shows_a_part(whop: WhopEmulator, sales: Fill) -> None:
    sales([(f"Ada {number}", number) for number in range(2500)])
    returned = run({"day": "Monday"}, max_rows=2, filename="{{ day }}.csv")
    assert posted(whop).endswith("| Ada 2498 | 2498 |\n\nAll 2,500 rows are in the attached file.")
    (file,) = whop.attachments(returned["id"])
    read = list(csv.reader(file["content"].decode().splitlines()))
    assert [["name", "sold"], *([f"Ada {number}", str(number)] for number in reversed(range(2500)))] == read
    assert "Monday.csv" == file["filename"]


def test_a_table_that_is_too_long_is_attached_as_well(whop: WhopEmulator, sales: Fill) -> None:
    sales([("x" * 6000, 1)])
    (file,) = whop.attachments(run()["id"])
    assert f"name,sold\r\n{'x' * 6000},1\r\n" == file["content"].decode()
    assert "| name | sold |\n| --- | --- |\n\nIts row is in the attached file." == posted(whop)


def test_nothing_is_attached_where_the_table_shows_all(whop: WhopEmulator, sales: Fill) -> None:
    sales([("Ada", 3)])
    assert [] == whop.attachments(run()["id"])


@pytest.mark.parametrize("files", ["notes.txt", ["notes.txt"], UserList(["notes.txt"])], ids=["one", "list", "mapped"])
def test_it_stands_beside_the_authors_own_files(whop: WhopEmulator, sales: Fill, tmp_path: Path, files: Any) -> None:
    """What mapped tasks give is neither a list nor a tuple."""
    sales([("Ada", 3), ("Bo", 12)])
    (tmp_path / "notes.txt").write_text("notes")
    returned = run(max_rows=1, files=files, allowed_root=str(tmp_path))
    assert ["notes.txt", "results.csv"] == [file["filename"] for file in whop.attachments(returned["id"])]


def test_a_file_that_ends_like_a_statement_is_attached_where_that_is_said(
    whop: WhopEmulator, sales: Fill, tmp_path: Path
) -> None:
    literal = pytest.importorskip("airflow.sdk.definitions.template").literal
    sales([("Ada", 3)])
    (tmp_path / "report.sql").write_text("SELECT 1")
    returned = run(files=[literal("report.sql")], allowed_root=str(tmp_path))
    assert ["report.sql"] == [file["filename"] for file in whop.attachments(returned["id"])]


def test_the_file_is_gone_afterwards_also_when_whop_does_not_take_it(
    whop: WhopEmulator, sales: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    sales([("Ada", 3), ("Bo", 12)])
    run(max_rows=1)
    assert [] == list(place.iterdir())
    whop.misbehave("createFile", status=403)
    with pytest.raises(AirflowFailException):
        run(max_rows=1)
    assert [] == list(place.iterdir())
    assert 1 == len(there(whop))


# -- no rows


def test_an_answer_without_rows_is_posted_as_one(whop: WhopEmulator) -> None:
    run()
    assert "| name | sold |\n| --- | --- |\n\nNo rows." == posted(whop)


def test_or_skips_the_task(whop: WhopEmulator) -> None:
    with pytest.raises(AirflowSkipException, match=r"The query gave no rows\."):
        run(on_empty="skip")
    assert [] == there(whop)


def test_a_statement_that_gives_no_rows_at_all_fails_the_task_at_once(whop: WhopEmulator) -> None:
    with pytest.raises(AirflowFailException, match="sql: the statement gives no rows that could be posted"):
        run(sql="DELETE FROM sales")
    assert [] == there(whop)


@pytest.mark.parametrize(("param", "value"), [("max_rows", -1), ("beyond", "split"), ("on_empty", "maybe")])
def test_what_is_not_understood_fails_the_task_at_once(whop: WhopEmulator, param: str, value: Any) -> None:
    with pytest.raises(AirflowFailException, match=f"^{param}: "):
        run(**{param: value})
    assert 0 == len(whop.requests)


def test_a_connection_that_leads_to_no_database_is_told() -> None:
    with pytest.raises(AirflowFailException, match="sql_conn_id: 'whop_default' leads to no database: WhopHook is no"):
        run(sql_conn_id="whop_default")


# -- the promise


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> RunningTask:
    """A task that runs, in one try after another."""
    return RunningTask(monkeypatch)


def test_a_retry_gives_back_what_was_posted_and_asks_no_database(
    whop: WhopEmulator, sales: Fill, task: RunningTask
) -> None:
    sales([("Ada", 3)])
    first = run()
    task.next_try()
    assert first["id"] == run(sql="SELECT * FROM gone")["id"]
    assert [first["id"]] == there(whop)


def test_a_retry_uploads_no_file_a_second_time(whop: WhopEmulator, sales: Fill, task: RunningTask) -> None:
    sales([("Ada", 3), ("Bo", 12)])
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        run(max_rows=1, on_ambiguous="fail")
    sales([("Ada", 4), ("Bo", 13)])
    task.next_try()
    run(max_rows=1)
    assert 1 == len(there(whop)) == len(whop.world.files)


@pytest.mark.parametrize("rows", [[("Bo", 12)], []], ids=["other rows", "no rows"])
def test_a_message_whose_answer_was_lost_is_found_though_the_query_gives_another_one_by_now(
    whop: WhopEmulator, sales: Fill, task: RunningTask, rows: list[tuple[str, int]]
) -> None:
    sales([("Ada", 3)])
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        run(on_ambiguous="fail")
    sales(rows)
    task.next_try()
    assert "adopted" == run(on_empty="skip")["delivery"]
    assert "| name | sold |\n| --- | ---: |\n| Ada | 3 |" == posted(whop)


def test_a_message_that_never_landed_is_sent_with_the_rows_of_now(
    whop: WhopEmulator, sales: Fill, task: RunningTask
) -> None:
    sales([("Ada", 3)])
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous):
        run(on_ambiguous="fail")
    sales([("Bo", 12)])
    task.next_try(long_after=True)
    returned = run()
    assert ("sent", 2) == (returned["delivery"], returned["attempts"])
    assert "Bo" in posted(whop)


def test_a_message_that_never_landed_is_not_sent_where_there_are_no_rows_by_now(
    whop: WhopEmulator, sales: Fill, task: RunningTask
) -> None:
    sales([("Ada", 3)])
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous):
        run(on_ambiguous="fail")
    sales([])
    task.next_try(long_after=True)
    with pytest.raises(AirflowSkipException):
        run(on_empty="skip")
    assert [] == there(whop)


def test_without_a_store_a_mark_tells_what_an_earlier_try_has_posted(
    whop: WhopEmulator, sales: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = RunningTask(monkeypatch, stored=False)
    sales([("Ada", 3)])
    first = run(marker=True)
    sales([("Bo", 12)])
    task.next_try()
    second = run(marker=True)
    assert (first["id"], "adopted") == (second["id"], second["delivery"])
    assert [first["id"]] == there(whop)


# -- without the extra


def test_without_the_extra_a_dag_is_told_of_it_in_one_sentence() -> None:
    code = (
        "import sys; import airflow_provider_whop.operators.messages.send; "
        "sys.modules['airflow.providers.common.sql'] = None; import airflow_provider_whop.operators.sql"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.stderr.splitlines()[-1].endswith(
        "AirflowOptionalProviderFeatureException: SqlToWhopOperator needs apache-airflow-providers-common-sql: "
        "pip install 'airflow-provider-whop[common.sql]'."
    )
