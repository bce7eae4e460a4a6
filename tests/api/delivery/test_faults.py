"""A fault at every point of a send, over both transports: always one message."""

from __future__ import annotations

import threading
from contextlib import closing
from socket import create_server

import pytest

from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from both import Connect
from faults import CHANNEL, ROWS, TEXT, TIMEOUT, Row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_whatever_goes_wrong_there_is_one_message(row: Row, connect: Connect) -> None:
    with WhopEmulator(port=free_port(), **row.options) as whop:
        row.arrange(whop)
        if row.refused:
            whop.stop()
            threading.Timer(0.2, whop.start).start()
        client = connect(key=whop.key, base_url=whop.base_url, user_id=whop.user_id, timeout=TIMEOUT)
        message = NewMessage.of(channel_id=CHANNEL, content=TEXT)
        sent = client.run(deliver(message, Promise(key="k", settle=row.settle), client.settings, client.ask))
        ours = [found["id"] for found in whop.messages(CHANNEL) if found["user"]["id"] == whop.user_id]
    assert [sent.id] == ours
    assert sent.attempts <= 2


def free_port() -> int:
    """Find a port that can be taken twice."""
    with closing(create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])
