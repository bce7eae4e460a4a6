"""The send operator against the emulator: what it posts, returns, and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import DAG, AirflowFailException

from airflow_provider_whop.api.errors import WhopBroken
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from running_task import RunningTask

pytestmark = pytest.mark.usefixtures("connection")


def run(context: dict[str, Any] | None = None, **arguments: Any) -> dict[str, Any]:
    """Render the operator's templates and execute it, as a task would."""
    operator = WhopSendMessageOperator(**{"task_id": "send", "channel_id": "exp_lounge", **arguments})
    operator.render_template_fields(context or {})
    return operator.execute(context or {})


def test_the_message_is_posted_and_returned_as_json(whop: WhopEmulator) -> None:
    returned = run(content="**hi**")
    assert [{key: value for key, value in returned.items() if key in ("id", "content")}] == [
        {"id": message["id"], "content": "**hi**"} for message in whop.messages("exp_lounge")
    ]
    assert "exp_lounge" == returned["channel_id"]
    assert returned == json.loads(json.dumps(returned))


def test_every_argument_is_a_template(whop: WhopEmulator) -> None:
    whop.add_file("a.pdf")
    question = whop.team_writes("exp_lounge", "Lunch?")["id"]
    run(
        {
            "where": "exp_lounge",
            "who": "world",
            "file": whop.add_file("menu.pdf"),
            "option": "Pizza",
            "question": question,
            "links": False,
            "conn": "whop_default",
        },
        channel_id="{{ where }}",
        content="hello {{ who }}",
        attachments=["{{ file }}"],
        poll={"options": [{"id": "1", "text": "{{ option }}"}]},
        replying_to_message_id="{{ question }}",
        auto_detect_links="{{ links }}",
        whop_conn_id="{{ conn }}",
    )
    posted = whop.messages("exp_lounge")[1]
    assert ("hello world", question) == (posted["content"], posted["replying_to_message_id"])
    assert posted["poll"] == {"options": [{"id": "1", "text": "Pizza"}]}
    assert b'"auto_detect_links":false' in (whop.requests[0].body or b"")


def test_every_user_facing_argument_is_templated() -> None:
    operator = WhopSendMessageOperator(task_id="send", channel_id="c", content="hi")
    own = set(vars(operator)) & set(WhopSendMessageOperator.__init__.__annotations__)
    assert own - {"return"} == set(WhopSendMessageOperator.template_fields)


@pytest.mark.parametrize("texts", [{}, {"content": "a", "content_file": "b.md"}])
def test_there_is_exactly_one_text(texts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="send: give exactly one of content and content_file"):
        WhopSendMessageOperator(task_id="send", channel_id="c", **texts)


def test_a_text_that_ends_like_a_file_name_is_a_text(whop: WhopEmulator) -> None:
    run(content="Have a look at README.md")
    assert "Have a look at README.md" == whop.messages("exp_lounge")[0]["content"]


def test_a_file_beside_the_dag_is_read_and_rendered(whop: WhopEmulator, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# News of {{ day }}\n{% include 'end.md' %}")
    (tmp_path / "end.md").write_text("Bye, {{ day }}")
    dag = DAG("d", schedule=None, template_searchpath=[str(tmp_path)])
    run({"day": "today", "name": "note"}, dag=dag, content_file="{{ name }}.md")
    assert "# News of today\nBye, today" == whop.messages("exp_lounge")[0]["content"]


def test_a_file_stays_a_text_where_templates_become_objects(whop: WhopEmulator, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("[1, {{ two }}]")
    dag = DAG("d", schedule=None, template_searchpath=[str(tmp_path)], render_template_as_native_obj=True)
    run({"two": 2}, dag=dag, content_file="note.md")
    run({"two": 2}, dag=dag, task_id="again", content="{{ two }}")
    assert [message["content"] for message in whop.messages("exp_lounge")] == ["[1, 2]", "2"]


def test_a_file_that_is_not_there_fails_the_task_at_once(whop: WhopEmulator) -> None:
    dag = DAG("d", schedule=None)
    with pytest.raises(AirflowFailException, match=r"content_file: there is no file 'gone\.md' in the DAG's folder"):
        run(dag=dag, content_file="gone.md")
    assert 0 == len(whop.requests)


@pytest.mark.parametrize(
    ("sentence", "arguments"),
    [
        ("content: the text is empty", {"content": "{{ '' }}"}),
        ("no channel_id 'exp_nowhere'", {"content": "hi", "channel_id": "exp_nowhere"}),
        ("the ids of the options must be", {"content": "hi", "poll": {"options": [{"id": "2", "text": "x"}]}}),
    ],
)
def test_what_cannot_get_better_fails_the_task_at_once(sentence: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(AirflowFailException, match=sentence) as failed:
        run(**arguments)
    assert failed.value.__suppress_context__


def test_what_may_get_better_is_left_to_airflows_retries(whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=503, times=99)
    with pytest.raises(WhopBroken):
        run(content="hi", settle=0)


# -- the promise


LOST = {"cut": "answer", "accepted": True}


def test_on_ambiguous_is_handed_on(whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(AirflowFailException, match="on_ambiguous"):
        run({"what": "fail"}, content="hi", on_ambiguous="{{ what }}")
    assert 1 == len(whop.messages("exp_lounge"))


def test_the_marker_is_handed_on(whop: WhopEmulator) -> None:
    run({"yes": True}, content="hi", marker="{{ yes }}")
    text = whop.messages("exp_lounge")[0]["content"]
    assert text.startswith("hi")
    assert not text[2:].isprintable()


def test_settle_is_handed_on(whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", cut="answer")
    began = monotonic()
    run({"seconds": 1}, content="hi", settle="{{ seconds }}")
    assert 1.0 <= monotonic() - began < 10.0  # it is 15 by itself
    assert 1 == len(whop.messages("exp_lounge"))


def test_reconcile_pages_are_handed_on(whop: WhopEmulator) -> None:
    for number in range(120):
        whop.team_writes("exp_lounge", f"news {number}")
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(AirflowFailException, match="more than 1 pages of newer messages"):
        run({"one": 1}, content="hi", settle=0.1, reconcile_pages="{{ one }}")


def test_the_key_is_handed_on(whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    task = RunningTask(monkeypatch)
    for key in ("a", "b", "a"):
        run({"key": key}, content="hi", key="{{ key }}")
    assert ["key a", "key b"] == sorted(task.records)
    assert 2 == len(whop.messages("exp_lounge"))
