"""A fault at every point of a send, over every transport: always one message."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from both import Connect
from faults import CHANNEL, ROWS, TEXT, TIMEOUT, Row
from places import ROOT


@pytest.mark.parametrize("honoured", [False, True], ids=["key ignored", "key honoured"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_whatever_goes_wrong_there_is_one_message(row: Row, connect: Connect, honoured: bool) -> None:
    def send(whop: WhopEmulator, row: Row) -> str:
        whop.options.idempotency = honoured
        client = connect(key=whop.key, base_url=whop.base_url, user_id=whop.user_id, timeout=TIMEOUT)
        message, promise = NewMessage.of(channel_id=CHANNEL, content=TEXT), Promise(key="k", settle=row.settle)
        sent = client.run(deliver(message, promise, client.settings, client.ask))
        assert sent.id in {found["id"] for found in whop.messages(CHANNEL)}
        return sent.delivery

    outcome = row.throw(send)
    assert outcome.told in {"sent", "adopted", "replayed"}
    assert (1, True) == (outcome.messages, outcome.posts <= 2)


def test_the_readme_tells_how_many_faults_are_thrown() -> None:
    assert f"{len(ROWS)} faults on the wire" in (ROOT / "README.md").read_text()
