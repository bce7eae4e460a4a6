"""example_report: what lies in the channel at its end, with which files."""

from __future__ import annotations

from collections.abc import Callable

from airflow_provider_whop.emulator import WhopEmulator


def test_the_report_its_guide_and_the_long_text_lie_in_the_channel(
    run_example: Callable[..., str], whop: WhopEmulator
) -> None:
    run_example("example_report", '{"days": 2}')
    messages = whop.messages("exp_lounge")
    attached = [{file["filename"]: file["content"] for file in whop.attachments(one["id"])} for one in messages]
    assert [["How to read it.md", "week.csv"], ["message.md"]] == [list(files) for files in attached]
    assert b"day,members\n0,100\n1,101\n" == attached[0]["week.csv"]
    assert b"- day 999: all well" in attached[1]["message.md"]
