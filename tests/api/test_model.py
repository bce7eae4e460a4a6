"""What is kept of Whop's answers: texts as they are, less the one sign that not every database takes."""

from __future__ import annotations

import json

from airflow_provider_whop.api.channels import ChatChannel
from airflow_provider_whop.api.moderation import Change

CHANNEL = {
    "id": "feed_1",
    "experience": {"id": "exp_1", "name": "a\0b"},
    "ban_media": False,
    "ban_urls": False,
    "banned_words": ["c\0d", "{{ e }}"],
    "user_posts_cooldown_seconds": None,
    "who_can_post": "everyone",
    "who_can_react": "everyone",
}


def test_no_text_that_is_kept_holds_nul_wherever_it_is() -> None:
    channel = ChatChannel.model_validate(CHANNEL)
    shown = channel.model_dump(mode="json")
    assert ("a\ufffdb", ["c\ufffdd", "{{ e }}"]) == (shown["experience"]["name"], shown["banned_words"])
    assert "\\u0000" not in json.dumps(Change(before=["f\0"], after="g\0").model_dump(mode="json"))


def test_to_python_it_is_given_as_it_was_written() -> None:
    assert ["c\0d", "{{ e }}"] == ChatChannel.model_validate(CHANNEL).banned_words
    assert ["c\0d", "{{ e }}"] == ChatChannel.model_validate(CHANNEL).model_dump()["banned_words"]
