"""A sender to the fresh Whop, over any transport, that knows whom it writes as."""

from __future__ import annotations

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from both import Connect
from sender import QUICK, Sender


@pytest.fixture
def send(connect: Connect, whop: WhopEmulator) -> Sender:
    return Sender(connect(key=whop.key, base_url=whop.base_url, user_id=whop.user_id, **QUICK), whop)
