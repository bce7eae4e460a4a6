"""The trigger that starts DAGs. Its events carry ids, and no texts."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.triggers import BaseEventTrigger
from airflow.triggers.base import TriggerEvent

from airflow_provider_whop.triggers.support import classpath

if TYPE_CHECKING:
    from airflow_provider_whop.api.inbox.wanted import Wanted
    from airflow_provider_whop.api.settings import Settings
    from airflow_provider_whop.triggers.stream import Group, InboxStream, Look

KEPT = (
    "asset",
    "company_id",
    "channel_ids",
    "whose",
    "customer_user_ids",
    "message_types",
    "matching",
    "overlap",
    "poll_interval",
    "whop_conn_id",
)


def _listed(given: Any) -> Any:
    from airflow_provider_whop.api.inbox.several import several

    return [] if given is None else several(given)


class WhopSupportMessageEventTrigger(BaseEventTrigger):
    """
    Start DAGs when customers write, as the trigger of an ``AssetWatcher``. Nothing of it is templated.

    Permissions ``support_chat:read``, ``chat:read``.

    Airflow 3.0 or later. The event is a bell, with ids and no texts: the run that it starts asks
    :func:`~airflow_provider_whop.assets.inbox.new_messages` what there is, and the bell rings again, less and less
    often, until that is handled. From Airflow 3.3 on, assets that ask the same of the same inbox share one poll.
    Source: https://docs.whop.com/developer/guides/chat, "Support channels"

    :param asset: name of the asset that is watched, which keeps how far its DAG has come. One DAG for each asset.
    :param company_id: ``biz_…``; by default the connection's.
    :param channel_ids: only these support channels.
    :param whose: ``customer`` for what the customers wrote, ``anyone`` for the team and us as well.
    :param customer_user_ids: only conversations with these customers.
    :param message_types: Whop's kinds of message; none given: all.
    :param matching: a regular expression that is found somewhere in the first 5,000 characters of the text.
    :param overlap: seconds within which Whop shows a message in its lists after it was written.
    :param poll_interval: seconds between two looks.
    :param whop_conn_id: connection of type ``whop``.
    :param checked: the arguments were found right where the DAG was written. Only then are they refused: what is made
        from Airflow's database and raises takes the whole triggerer down, with all that wait in it.
    :raises WhopInvalidArgument: an argument cannot be, as its sentence says.
    """

    def __init__(
        self,
        *,
        asset: str,
        company_id: str | None = None,
        channel_ids: Sequence[str] = (),
        whose: str = "customer",
        customer_user_ids: Sequence[str] = (),
        message_types: Sequence[str] = ("regular",),
        matching: str | None = None,
        overlap: float = 30.0,
        poll_interval: float = 30.0,
        whop_conn_id: str = "whop_default",
        checked: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self.asset = asset
        self.company_id = company_id
        self.channel_ids = _listed(channel_ids)
        self.whose = whose
        self.customer_user_ids = _listed(customer_user_ids)
        self.message_types = _listed(message_types)
        self.matching = matching
        self.overlap = overlap
        self.poll_interval = poll_interval
        self.whop_conn_id = whop_conn_id
        self._group: Group | None = None
        if not checked:
            self._check(kwargs)

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Give what makes this trigger again."""
        return classpath(self), {**{name: getattr(self, name) for name in KEPT}, "checked": True}

    def wanted(self, settings: Settings) -> Wanted:
        """Say which messages count, told the connection's settings."""
        return self._question(settings.company(self.company_id))

    def shared_stream_key(self) -> str:
        """Let assets that ask the same share one poll."""
        path, kept = self.serialize()
        return json.dumps([path, {**kept, "asset": None}], sort_keys=True)

    async def filter_shared_stream(self, shared_stream: AsyncIterator[Look]) -> AsyncIterator[TriggerEvent]:
        """Ring for this asset where a look of the shared poll is a reason to."""
        with self.group.joined(self.asset, self.log) as subscriber:
            async for look in shared_stream:
                payload = await subscriber.hear(look)
                if payload:
                    yield TriggerEvent(payload)  # type: ignore[no-untyped-call]

    @classmethod
    def create_shared_stream_producer(cls, kwargs: dict[str, Any]) -> InboxStream:
        """Give what polls for all triggers of one key."""
        return cls(**kwargs).stream()

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Poll for this asset alone, as Airflow before 3.3 does."""
        from airflow_provider_whop.triggers.watch import Watch

        with Watch.of(self).held() as watch:
            while True:
                yield await watch.event()

    @property
    def group(self) -> Group:
        """The assets that share the poll."""
        from airflow_provider_whop.triggers.stream import Group

        if self._group is None:
            self._group = Group.of(self.shared_stream_key())
        return self._group

    def stream(self) -> InboxStream:
        """Make what polls."""
        from airflow_provider_whop.triggers.looking import Looking
        from airflow_provider_whop.triggers.stream import InboxStream

        looking = Looking(self.whop_conn_id, self.wanted, self.overlap, self.poll_interval)
        return InboxStream(self.group, looking, self.log)

    def _check(self, unknown: dict[str, Any]) -> None:
        from airflow_provider_whop.triggers.arguments import refuse_unknown, refuse_what_cannot_be

        refuse_unknown(unknown)
        self._question()
        refuse_what_cannot_be(self)

    def _question(self, company_id: str | None = None) -> Wanted:
        from airflow_provider_whop.api.inbox.wanted import Wanted

        return Wanted.of(
            company_id=company_id or self.company_id,
            channels=self.channel_ids,
            customers=self.customer_user_ids,
            whose=self.whose,
            message_types=self.message_types,
            matching=self.matching,
        )
