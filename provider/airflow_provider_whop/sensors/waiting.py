"""How our sensors wait, whatever for: in a worker, rescheduled, or in the triggerer; it ends alike in each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import (
    AirflowException,
    AirflowFailException,
    AirflowSensorTimeout,
    AirflowSkipException,
    BaseSensorOperator,
    PokeReturnValue,
)

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_whop.api.inbox.wanted import Wanted
    from airflow_provider_whop.api.settings import Settings
    from airflow_provider_whop.sensors.look import Look

TOO_LATE = ("Trigger timeout", "Trigger/execution timeout")
"""How Airflow 3, and 2, tell a task that its trigger took too long."""


class WaitingSensor(BaseSensorOperator):
    """A sensor that waits for messages; its subclass says for which, and has these arguments."""

    since: str | None
    include_content: bool
    overlap: float
    deferrable: bool
    whop_conn_id: str
    _look: Look | None = None

    def wanted(self, settings: Settings) -> Wanted:
        """Say what is waited for."""
        raise NotImplementedError

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
