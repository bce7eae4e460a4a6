"""Which messages count, and what is no way to say so."""

from __future__ import annotations

from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.messages import Message

TIME = "2026-01-31T12:00:00Z"


def message(content: str | None = "hi", user: str = "user_ada", type: str = "regular") -> Message:
    shape: dict[str, Any] = dict.fromkeys(Message.model_fields)
    shape |= {"id": "post_1", "content": content, "created_at": TIME, "updated_at": TIME, "message_type": type}
    shape |= {"is_edited": False, "is_pinned": False, "mentions_everyone": False, "mentions": []}
    shape |= {"reaction_counts": [], "poll_votes": [], "user": {"id": user, "username": user}}
    return Message.model_validate(shape)


@pytest.mark.parametrize(
    ("wanted", "given", "takes"),
    [
        ({}, {}, True),
        ({}, {"user": "user_team"}, False),
        ({"whose": "anyone"}, {"user": "user_team"}, True),
        ({}, {"type": "automated"}, False),
        ({"message_types": ["automated", "system"]}, {"type": "system"}, True),
        ({"message_types": ["automated", "system"]}, {}, False),
        ({"message_types": []}, {"type": "something new"}, True),
        ({"matching": "refund|money back"}, {"content": "I want my money back!"}, True),
        ({"matching": "refund"}, {"content": "Refund"}, False),
        ({"matching": "(?i)refund"}, {"content": "Refund"}, True),
        ({"matching": "refund"}, {"content": None}, False),
    ],
)
def test_a_message_counts_by_its_author_its_type_and_its_content(
    wanted: dict[str, Any], given: dict[str, Any], takes: bool
) -> None:
    assert takes is Wanted.of(**wanted).takes(message(**given), "user_ada")


@pytest.mark.parametrize(("customers", "takes"), [((), [True, True, True]), (("user_ada",), [True, False, False])])
def test_conversations_count_by_their_customer(customers: tuple[str, ...], takes: list[bool]) -> None:
    wanted = Wanted.of(customers=customers)
    assert takes == [wanted.takes_customer(customer) for customer in ("user_ada", "user_ben", None)]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"matching": "("}, r"^matching: this is no regular expression: [^\n]*\.$"),
        ({"channels": 5}, r"^channels: [^\n]*\.$"),
        ({"channels": ""}, r"^channels: channel_ids holds an empty text, [^\n]*\.$"),
        ({"channels": ["feed_1", " "]}, r"^channels: channel_ids holds an empty text, [^\n]*\.$"),
        ({"customers": [""]}, r"^customers: customer_user_ids holds an empty text, [^\n]*\.$"),
        ({"message_types": ""}, r"^message_types: message_types holds an empty text, [^\n]*\.$"),
        ({"customers": None}, r"^customers: [^\n]*\.$"),
        ({"matching": b"x"}, r"^matching: [^\n]*\.$"),
        ({"whose": "nobody"}, r"^whose: [^\n]*'customer' or 'anyone'\.$"),
        ({"compnay_id": "biz_1"}, r"^compnay_id: [^\n]*\.$"),
    ],
)
def test_a_filter_that_there_is_not_is_refused_in_one_sentence(wanted: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WhopInvalidArgument, match=sentence):
        Wanted.of(**wanted)


def test_a_question_is_named_the_same_in_whatever_order_and_way_it_is_put() -> None:
    lists = ["a", "b"], ("b", "a", "b"), {"a", "b"}
    assert 1 == len({Wanted.of(channels=channels, customers=channels).digest for channels in lists})
    assert Wanted.of().digest == Wanted.of(whose="customer", message_types="regular", matching=None).digest


@pytest.mark.parametrize("other", [{"channels": ["c"]}, {"customers": ["a"]}, {"matching": "x"}, {"company_id": "b"}])
def test_another_question_has_another_name(other: dict[str, Any]) -> None:
    assert Wanted.of(channels=["a"]).digest != Wanted.of(**{"channels": ["a"], **other}).digest


def test_the_name_of_a_question_does_not_change_with_the_provider() -> None:
    assert "6dfb1a6d9608" == Wanted.of(channels=["feed_1"], whose="anyone").digest


def test_what_a_later_version_kept_is_read_as_far_as_it_is_known() -> None:
    wanted = Wanted.of(channels=["feed_1"], matching="x")
    assert wanted == Wanted.kept({**wanted.model_dump(mode="json"), "mood": "angry"})
