"""A test as the author of a DAG writes it: a real ``dag.test()``, against a Whop that lasts as long as the test."""

from example_hello import dag

from airflow_provider_whop.emulator import WhopEmulator


def test_hello_is_posted_once_though_whops_answer_is_lost(monkeypatch):
    with WhopEmulator() as whop:
        monkeypatch.setenv("AIRFLOW_CONN_WHOP_DEFAULT", whop.connection)
        whop.misbehave("createMessage", accepted=True, cut="answer")
        assert dag.test().state == "success"
        assert ["**Hello!** Office hours are at 15:00 UTC."] == [
            message["content"] for message in whop.messages("exp_announcements")
        ]
