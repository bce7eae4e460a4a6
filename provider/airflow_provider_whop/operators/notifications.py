"""The operator that sends push notifications, for what people should see without opening a channel."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperator

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_whop.api.delivery.push import OnAmbiguousPush


class WhopPushNotificationOperator(BaseOperator):
    """
    Push a notification to the users of an experience, or to the team of a company, at most once.

    Permission ``notification:create``, and a key that acts for an app: an app's own, where a company's is refused. Whop
    delivers later and lists no pushes, so one whose answer was lost cannot be looked for: see docs/push.md. What is
    given and renders to nothing is refused, or the push would reach everybody. Every argument is templated. Returns
    Whop's answer as JSON: ``{"success": true}``.
    Source: https://docs.whop.com/api-reference/notifications/send-notification

    :param title: the headline.
    :param content: the text.
    :param experience_id: ``exp_…``, to reach its users. One of ``experience_id`` and ``company_id`` at most.
    :param company_id: ``biz_…``, to reach its team; without both, the connection's company.
    :param subtitle: a line between the two.
    :param icon_user_id: ``user_…`` whose picture is shown; by default the experience's or the company's.
    :param rest_path: where in the app the push leads to, as ``/bookings/upcoming``.
    :param user_ids: ``user_…`` ids: of the audience, only these; one alone may be a text.
    :param on_ambiguous: when it cannot be known whether Whop took it: ``fail`` fails the task for good and sends
        nothing more, ``resend`` sends again and may send twice.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: both audiences, or something empty; before anything is sent.
    :raises WhopAmbiguous: it may have been delivered, and nothing can tell.
    :raises WhopForbidden: the key acts for no app, or lacks the permission.
    """

    template_fields: Sequence[str] = (
        "title",
        "content",
        "experience_id",
        "company_id",
        "subtitle",
        "icon_user_id",
        "rest_path",
        "user_ids",
        "on_ambiguous",
        "whop_conn_id",
    )
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        title: str,
        content: str,
        experience_id: str | None = None,
        company_id: str | None = None,
        subtitle: str | None = None,
        icon_user_id: str | None = None,
        rest_path: str | None = None,
        user_ids: list[str] | str | None = None,
        on_ambiguous: OnAmbiguousPush = "fail",
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.title = title
        self.content = content
        self.experience_id = experience_id
        self.company_id = company_id
        self.subtitle = subtitle
        self.icon_user_id = icon_user_id
        self.rest_path = rest_path
        self.user_ids = user_ids
        self.on_ambiguous = on_ambiguous
        self.whop_conn_id = whop_conn_id
        audience = {"experience_id": experience_id, "company_id": company_id, "user_ids": user_ids}
        self._aimed = frozenset(name for name, given in audience.items() if given is not None)

    def execute(self, context: Context) -> dict[str, Any]:
        """Push; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        with closing(WhopHook(self.whop_conn_id)) as hook:
            pushed = hook.send_push_notification(
                self.title,
                self.content,
                experience_id=self._audience("experience_id"),
                company_id=self._audience("company_id"),
                subtitle=self.subtitle,
                icon_user_id=self.icon_user_id,
                rest_path=self.rest_path,
                user_ids=self._audience("user_ids"),
                key="push",
                on_ambiguous=self.on_ambiguous,
            )
        return pushed.model_dump(mode="json")

    def _audience(self, name: str) -> Any:
        """Give what was asked for as empty where it has rendered to None, so that it is refused and not left out."""
        rendered = getattr(self, name)
        return "" if rendered is None and name in self._aimed else rendered
