"""The web application: routes, the error envelope at the edge, and the page for people."""

from __future__ import annotations

import json
from collections import deque
from functools import cache
from secrets import token_urlsafe
from typing import Any, cast

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from airflow_provider_whop.emulator import page, refusals, storage
from airflow_provider_whop.emulator.admission import RateLimit, admit
from airflow_provider_whop.emulator.door import Door
from airflow_provider_whop.emulator.faults import Script
from airflow_provider_whop.emulator.idempotency import Memory
from airflow_provider_whop.emulator.misbehaving import Misbehaving
from airflow_provider_whop.emulator.operations import PREFIX, RESOURCES, is_of_the_api, methods_at
from airflow_provider_whop.emulator.options import Options
from airflow_provider_whop.emulator.refusals import Refused
from airflow_provider_whop.emulator.request_log import Entry
from airflow_provider_whop.emulator.world import World


class AsciiJSONResponse(JSONResponse):
    """JSON that survives whatever text it was given."""

    def render(self, content: Any) -> bytes:
        """Escape everything that is not ASCII."""
        return json.dumps(content).encode("ascii")


def build(world: World, options: Options, script: Script, log: deque[Entry], host: str) -> FastAPI:
    """Put an application together around a world, for an address to listen on."""
    app = FastAPI(openapi_url=None, default_response_class=AsciiJSONResponse)
    app.state.world, app.state.options, app.state.rate_limit = world, options, RateLimit()
    app.state.script, app.state.log = script, log
    app.router.routes.extend(_routes())
    app.mount("/static", StaticFiles(directory=page.STATIC))
    for kind, handler in ((Refused, _refused), (RequestValidationError, _malformed), (HTTPException, _no_such_place)):
        app.add_exception_handler(kind, cast("Any", handler))
    app.state.token, app.state.host = token_urlsafe(16), host
    app.add_middleware(Door, host=host)
    app.state.memory = Memory(options)
    app.add_middleware(Misbehaving, world=world, script=script, log=log, memory=app.state.memory)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Make the routes, once for all emulators of a process: they find their world by the request."""
    router = APIRouter(default_response_class=AsciiJSONResponse)
    for resource in RESOURCES:
        router.include_router(resource.router, prefix=PREFIX)
    router.include_router(storage.router)
    router.include_router(page.router)
    return router.routes


async def _refused(_: Request, refused: Refused) -> JSONResponse:
    return AsciiJSONResponse(refused.envelope, refused.status)


async def _malformed(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    param = ".".join(str(part) for part in first["loc"][1:]) or "body"
    if first["type"] == "json_invalid":
        return await _unreadable(request)
    refused = refusals.missing(param) if first["type"] == "missing" else refusals.invalid(param, f"{param} is invalid")
    return await _refused(request, refused)


async def _unreadable(request: Request) -> JSONResponse:
    """Answer for a body that is not JSON; it is read before the key is looked at, but the key goes first."""
    try:
        await admit(request)
    except Refused as refused:
        return await _refused(request, refused)
    return await _refused(request, Refused(400, "invalid_request_error", "The body is not JSON", code="invalid_json"))


async def _no_such_place(request: Request, error: HTTPException) -> JSONResponse:
    """Answer for a path that nobody serves, a method that nobody serves there (with all that are), or a form."""
    if error.status_code == 400 and is_of_the_api(request.scope):
        return await _unreadable(request)
    type_ = {403: "forbidden", 404: "not_found", 405: "method_not_allowed"}.get(
        error.status_code, "invalid_request_error"
    )
    headers = {"Allow": ", ".join(methods_at(request.scope))} if error.status_code == 405 else {}
    return AsciiJSONResponse(refusals.envelope(type_, str(error.detail)), error.status_code, headers)
