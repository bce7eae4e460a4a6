"""Settings: taken at any time, and refused where they could not be acted on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_limit": -1},
        {"rate_limit": float("nan")},
        {"rate_limit": "600"},
        {"page_size": 0},
        {"largest_page": 2.5},
        {"missing_permission_status": 404},
        {"visible_after": 10**30},
        {"page_size": True},
    ],
)
def test_a_setting_that_cannot_be_is_refused_at_the_start_and_later(whop: WhopEmulator, wrong: dict[str, Any]) -> None:
    ((name, value),) = wrong.items()
    with pytest.raises(ValueError, match=f"{name} must be .*, not "):
        WhopEmulator(**wrong)
    with pytest.raises(ValueError, match=f"{name} must be .*, not "):
        setattr(whop.options, name, value)


def test_a_setting_that_there_is_not_is_refused(whop: WhopEmulator) -> None:
    with pytest.raises(AttributeError, match="no option 'rate_limits'; it has rate_limit, "):
        whop.options.rate_limits = 1  # type: ignore[attr-defined]


def test_messages_can_be_hidden_while_it_runs(api: Api, whop: WhopEmulator) -> None:
    whop.team_writes("exp_lounge", "hi")
    shown = []
    for seconds in (0, 60, 0):
        whop.options.visible_after = seconds
        shown.append(len(api("GET", "/messages?channel_id=exp_lounge").json()["data"]))
    assert [1, 0, 1] == shown
