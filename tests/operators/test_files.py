"""Files by operators: uploaded alone, or with the message that they belong to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.operators.files import WhopUploadFileOperator
from airflow_provider_whop.operators.messages import WhopSendMessageOperator

pytestmark = pytest.mark.usefixtures("connection")


@pytest.fixture(autouse=True)
def _dags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be a menu in the DAG folder."""
    (tmp_path / "menu.txt").write_text("soup")
    monkeypatch.setenv("AIRFLOW__CORE__DAGS_FOLDER", str(tmp_path))


def run(kind: type[Any], context: dict[str, Any] | None = None, **arguments: Any) -> Any:
    """Render the operator's templates and execute it, as a task would."""
    operator = kind(task_id="task", **arguments)
    operator.render_template_fields(context or {})
    return operator.execute(context or {})


def send(context: dict[str, Any] | None = None, **arguments: Any) -> Any:
    return run(WhopSendMessageOperator, context, **{"channel_id": "exp_lounge", **arguments})


def test_a_file_is_uploaded_and_returned_as_json(whop: WhopEmulator) -> None:
    file = run(WhopUploadFileOperator, {"day": "menu"}, file="{{ day }}.txt", filename="{{ day }} of today.txt")
    assert (4, "menu of today.txt", "ready") == (file["size"], file["filename"], file["upload_status"])
    assert file == json.loads(json.dumps(file))
    assert b"soup" == whop.world.files[file["id"]].content


def test_an_address_that_opens_a_private_file_is_not_told() -> None:
    assert "url" not in run(WhopUploadFileOperator, file="menu.txt")
    assert "https" in run(WhopUploadFileOperator, file="menu.txt", visibility="public")["url"]


def test_an_uploaded_file_is_attached_by_its_id(whop: WhopEmulator) -> None:
    file = run(WhopUploadFileOperator, file="menu.txt")
    assert [file["id"]] == [there["id"] for there in whop.attachments(send(content="", attachments=[file["id"]])["id"])]


def test_a_message_brings_its_files(whop: WhopEmulator, tmp_path: Path) -> None:
    files = ["{{ day }}.txt", tmp_path / "menu.txt"]
    sent = send({"day": "menu"}, content="Today:", files=files)
    assert [b"soup", b"soup"] == [file["content"] for file in whop.attachments(sent["id"])]


def test_a_text_that_is_too_long_goes_as_a_file_behind_its_beginning(whop: WhopEmulator) -> None:
    text = "\n\n".join(f"Paragraph {number} of the story." for number in range(1000))
    sent = send(content=text, on_long="attach")
    assert [("message.md", text.encode())] == [
        (file["filename"], file["content"]) for file in whop.attachments(sent["id"])
    ]
    shown = sent["content"].removesuffix("\n\n…")
    assert (True, True, True) == (text.startswith(shown), 500 < len(shown) <= 1000, shown.endswith("story."))


def test_a_path_that_leads_out_of_the_folder_fails_the_task_for_good(whop: WhopEmulator) -> None:
    with pytest.raises(AirflowFailException, match=r"file 1: its path must not have \.\. in it"):
        send({"name": "../../etc/passwd"}, content="Yours:", files=["{{ name }}"])
    assert [] == whop.requests


@pytest.mark.parametrize("kind", [WhopUploadFileOperator, WhopSendMessageOperator])
def test_every_user_facing_argument_is_templated(kind: type[Any]) -> None:
    needed = {"file": "a"} if kind is WhopUploadFileOperator else {"channel_id": "c", "content": "hi"}
    own = set(vars(kind(task_id="task", **needed))) & set(kind.__init__.__annotations__)
    assert own - {"return"} == set(kind.template_fields)
