"""From a reply to its model, or to the error of the tree that fits. The words of the errors are in ``refusal``."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.errors import (
    WhopBroken,
    WhopError,
    WhopForbidden,
    WhopInvalid,
    WhopNotFound,
    WhopRateLimited,
    WhopRefused,
    WhopUnauthorized,
    WhopUnexpectedReply,
    WhopUnreachable,
)
from airflow_provider_whop.api.halves import read_json
from airflow_provider_whop.api.printable import shortened
from airflow_provider_whop.api.refusal import Refusal, is_web_page, unexpected, unreachable
from airflow_provider_whop.api.retry import asked_wait
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.size import too_many_values
from airflow_provider_whop.api.wire import R, Reply, Response, Unreachable


def read(call: Call[R], reply: Reply, settings: Settings) -> R:
    """
    Give the model that the call promised.

    :raises WhopError: in every other case, the fitting one of the tree in ``api.errors``.
    """
    if isinstance(reply, Unreachable):
        raise WhopUnreachable(unreachable(call, reply, settings), written=reply.written)
    if not 200 <= reply.status < 300:
        raise _failure(call, reply, settings)
    if too_many_values(reply.body):
        raise _unexpected(call, reply, settings, "more values than can be meant")
    return _modelled(call, reply, settings)


def _modelled(call: Call[R], reply: Response, settings: Settings) -> R:
    """Read the JSON first: a model that did it would keep a copy of the answer for each field that is missing."""
    try:
        return cast("R", _adapter(cast("Any", call.returns)).validate_python(read_json(reply.body)))
    except ValidationError as misfit:
        raise _unexpected(call, reply, settings, _shape(misfit, settings)) from None
    except ValueError:
        raise _unexpected(call, reply, settings) from None


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _failure(call: Call[Any], reply: Response, settings: Settings) -> WhopError:
    refusal = Refusal(call, reply, settings)
    if reply.status >= 500:
        return WhopBroken(refusal.broken(), status=reply.status, request_id=_request_id(reply, settings))
    if reply.status < 400 or is_web_page(reply):
        return _unexpected(call, reply, settings)
    return _refused(refusal)


def _unexpected(call: Call[Any], reply: Response, settings: Settings, misfit: str | None = None) -> WhopUnexpectedReply:
    sentence = unexpected(call, reply, settings, misfit)
    return WhopUnexpectedReply(sentence, status=reply.status, request_id=_request_id(reply, settings))


def _refused(refusal: Refusal) -> WhopRefused:
    error = _classed(refusal)
    error.status, error.request_id = refusal.reply.status, _request_id(refusal.reply, refusal.settings)
    error.type, error.code, error.param = refusal.envelope.type, refusal.envelope.code, refusal.envelope.param
    return error


def _classed(refusal: Refusal) -> WhopRefused:
    if refusal.lacks_permission:
        return WhopForbidden(refusal.forbidden(), missing=refusal.envelope.permissions)
    match refusal.reply.status:
        case 400 | 422:
            return WhopInvalid(refusal.invalid())
        case 401:
            return WhopUnauthorized(refusal.unauthorized())
        case 404:
            return WhopNotFound(refusal.not_found())
        case 429:
            return WhopRateLimited(refusal.rate_limited(), retry_after=asked_wait(refusal.reply))
    return WhopRefused(refusal.invalid())


def _shape(misfit: ValidationError, settings: Settings) -> str:
    first = misfit.errors(include_url=False, include_input=False, include_context=False)[0]
    where = shortened(settings.without_key(".".join(str(part) for part in first["loc"])))
    return f"JSON of another shape ({where}: {first['msg']})"


def _request_id(reply: Response, settings: Settings) -> str | None:
    told = reply.headers.get("x-request-id")
    return None if told is None else settings.without_key(told)
