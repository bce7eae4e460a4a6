"""Every call there is, made once over each transport: the emulator answers, and the answer fits its model."""

from __future__ import annotations

import pytest
import yaml

from airflow_provider_whop.api import (
    channels,
    direct_messages,
    files,
    identity,
    messages,
    notifications,
    reactions,
    support_channels,
)
from airflow_provider_whop.api.errors import WhopNotFound
from airflow_provider_whop.emulator import WhopEmulator, contract
from both import Client


def test_every_operation_of_the_chat_surface_is_a_call(client: Client, whop: WhopEmulator) -> None:
    message = client.send(messages.create_message("exp_lounge", "hi"))
    support = client.send(support_channels.create_support_channel("biz_emulator", "ada"))
    reaction = client.send(reactions.create_reaction(message.id, ":heart:"))
    file = client.send(files.create_file("a.txt"))
    direct = client.send(direct_messages.create_direct_channel("ada"))
    for call in (
        messages.list_messages("exp_lounge"),
        messages.retrieve_message(message.id),
        messages.update_message(message.id, content="ho"),
        channels.list_chat_channels("biz_emulator"),
        channels.retrieve_chat_channel("exp_lounge"),
        channels.update_chat_channel("exp_lounge", ban_urls=True),
        support_channels.list_support_channels("biz_emulator"),
        support_channels.retrieve_support_channel(support.id),
        reactions.list_reactions(message.id),
        reactions.retrieve_reaction(reaction.id),
        reactions.delete_reaction(reaction.id),
        files.retrieve_file(file.id),
        direct_messages.list_direct_channels(),
        direct_messages.retrieve_direct_channel(direct.id),
        messages.delete_message(message.id),
        notifications.create_notification("Late", "The report is late.", experience_id="exp_lounge"),
        identity.list_permissions("biz_emulator"),
        identity.retrieve_own_account(),
    ):
        assert client.send(call) is not None  # type: ignore[arg-type]
    with pytest.raises(WhopNotFound):
        client.send(identity.retrieve_own_user())
    made = {entry.operation for entry in whop.requests}
    described = yaml.safe_load(contract.CHAT.read_text())["paths"].values()
    chat = {
        operation["operationId"]
        for methods in described
        for operation in methods.values()
        if "operationId" in operation
    }
    assert chat <= made
    identities = {"listPermissions", "retrieveOwnAccount", "retrieveOwnUser"}
    beyond = {"createDmChannel", "listDmChannels", "retrieveDmChannel", "createNotification"}
    assert beyond == made - chat - identities
    assert identities <= made
