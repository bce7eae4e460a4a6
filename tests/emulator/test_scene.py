"""What can be made to happen from Python, and what is refused as the API would refuse it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

HALF = "\ud800"


@pytest.mark.parametrize(
    "happens",
    [
        lambda whop: whop.team_writes("exp_lounge", HALF),
        lambda whop: whop.customer_writes("ada", HALF),
        lambda whop: whop.add_channel(HALF),
        lambda whop: whop.add_customer(HALF),
        lambda whop: whop.add_file(HALF),
        lambda whop: whop.set_rules("exp_lounge", banned_words=[HALF]),
    ],
)
def test_half_a_character_is_an_error_and_the_page_stays_whole(whop: WhopEmulator, happens: Any) -> None:
    with pytest.raises(ValueError, match=r"surrogate"):
        happens(whop)
    assert 200 == requests.get(whop.url, timeout=5).status_code


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"banned_words": "spam"}, "The rule banned_words cannot be 'spam'"),
        ({"who_can_post": "nobody"}, "The rule who_can_post cannot be 'nobody'"),
        ({"user_posts_cooldown_seconds": 10**30}, "The rule user_posts_cooldown_seconds cannot be"),
    ],
)
def test_a_rule_that_the_api_would_refuse_is_an_error(whop: WhopEmulator, rules: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        whop.set_rules("exp_lounge", **rules)


def test_a_rule_that_there_is_not_is_an_error(whop: WhopEmulator) -> None:
    with pytest.raises(TypeError, match="no rule 'ban_url'; it has ban_media, ban_urls"):
        whop.set_rules("exp_lounge", ban_url=True)


@pytest.mark.parametrize("key", ["", " ", "two words", "schlüssel", "a\n"])
def test_a_key_that_no_header_carries_is_an_error(whop: WhopEmulator, key: str) -> None:
    with pytest.raises(ValueError, match="A key must be of visible ASCII characters"):
        whop.add_key(key)
    with pytest.raises(ValueError, match="A key must be of visible ASCII characters"):
        WhopEmulator(key=key)


@pytest.mark.parametrize("wrong", [{"without": ("chat:moderat",)}, {"without": "chat:read"}, {"api_version_date": "x"}])
def test_a_permission_or_version_that_there_is_not_is_an_error(whop: WhopEmulator, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"asks for the permissions|no API version"):
        whop.add_key("key", **wrong)


def test_a_customer_who_is_added_can_write_to_support(whop: WhopEmulator) -> None:
    dora = whop.add_customer("dora")
    assert dora == whop.customer_writes("dora", "hi")["user"]["id"]
    assert "dora" == whop.customer_writes(dora, "hi")["user"]["username"]
