"""WhopHook: an Airflow connection as a Whop client, with a method for what people do by hand in a task."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from airflow_provider_whop import api
from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.hooks.channels import ChannelsHook
from airflow_provider_whop.hooks.messages import MessagesHook
from airflow_provider_whop.hooks.sending import SendingHook
from airflow_provider_whop.hooks.uploads import UploadsHook


class WhopHook(SendingHook, UploadsHook, MessagesHook, ChannelsHook):
    """
    Talk to Whop's chat as an Airflow connection says.

    Every method raises a :class:`~airflow_provider_whop.api.errors.WhopError` where it fails; one that asking again
    cannot mend is an ``AirflowFailException`` too, so that a task ends at once. Lists are lazy. ``send`` and ``asend``
    take any call of ``airflow_provider_whop.api``.

    :param whop_conn_id: id of a connection of type ``whop``.
    """

    conn_name_attr = "whop_conn_id"
    default_conn_name = "whop_default"
    conn_type = "whop"
    hook_name = "Whop"

    def test_connection(self) -> tuple[bool, str]:
        """Tell in a sentence which company the key reaches, what it lacks, or what is wrong with it. Sends nothing."""
        try:
            settings = replace(self._settings("this connection"), max_retries=1)
            from airflow_provider_whop.transport.client import WhopClient

            with WhopClient(settings, self.log) as client:
                return True, client.run(api.checkup.check_up(settings.company_id, client.ask))
        except WhopError as error:
            return False, str(error)

    @classmethod
    def get_connection_form_widgets(cls) -> dict[str, Any]:
        """Give the form's own fields, for Airflow before 3.2."""
        from airflow_provider_whop.hooks import form

        return form.widgets()

    @classmethod
    def get_ui_field_behaviour(cls) -> dict[str, Any]:
        """Give hidden fields, labels and placeholders, for Airflow before 3.2."""
        from airflow_provider_whop.hooks import form

        return form.behaviour()
