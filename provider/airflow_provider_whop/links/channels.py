"""The link from a task to its channel; told while the task runs, so that the UI's server asks nobody and has no key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import BaseOperator, TaskInstanceKey

KEY = "_link_WhopChannelLink"
"""The key of the XCom: the one under which Airflow 3 keeps the link itself; Airflow 2 keeps none."""


class WhopChannelLink(BaseOperatorLink):
    """
    The page of the channel that a task wrote to or changed.

    Whop documents no address for it: the connection's ``channel_url`` says it. On the emulator it is its page.
    """

    name = "Whop channel"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:
        """Give what the task told: to Airflow 3 when the task ends, to Airflow 2 when somebody looks."""
        from airflow.providers.common.compat.sdk import XCom

        return XCom.get_value(key=KEY, ti_key=ti_key) or ""

    @staticmethod
    def tell(context: Any, url: str | None) -> None:
        """Have the running task tell where its channel is; without an address there is no link."""
        if url and "ti" in context:
            context["ti"].xcom_push(key=KEY, value=url)
