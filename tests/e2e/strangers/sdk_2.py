"""What a user of whop-sdk 2.6.0 does, against the address and key given; prints what came back as JSON."""

from __future__ import annotations

import json
import sys

from whop_sdk import Whop
from whop_sdk.environment import WhopEnvironment

base_url, key = sys.argv[1:]
client = Whop(token=key, environment=WhopEnvironment(api=base_url, vault=base_url))

first = client.messages.create(channel_id="exp_lounge", content="one")
second = client.messages.create(channel_id="exp_lounge", content="two")
listed = [message.content for message in client.messages.list(channel_id="exp_lounge", direction="asc", first=1)]
fetched = client.messages.retrieve(first.id)
edited = client.messages.update(first.id, content="three", is_pinned=True)

channels = [channel.id for channel in client.chat_channels.list(account_id="biz_emulator", first=1)]
channel = client.chat_channels.retrieve("exp_lounge")
changed = client.chat_channels.update("exp_lounge", banned_words=["spam"], user_posts_cooldown_seconds=10)

support = client.support_channels.create(account_id="biz_emulator", user_id="user_ada")
again = client.support_channels.create(account_id="biz_emulator", user_id="user_ada")
inbox = [
    channel.id
    for channel in client.support_channels.list(
        account_id="biz_emulator", open=True, order="last_post_sent_at", direction="desc", first=1
    )
]
found = client.support_channels.retrieve(support.id)

reaction = client.reactions.create(resource_id=second.id, emoji="😀")
reactions = [reaction.emoji for reaction in client.reactions.list(resource_id=second.id)]
taken_back = client.reactions.delete(reaction.id)
deleted = client.messages.delete(first.id)

print(
    json.dumps(
        {
            "listed": listed,
            "fetched": fetched.content,
            "edited": [edited.content, edited.is_pinned, edited.is_edited],
            "channels": channels,
            "channel": channel.id,
            "changed": [changed.banned_words, changed.user_posts_cooldown_seconds],
            "support": [support.id == again.id == found.id, support.company_id, inbox == [support.id]],
            "reactions": [reactions, taken_back],
            "deleted": deleted,
        }
    )
)
