"""Operators that keep channels moderated as code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.providers.common.compat.sdk import BaseOperator

from airflow_provider_whop.links.channels import WhopChannelLink

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

SETTINGS = (
    "ban_media",
    "ban_urls",
    "banned_words",
    "user_posts_cooldown_seconds",
    "who_can_post",
    "who_can_react",
)


class WhopUpdateChannelOperator(BaseOperator):
    """
    Bring a chat channel to the settings given here. Permissions ``chat:read`` and ``chat:moderate``.

    Reads the channel first, sends only what differs, and nothing when nothing does; running it again is safe.
    Every argument is templated; a setting that is not given stays as it is. Returns ``channel_id``, ``changed``
    (``{"ban_urls": {"before": false, "after": true}}``) and the ``channel`` as it is now.
    Source: https://docs.whop.com/developer/guides/chat, "Manage channels"

    :param channel_id: channel id, or the id of a Chat experience.
    :param ban_media: refuse images and videos.
    :param ban_urls: refuse links.
    :param banned_words: words that block a message; ``[]`` allows all.
    :param user_posts_cooldown_seconds: least seconds between two posts of one user; 0 switches it off.
    :param who_can_post: ``everyone`` or ``admins``, by Whop's reference; passed on unchecked.
    :param who_can_react: ``everyone`` or ``no_one``, by Whop's reference; passed on unchecked.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: no setting is given, or one of a wrong type or value; a negative cooldown, for one.
    :raises WhopNotFound: there is no such channel, or none that the key may see.
    """

    template_fields: Sequence[str] = ("channel_id", *SETTINGS, "whop_conn_id")
    template_fields_renderers: ClassVar[dict[str, str]] = {"banned_words": "json"}
    operator_extra_links = (WhopChannelLink(),)
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        channel_id: str,
        ban_media: bool | str | None = None,
        ban_urls: bool | str | None = None,
        banned_words: Sequence[str] | None = None,
        user_posts_cooldown_seconds: int | str | None = None,
        who_can_post: str | None = None,
        who_can_react: str | None = None,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.channel_id = channel_id
        self.ban_media = ban_media
        self.ban_urls = ban_urls
        self.banned_words = banned_words
        self.user_posts_cooldown_seconds = user_posts_cooldown_seconds
        self.who_can_post = who_can_post
        self.who_can_react = who_can_react
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Bring the channel to its settings; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        wanted = {name: getattr(self, name) for name in SETTINGS}
        with closing(WhopHook(self.whop_conn_id)) as hook:
            WhopChannelLink.tell(context, hook.channel_page(self.channel_id))
            outcome = hook.update_channel(self.channel_id, **wanted)
        return {"channel_id": self.channel_id, **outcome.model_dump(mode="json")}
