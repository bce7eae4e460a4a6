"""A task's client: which HTTP library it takes (none is loaded for a post, unless there is a proxy), and its turns."""

from __future__ import annotations

import subprocess
import sys
from time import monotonic

import pytest

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Steps, Turn
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.transport.client import WhopClient, library, lightest
from airflow_provider_whop.transport.over_http_client import HttpClientExchange
from airflow_provider_whop.transport.over_httpcore import HttpcoreExchange
from airflow_provider_whop.transport.over_requests import RequestsExchange

SENT = """
import sys
{before}
from airflow_provider_whop.api.messages import create_message
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.transport.client import WhopClient
with WhopClient(Settings(key={key!r}, base_url={base_url!r})) as client:
    client.send(create_message("exp_lounge", "hi"))
print(*sorted({{"requests", "httpx", "httpcore", "urllib3"}} & set(sys.modules)))
"""


def loaded_by_a_post(whop: WhopEmulator, before: str) -> str:
    program = SENT.format(before=before, key=whop.key, base_url=whop.base_url)
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.strip()


def test_a_post_loads_no_library(whop: WhopEmulator) -> None:
    assert "" == loaded_by_a_post(whop, "")
    assert 1 == len(whop.messages("exp_lounge"))


def test_requests_is_taken_where_it_is_loaded(whop: WhopEmulator) -> None:
    assert "requests urllib3" == loaded_by_a_post(whop, "import requests")
    assert isinstance(library(Settings(key="k")), RequestsExchange)


@pytest.mark.parametrize(("proxy", "expected"), [("http://proxy.test", HttpcoreExchange), (None, HttpClientExchange)])
def test_a_proxy_is_gone_through_by_the_library_that_knows_how(proxy: str | None, expected: type) -> None:
    assert type(lightest(Settings(key="k", proxy=proxy))) is expected


def test_a_task_that_is_stopped_before_its_turn_gives_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def turns() -> Steps[None]:
        while True:
            yield Turn("createMessage")

    def stopped(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("airflow_provider_whop.transport.client.sleep", stopped)
    with WhopClient(Settings(key="k", rate_limit=60)) as client:
        for _ in range(10):
            with pytest.raises(KeyboardInterrupt):
                client.run(turns())
        assert 2 > client._pace.turn("createMessage", monotonic())
