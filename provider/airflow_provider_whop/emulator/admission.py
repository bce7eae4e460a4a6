"""Who is calling, in which API version, and may they? The one dependency of every API route.

Any of an operation's permissions will do in any kind of channel: which kind asks for which, Whop does not tell.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from airflow_provider_whop.emulator import refusals
from airflow_provider_whop.emulator.contract import permissions
from airflow_provider_whop.emulator.options import Options
from airflow_provider_whop.emulator.records import Company, Key, Post, Room
from airflow_provider_whop.emulator.versions import company_parameters, version_of
from airflow_provider_whop.emulator.world import World


class RateLimit:
    """A bucket for each key and operation: full at the start, refilled evenly over the minute."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, key: str, operation: str, per_minute: float) -> None:
        """Take one token or refuse, telling the wait in whole seconds."""
        now, capacity = time.monotonic(), max(1, per_minute)
        tokens, since = self._buckets.get((key, operation), (capacity, now))
        tokens = min(capacity, tokens + (now - since) * per_minute / 60)
        if tokens < 1:
            self._buckets[key, operation] = (tokens, now)
            raise refusals.too_many(math.ceil((1 - tokens) * 60 / per_minute))
        self._buckets[key, operation] = (tokens - 1, now)

    def clear(self) -> None:
        """Fill every bucket again."""
        self._buckets.clear()


@dataclass(frozen=True)
class Caller:
    """A key that was let in, and what it can see."""

    key: Key
    version: str
    world: World
    options: Options

    def company(self, given: Mapping[str, str | None]) -> Company:
        """Find the company that the parameters name, under the name that it has in the caller's version."""
        names = company_parameters(self.version)
        company = next((given[name] for name in names if given.get(name)), None)
        if company is None:
            raise refusals.missing(names[0])
        if company != self.key.company.id:
            raise refusals.not_found("The company")
        return self.key.company

    def names_company(self, given: Mapping[str, str | None]) -> bool:
        """Tell whether the parameters name a company at all."""
        return any(given.get(name) for name in company_parameters(self.version))

    def room(self, id: str, *kinds: str) -> Room:
        """Find a room that this key sees."""
        room = self.world.room(id)
        if room is None or (kinds and room.kind not in kinds) or not self._sees(room):
            raise refusals.not_found("The channel")
        return room

    def post(self, id: str) -> Post:
        """Find a message in a room that this key sees."""
        post = self.world.posts.get(id)
        if post is None or not self._sees(post.room):
            raise refusals.not_found("The message")
        return post

    def _sees(self, room: Room) -> bool:
        return room.company is self.key.company or self.key.author in room.members


async def admit(request: Request) -> Caller:
    """Let a request in, or refuse it: unknown key, unknown version, missing permission, too many."""
    world, options = request.app.state.world, request.app.state.options
    operation = request.scope["route"].operation_id
    key = _key(request, world)
    version = version_of(request.headers.get("api-version-date"), key.api_version_date)
    ways = permissions().get(operation, ())
    if ways and not any(way <= key.permissions for way in ways):
        raise refusals.lacking(sorted(ways[0]), options.missing_permission_status)
    if options.rate_limit:
        request.app.state.rate_limit.take(key.secret, operation, options.rate_limit)
    return Caller(key, version, world, options)


def _key(request: Request, world: World) -> Key:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    key = world.keys.get(secret.strip())
    if scheme.lower() != "bearer" or key is None:
        raise refusals.unauthorized()
    return key


Admitted = Annotated[Caller, Depends(admit)]
