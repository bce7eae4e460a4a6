"""A reply that is no success, and every sentence that is said about one: each names the thing to fix."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.envelope import Envelope, open_envelope
from airflow_provider_whop.api.printable import shortened
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Response, Unreachable


@dataclass(frozen=True)
class Refusal:
    """A 4xx or 5xx answer, ready to be put into words."""

    call: Call[Any]
    reply: Response
    settings: Settings

    @cached_property
    def envelope(self) -> Envelope:
        """What the answer says of itself."""
        return open_envelope(self.reply.body, self.settings.without_key)

    @property
    def lacks_permission(self) -> bool:
        """Whop tells a missing permission by 403, but mostly by 400 and a sentence."""
        status = self.reply.status
        return status == 403 or (status == 400 and self.envelope.tells_of_missing_permission)

    @property
    def said(self) -> str:
        """The status and Whop's own words, for the brackets of a sentence."""
        words = (self.envelope.code or self.envelope.type, self.envelope.message)
        return ", ".join((f"HTTP {self.reply.status}", *(word for word in words if word)))

    def unauthorized(self) -> str:
        """401."""
        return (
            f"Whop does not accept the API key of {self.settings.name} ({self.said}): check its password, and that "
            "a sandbox key goes with the environment sandbox."
        )

    def forbidden(self) -> str:
        """403, or 400 with a telltale sentence."""
        key = f"The API key of {self.settings.name}"
        if not self.envelope.permissions:
            return f"{key} may not do {self.call.operation} ({self.said}): check the key's permissions at Whop."
        return (
            f"{key} lacks the permission {' or '.join(self.envelope.permissions)} for {self.call.operation} "
            f"(HTTP {self.reply.status}): add it to the key at Whop; an app has to be installed anew after that."
        )

    def not_found(self) -> str:
        """404."""
        if self.call.about is None:
            return (
                f"Whop found nothing for {self.call.operation} ({self.said}): check the host of {self.settings.name}."
            )
        param, value = self.call.about
        return (
            f"Whop knows no {param} {value!r} that the key of {self.settings.name} may see ({self.said}): "
            f"check {param}."
        )

    def rate_limited(self) -> str:
        """429."""
        return (
            f"Whop's rate limit for {self.call.operation} is used up ({self.said}): try again later, or ask less often."
        )

    def invalid(self) -> str:
        """400, 422 and the rest of the 4xx."""
        refused = f"Whop refused {self.call.operation} ({self.said})"
        if self.envelope.param:
            return f"{refused}: check {self.envelope.param}."
        if self.envelope.message:
            return f"{refused}."
        return f"{refused} without a reason; the account may have to be verified at Whop first."

    def broken(self) -> str:
        """5xx."""
        return f"Whop failed on {self.call.operation} ({self.said}): the fault is on its side, try again later."


def unreachable(call: Call[Any], reply: Unreachable, settings: Settings) -> str:
    """No whole answer came."""
    host = urlsplit(settings.base_url).netloc
    fate = "it may have been accepted all the same" if reply.written else "nothing was sent"
    return settings.without_key(
        f"No answer from {host} to {call.operation} ({reply.reason}), {fate}: check that the host of {settings.name} "
        "is right and can be reached from here."
    )


def unexpected(call: Call[Any], reply: Response, settings: Settings, misfit: str | None = None) -> str:
    """An answer, but not the API's."""
    return settings.without_key(
        f"{settings.base_url} answered {call.operation} with {misfit or _kind(reply, settings)} (HTTP {reply.status}), "
        f"not as Whop's API does: check the host of {settings.name}."
    )


def is_web_page(reply: Response) -> bool:
    """Tell a proxy's or a web site's page from the API's JSON."""
    return "html" in reply.headers.get("content-type", "") or reply.body[:200].lstrip().startswith(b"<")


def _kind(reply: Response, settings: Settings) -> str:
    if 300 <= reply.status < 400:
        return f"a redirect to {_redirected_to(reply, settings) or 'another path'}"
    if is_web_page(reply):
        return "a web page"
    return "something that is not JSON" if reply.body.strip() else "an empty body"


def _redirected_to(reply: Response, settings: Settings) -> str:
    try:
        return shortened(settings.without_key(urlsplit(reply.headers.get("location", "")).netloc))
    except ValueError:
        return "an address that cannot be read"
