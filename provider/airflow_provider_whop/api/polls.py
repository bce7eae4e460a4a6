"""The result of a poll, read off the message that carries it. Votes are given with ``reactions``."""

from __future__ import annotations

from pydantic import BaseModel

from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.messages import Message, retrieve_message
from airflow_provider_whop.api.model import Kept
from airflow_provider_whop.api.wire import Steps


class OptionResult(Kept):
    """One choice, and how many voted for it."""

    id: str
    text: str
    votes: int


class PollResult(BaseModel):
    """How a poll stands: its options in their order, all votes, and the options that lead (none without a vote)."""

    message_id: str
    options: list[OptionResult]
    votes: int
    leading: list[str]


def poll_result(message_id: str, ask: Ask) -> Steps[PollResult]:
    """
    Read how a poll stands. Permission ``chat:read``.

    :raises WhopInvalidArgument: the message carries no poll.
    """
    message = yield from ask(retrieve_message(message_id))
    return counted(message)


def counted(message: Message) -> PollResult:
    """Count the votes of a message's poll."""
    if message.poll is None:
        raise WhopInvalidArgument(f"Message {message.id} carries no poll: check message_id.", param="message_id")
    votes = {vote.option_id: vote.count for vote in message.poll_votes}
    options = [
        OptionResult(id=option.id, text=option.text, votes=votes.get(option.id, 0))
        for option in message.poll.options or ()
    ]
    most = max((option.votes for option in options), default=0)
    leading = [option.id for option in options if option.votes == most > 0]
    total = sum(option.votes for option in options)
    return PollResult(message_id=message.id, options=options, votes=total, leading=leading)
