"""Sensors that wait for new messages: each run of a DAG is given those that no run before it was given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import (
    AirflowException,
    AirflowFailException,
    AirflowSensorTimeout,
    AirflowSkipException,
    BaseSensorOperator,
    PokeReturnValue,
    conf,
)

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_whop.api.inbox.wanted import Wanted
    from airflow_provider_whop.api.settings import Settings
    from airflow_provider_whop.sensors.look import Look

TOO_LATE = ("Trigger timeout", "Trigger/execution timeout")
"""How Airflow 3, and 2, tell a task that its trigger took too long."""


class WhopMessageSensor(BaseSensorOperator):
    """
    Wait for new messages in chat, direct-message or support channels. Permission ``chat:read``.

    Every run of the DAG has an interval of its own, which begins where that of the newest succeeded run ended: no
    message is given to two runs, none is left out, and a cleared run is given its own again, less what was deleted.
    ``max_active_runs=1`` is needed. Returns ``messages`` in the order of time (``id``, ``channel_id``,
    ``customer_user_id``, ``user_id``, ``created_at``, and ``content`` where asked for), ``skipped`` (channels that
    could not be read), ``deleted`` (messages that a cleared run was given before) and the ``interval``.

    :param channel_ids: channels to look into.
    :param since: begin here instead, in every run that has it; ISO 8601 with a time zone.
    :param whose: ``anyone``, or ``customer`` for what a support channel's own customer wrote.
    :param customer_user_ids: only conversations with these customers of support channels.
    :param message_types: Whop's kinds of message; none given: all.
    :param matching: a regular expression that is found somewhere in the first 5,000 characters of the text.
    :param include_content: return the texts too; they then stand in XCom.
    :param overlap: seconds within which Whop shows a message in its lists after it was written.
    :param deferrable: wait in the triggerer, without a worker; by default as ``[operators] default_deferrable`` says.
    :param whop_conn_id: connection of type ``whop``.
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
        self._look: Look | None = None

    def execute(self, context: Context) -> Any:
        """Look until there is something new, here or in the triggerer."""
        try:
            if not self.deferrable:
                return super().execute(context)
            found = self._first_poke(context)
            return found.xcom_value if isinstance(found, PokeReturnValue) else self._wait(context)
        finally:
            self._close()

    def poke(self, context: Context) -> bool | PokeReturnValue:
        """Look once."""
        look = self._looking(context)
        news = look.news()
        if not news.messages and look.interval.until is None:
            return False
        self.log.info("New messages: %d", len(news.messages))
        return PokeReturnValue(is_done=True, xcom_value=look.given(news))

    def _first_poke(self, context: Context) -> bool | PokeReturnValue:
        """Look once as Airflow does before it waits: ``soft_fail``, ``never_fail`` and ``silent_fail`` hold."""
        try:
            return self.poke(context)
        except AirflowSkipException:
            raise
        except Exception as error:
            for_good = isinstance(error, (AirflowFailException, AirflowSensorTimeout))
            if self.silent_fail and not for_good:
                self.log.exception("The first look failed; the wait goes on")
                return False
            if self.never_fail or (self.soft_fail and for_good):
                raise AirflowSkipException(f"Skipped, as this sensor is not to fail: {error}") from error
            raise

    def execute_complete(self, context: Context, event: dict[str, Any]) -> dict[str, Any]:
        """Take over from the triggerer, which tells ids and no texts."""
        from airflow_provider_whop.api.inbox.message import News

        if event["status"] != "success":
            raise (AirflowFailException if event.get("permanent", True) else AirflowException)(event["message"])
        news = News.model_validate(event["news"])
        try:
            look = self._looking(context)
            if self.include_content:
                news = news.model_copy(update={"messages": tuple(look.with_texts(news.messages))})
            return look.given(news)
        finally:
            self._close()

    def resume_execution(self, next_method: str, next_kwargs: dict[str, Any] | None, context: Context) -> Any:
        """Go on after the triggerer; a wait in vain ends as in the other modes, which Airflow 2.11 and 3.0 forget."""
        if next_method == "__fail__" and (next_kwargs or {}).get("error") in TOO_LATE:
            in_vain = f"Nothing new in {self.timeout:g} seconds."
            raise AirflowSkipException(in_vain) if self.soft_fail or self.never_fail else AirflowSensorTimeout(in_vain)
        try:
            return super().resume_execution(next_method, next_kwargs, context)
        except AirflowException as error:  # so it is on Airflow 3.3 already
            if not self.never_fail:
                raise
            raise AirflowSkipException(f"Skipped, as this sensor is not to fail: {error}") from error

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

    def _wait(self, context: Context) -> None:
        from airflow_provider_whop.triggers.support import WhopSupportMessageTrigger

        look = self._looking(context)
        trigger = WhopSupportMessageTrigger(
            wanted=look.wanted.model_dump(mode="json"),
            interval=look.interval.model_dump(mode="json"),
            overlap=self.overlap,
            poll_interval=float(self.poke_interval),
            whop_conn_id=self.whop_conn_id,
        )
        self.defer(trigger=trigger, method_name="execute_complete", timeout=timedelta(seconds=self.timeout))

    def _looking(self, context: Context) -> Look:
        if self._look is None:
            from airflow_provider_whop.hooks.whop import WhopHook
            from airflow_provider_whop.sensors.look import Look

            self._look = Look(
                WhopHook(self.whop_conn_id),
                context,
                self.wanted,
                since=self.since,
                overlap=self.overlap,
                include_content=self.include_content,
            )
        return self._look

    def _close(self) -> None:
        if self._look is not None:
            self._look.close()
            self._look = None
