"""Sensors that wait for new messages: each run of a DAG is given those that no run before it was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import conf

from airflow_provider_whop.sensors.waiting import WaitingSensor

if TYPE_CHECKING:
    from airflow_provider_whop.api.inbox.wanted import Wanted
    from airflow_provider_whop.api.settings import Settings


class WhopMessageSensor(WaitingSensor):
    """
    Wait for new messages in chat, direct-message or support channels.

    Permission ``chat:read``, or the one of the channel's kind.

    Every run of the DAG has an interval of its own, which begins where that of the newest succeeded run ended: no
    message is given to two runs, none is left out, and a cleared run is given its own again, less what was deleted.
    ``max_active_runs=1`` is needed. Returns ``messages`` in the order of time (``id``, ``channel_id``,
    ``customer_user_id``, ``user_id``, ``created_at``, and ``content`` where asked for), ``skipped`` (channels that
    could not be read), ``deleted`` (messages that a cleared run was given before) and the ``interval``.
    Times are UTC.
    Source: https://docs.whop.com/api-reference/legacy/messages/list-messages

    :param channel_ids: channels to look into. (templated)
    :param since: begin here instead, in every run that has it; ISO 8601 with a time zone. (templated)
    :param whose: ``anyone``, or ``customer`` for what a support channel's own customer wrote.
    :param customer_user_ids: only conversations with these customers of support channels. (templated)
    :param message_types: Whop's kinds of message; none given: all. (templated)
    :param matching: a regular expression that is found somewhere in the first 5,000 characters of the text. (templated)
    :param include_content: return the texts too; they then stand in XCom.
    :param overlap: seconds within which Whop shows a message in its lists after it was written.
    :param deferrable: wait in the triggerer, without a worker; by default as ``[operators] default_deferrable`` says.
    :param whop_conn_id: connection of type ``whop``. (templated)
    :raises WhopInvalidArgument: an argument cannot be, as its sentence says; another run of this sensor is under way,
        or a later one has succeeded.
    :raises WhopForbidden: the key lacks the permission.
    :raises WhopNotFound: not one of the channels is there, or may be seen by the key.
    :raises AirflowSensorTimeout: nothing came within ``timeout`` seconds.
    :raises ValueError: where the DAG is written: ``poke_interval`` is 0.
    """

    template_fields: Sequence[str] = (
        "channel_ids",
        "since",
        "customer_user_ids",
        "message_types",
        "matching",
        "whop_conn_id",
    )
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        channel_ids: Sequence[str] | str = (),
        since: str | None = None,
        whose: str = "anyone",
        customer_user_ids: Sequence[str] = (),
        message_types: Sequence[str] = ("regular",),
        matching: str | None = None,
        include_content: bool = False,
        overlap: float = 30.0,
        deferrable: bool = conf.getboolean("operators", "default_deferrable", fallback=False),
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not self.poke_interval:
            raise ValueError(f"{self.task_id}: poke_interval must be more than 0 seconds.")
        self.channel_ids = channel_ids
        self.since = since
        self.whose = whose
        self.customer_user_ids = customer_user_ids
        self.message_types = message_types
        self.matching = matching
        self.include_content = include_content
        self.overlap = overlap
        self.deferrable = deferrable
        self.whop_conn_id = whop_conn_id

    def wanted(self, settings: Settings) -> Wanted:
        """Say what is waited for."""
        from airflow_provider_whop.api.inbox.wanted import Wanted

        return Wanted.of(
            company_id=self._company(settings),
            channels=self.channel_ids,
            customers=self.customer_user_ids,
            whose=self.whose,
            message_types=self.message_types,
            matching=self.matching,
        )

    def _company(self, settings: Settings) -> str | None:  # the inbox of a company knows it
        from airflow_provider_whop.api.errors import WhopInvalidArgument

        if not self.channel_ids:
            raise WhopInvalidArgument(
                f"channel_ids of {self.task_id} is empty, so there is nothing to look into.", param="channel_ids"
            )
        return None
