"""A push on its way out of Airflow: whom it is for, what is promised of it, and its place in the task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self, TypedDict

from airflow_provider_whop.api.delivery.push import OnAmbiguousPush, PushPromise, push
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.notifications import NewNotification, Pushed
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Steps
from airflow_provider_whop.hooks.journal import Journal, Nothing
from airflow_provider_whop.hooks.place import nowhere, place_of
from airflow_provider_whop.hooks.running import PUSH, running
from airflow_provider_whop.hooks.send import task_context


class PushOptions(TypedDict, total=False):
    """What else may be said of a push: whom it is for, how it looks, and how it is to be delivered."""

    experience_id: str | None
    company_id: str | None
    subtitle: str | None
    icon_user_id: str | None
    rest_path: str | None
    user_ids: list[str] | str | None
    key: str | None
    on_ambiguous: OnAmbiguousPush


class Push(NamedTuple):
    """A push that is checked, and has its place in the running task."""

    notification: NewNotification
    promise: PushPromise
    journal: Journal | Nothing

    @classmethod
    def here(cls, title: str, content: str, options: PushOptions, settings: Settings) -> Self:
        """Take a place in the running task; outside one, it is sent for the first time."""
        asked: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
        key, on_ambiguous = asked.pop("key", None), asked.pop("on_ambiguous", "fail")
        if not asked.keys() & {"experience_id", "company_id"}:
            asked["company_id"] = _company_of(settings)
        notification = NewNotification.of(title=title, content=content, **asked)
        context = task_context()
        if context is None:
            return cls(notification, PushPromise.of(key=nowhere(), on_ambiguous=on_ambiguous), Nothing())
        task = running(context)
        place = place_of(context, task.next_name(key, PUSH))
        named = {"key": place.key, "generation": place.generation, "same_text": key is None}
        return cls(notification, PushPromise.of(**named, on_ambiguous=on_ambiguous), Journal(place, task))

    def steps(self, settings: Settings, earlier: Mapping[str, Any] | None) -> Steps[Pushed]:
        """Give the conversation that delivers it."""
        return push(self.notification, self.promise, settings, earlier)


def _company_of(settings: Settings) -> str:
    if not settings.company_id:
        raise WhopInvalidArgument(
            f"Nobody to push to: pass experience_id (exp_…) or company_id (biz_…), or set company_id in the extra of "
            f"{settings.name}.",
            param="company_id",
        )
    return settings.company_id
