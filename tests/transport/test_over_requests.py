"""The exact request that leaves through requests, as the library of that name sees it."""

from __future__ import annotations

import responses
from responses import matchers

from airflow_provider_whop.api import channels, messages
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.transport.client import WhopClient
from airflow_provider_whop.transport.over_requests import RequestsExchange

MESSAGE = {
    "id": "post_1",
    "content": "hi",
    "created_at": "2026-01-01T10:00:00.401Z",
    "updated_at": "2026-01-01T10:00:00.401Z",
    "poll": None,
    "replying_to_message_id": None,
    "is_edited": False,
    "is_pinned": False,
    "message_type": "regular",
    "mentions": [],
    "mentions_everyone": False,
    "user": {"id": "user_1", "username": "u", "name": None},
    "view_count": None,
    "reaction_counts": [],
    "poll_votes": [],
}


@responses.activate
def test_a_post_leaves_as_the_create_message_page_has_it() -> None:
    responses.post(
        "https://api.whop.com/api/v1/messages",
        json=MESSAGE,
        match=[
            matchers.header_matcher({"Authorization": "Bearer k1", "Api-Version-Date": "2025-01-01"}),
        ],
    )
    with WhopClient(Settings(key="k1"), over=RequestsExchange) as client:
        message = client.send(messages.create_message("exp_1", "hi", poll=["a", "b"], attachments=["file_1"]))
    assert "post_1" == message.id
    body = b"".join(responses.calls[0].request.body)
    assert body == (
        b'{"channel_id":"exp_1","attachments":[{"id":"file_1"}],'
        b'"poll":{"options":[{"id":"1","text":"a"},{"id":"2","text":"b"}]},"content":"hi"}'
    )


@responses.activate
def test_a_list_leaves_with_its_query_alone() -> None:
    page = {
        "data": [],
        "page_info": {"end_cursor": None, "start_cursor": None, "has_next_page": False, "has_previous_page": False},
    }
    responses.get(
        "https://sandbox-api.whop.com/api/v1/chat_channels",
        json=page,
        match=[matchers.query_param_matcher({"company_id": "biz_1", "first": "10"})],
    )
    with WhopClient(
        Settings(key="k1", base_url="https://sandbox-api.whop.com/api/v1"), over=RequestsExchange
    ) as client:
        assert list(client.pages(channels.list_chat_channels("biz_1", first=10))) == []
