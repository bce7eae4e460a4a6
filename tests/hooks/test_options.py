"""
A misspelt option of the hook is refused where it runs, and before that by mypy, which reads this file too.

Each ``type: ignore`` is the second half: strict mypy complains of one that it does not need.
"""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook

pytestmark = pytest.mark.usefixtures("connection")
MISSPELT = r"\(\) got an unexpected keyword argument 'frist'"


def test_a_misspelt_option_of_a_list_is_refused_when_its_first_item_is_asked_for(whop: WhopEmulator) -> None:
    hook = WhopHook()
    for listed in (
        hook.list_messages("exp_lounge", frist=1),  # type: ignore[call-arg]
        hook.list_channels(frist=1),  # type: ignore[call-arg]
        hook.list_support_channels(frist=1),  # type: ignore[call-arg]
        hook.list_reactions("post_1", frist=1),  # type: ignore[call-arg]
        hook.list_direct_channels(frist=1),  # type: ignore[call-arg]
    ):
        with pytest.raises(TypeError, match=MISSPELT):
            next(listed)
    assert [] == whop.requests


def test_a_misspelt_option_of_a_change_is_refused_before_anything_is_sent(whop: WhopEmulator) -> None:
    hook = WhopHook()
    with pytest.raises(TypeError, match=MISSPELT):
        hook.update_message("post_1", frist=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=MISSPELT):
        hook.remove_reaction("reac_1", frist=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=MISSPELT):
        hook.open_support_channel("ada", frist=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=MISSPELT):
        hook.open_direct_channel("ada", frist=1)  # type: ignore[call-arg]
    assert [] == whop.requests


def test_a_misspelt_setting_of_a_channel_fails_the_task_for_good(whop: WhopEmulator) -> None:
    with pytest.raises(WhopInvalidArgument) as refused:
        WhopHook().update_channel("exp_lounge", ban_url=True)  # type: ignore[call-arg]
    assert "ban_url: Extra inputs are not permitted." == str(refused.value)
    assert [] == whop.requests


def test_a_value_of_another_type_is_told_by_mypy_alone() -> None:
    hook = WhopHook()
    hook.list_messages("exp_lounge", direction="up")  # type: ignore[arg-type]
    hook.list_support_channels(open="yes")  # type: ignore[arg-type]
