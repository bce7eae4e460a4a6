"""From a reply to a model or to the error that fits, with the sentence that names the thing to fix."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api import errors
from airflow_provider_whop.api.messages import Message, create_message, delete_message, retrieve_message
from airflow_provider_whop.api.reading import read
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Reply, Response, Unreachable

SETTINGS = Settings(key="sekret-key", base_url="https://whop.test/api/v1", name="connection 'c'")
CALL = create_message("chat_1", "hi")


def answer(status: int, body: bytes = b"", **headers: str) -> Response:
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, 0.0, 0.1)


def refusal(reply: Reply) -> errors.WhopError:
    with pytest.raises(errors.WhopError) as raised:
        read(CALL, reply, SETTINGS)
    return raised.value


MESSAGE = (
    b'{"id":"post_1","content":null,"created_at":"2026-01-01T10:00:00.401Z","updated_at":"2026-01-01T10:00:00.401Z",'
    b'"poll":{"options":null},"replying_to_message_id":null,"is_edited":false,"is_pinned":false,'
    b'"message_type":"never seen","mentions":[],"mentions_everyone":false,"user":{"id":"u","username":"n","name":null},'
    b'"view_count":null,"reaction_counts":[],"poll_votes":[],"brand_new_key":{}}'
)


def test_unknown_keys_and_unknown_values_pass() -> None:
    message = read(CALL, answer(200, MESSAGE), SETTINGS)
    assert isinstance(message, Message)
    assert "never seen" == message.message_type
    assert "2026-01-01T10:00:00.401000Z" == message.model_dump(mode="json")["created_at"]


def test_a_json_boolean_is_an_answer_too() -> None:
    assert read(delete_message("post_1"), answer(200, b"true"), SETTINGS) is True


@pytest.mark.parametrize(
    ("kind", "permanent", "reply"),
    [
        (errors.WhopInvalid, True, answer(400, b'{"error":{"type":"t","message":"Posting URLs is not allowed"}}')),
        (errors.WhopInvalid, True, answer(422, b'{"error":null}')),
        (errors.WhopUnauthorized, True, answer(401)),
        (errors.WhopForbidden, True, answer(403)),
        (
            errors.WhopForbidden,
            True,
            answer(400, b'{"error":"Actor is missing all required permissions: `chat:read`"}'),
        ),
        (errors.WhopNotFound, True, answer(404, b'{"error":{"type":"not_found","message":"Nothing found"}}')),
        (errors.WhopRateLimited, False, answer(429, b'{"error":{"type":"t","message":"Try again in 12 seconds."}}')),
        (errors.WhopRefused, False, answer(409)),
        (errors.WhopBroken, False, answer(500, b'{"error":{"type":"internal_server_error","message":"Sorry"}}')),
        (errors.WhopBroken, False, answer(502, b"<html>Bad gateway</html>")),
        (errors.WhopUnexpectedReply, False, answer(200, b"<html>Hello</html>")),
        (errors.WhopUnexpectedReply, False, answer(200, b"")),
        (errors.WhopUnexpectedReply, False, answer(200, b"[]")),
        (errors.WhopUnexpectedReply, False, answer(200, b"[" * 100_000)),
        (errors.WhopUnexpectedReply, False, answer(404, b"<html>No such page</html>")),
        (errors.WhopUnexpectedReply, False, answer(302, location="https://elsewhere.test/x")),
        (errors.WhopUnreachable, False, Unreachable("connection reset", written=True, seconds=0.1)),
    ],
)
def test_each_failure_has_its_class(kind: type[errors.WhopError], permanent: bool, reply: Reply) -> None:
    error = refusal(reply)
    assert kind is type(error)
    assert permanent is error.permanent


@pytest.mark.parametrize(
    ("sentence", "reply"),
    [
        (
            (
                "Whop does not accept the API key of connection 'c' (HTTP 401, unauthorized, Wrong): check its "
                "password, and that a sandbox key goes with the environment sandbox."
            ),
            answer(401, b'{"error":{"type":"unauthorized","message":"Wrong"}}'),
        ),
        (
            (
                "The API key of connection 'c' lacks the permission chat:message:create for createMessage (HTTP "
                "400): add it to the key at Whop; an app has to be installed anew after that."
            ),
            answer(400, b'{"error":"Actor is missing all required permissions: `chat:message:create`"}'),
        ),
        (
            ("Whop knows no channel_id 'chat_1' that the key of connection 'c' may see (HTTP 404): check channel_id."),
            answer(404),
        ),
        (
            ("Whop refused createMessage (HTTP 400, parameter_invalid, Too long): check content."),
            answer(400, b'{"error":{"type":"t","code":"parameter_invalid","message":"Too long","param":"content"}}'),
        ),
        (
            (
                "Whop refused createMessage (HTTP 422) without a reason; the account may have to be verified at "
                "Whop first."
            ),
            answer(422, b'{"error":null}'),
        ),
        (
            ("Whop failed on createMessage (HTTP 503): the fault is on its side, try again later."),
            answer(503, b"<html>"),
        ),
        (
            (
                "https://whop.test/api/v1 answered createMessage with a web page (HTTP 200), not as Whop's API "
                "does: check the host of connection 'c'."
            ),
            answer(200, b"<!doctype html><p>Hello"),
        ),
        (
            (
                "https://whop.test/api/v1 answered createMessage with a redirect to elsewhere.test (HTTP 301), "
                "not as Whop's API does: check the host of connection 'c'."
            ),
            answer(301, location="https://elsewhere.test/x?token=1"),
        ),
        (
            (
                "https://whop.test/api/v1 answered createMessage with JSON of another shape (id: Field "
                "required) (HTTP 200), not as Whop's API does: check the host of connection 'c'."
            ),
            answer(200, b"{}"),
        ),
        (
            (
                "No answer from whop.test to createMessage (connection refused), nothing was sent: check that "
                "the host of connection 'c' is right and can be reached from here."
            ),
            Unreachable("connection refused", written=False, seconds=0.1),
        ),
    ],
)
def test_each_sentence_names_the_thing_to_fix(sentence: str, reply: Reply) -> None:
    assert sentence == str(refusal(reply))


def test_an_error_carries_what_the_envelope_said() -> None:
    body = b'{"error":{"type":"t","code":"c","message":"m","param":"p"}}'
    error = refusal(answer(400, body, x_request_id="req_1"))
    assert isinstance(error, errors.WhopRefused)
    assert (error.status, error.type, error.code, error.param, error.request_id) == (400, "t", "c", "p", "req_1")


def test_a_missing_permission_and_a_wait_can_be_read_off_the_error() -> None:
    forbidden = refusal(answer(403, b'{"error":"Actor is missing all required permissions: `chat:read`"}'))
    limited = refusal(answer(429, retry_after="7"))
    assert isinstance(forbidden, errors.WhopForbidden)
    assert isinstance(limited, errors.WhopRateLimited)
    assert forbidden.missing == ("chat:read",)
    assert 7.0 == limited.retry_after


@pytest.mark.parametrize(
    "reply",
    [
        answer(400, b'{"error":{"type":"t","message":"bad token sekret-key"}}'),
        answer(500, b'{"error":{"type":"t","message":"bad token sekret-key"}}'),
        answer(302, location="https://sekret-key/"),
        Unreachable("sekret-key", written=True, seconds=0.1),
    ],
)
def test_no_error_repeats_the_key(reply: Reply) -> None:
    assert "sekret-key" not in str(refusal(reply))


def test_no_error_carries_the_key() -> None:
    told = b'{"error":{"type":"sekret-key","message":"m","code":"sekret-key","param":"sekret-key"}}'
    assert "sekret-key" not in str(vars(refusal(answer(400, told, x_request_id="sekret-key"))))


def test_an_unknown_message_is_named_by_its_argument() -> None:
    with pytest.raises(errors.WhopNotFound, match="no message_id 'post_9'"):
        read(retrieve_message("post_9"), answer(404), SETTINGS)
