"""What the log and the errors of a send say. Ids and counts, never a text."""

from __future__ import annotations

from airflow_provider_whop.api.delivery.record import SentMessage


def looking(channel_id: str, settle: float) -> str:
    """Say why it is not simply sent again."""
    return f"It may have been accepted all the same: looking in channel {channel_id} for up to {settle:g} s"


def found(message_id: str) -> str:
    """Say that there is nothing to send."""
    return f"It is there, as {message_id}: it is not sent again"


def nobody() -> str:
    """Say why nothing can be known as ours."""
    return "The user that this connection writes as is not known: set user_id in its extra"


def another_author(told: str, known: str) -> str:
    """Say that the connection is wrong about whom it writes as."""
    return f"This connection writes as {told}, not as {known}: set user_id in its extra to {told}"


def undecided(candidates: tuple[str, ...], channel_id: str, doubt: str) -> str:
    """Tell a person to decide."""
    return (
        f"The message of this task may be {' or '.join(candidates)} in channel {channel_id}: {doubt}. Nothing was sent "
        f'again. Look there: if it is, mark the task as successful; if not, set on_ambiguous="resend" and clear it. '
        f"With marker=True messages are known for certain."
    )


def too_far_back(channel_id: str, pages: int) -> str:
    """Tell that the channel could not be looked through to the time of the send."""
    return (
        f"Whether the message is in channel {channel_id} cannot be told: more than {pages} pages of newer messages are "
        f"in the way. Raise reconcile_pages, or look there and clear the task."
    )


def not_there(channel_id: str) -> str:
    """Say that it may be sent."""
    return f"It is not in channel {channel_id}"


def left_behind(channel_id: str) -> str:
    """Say what an earlier try left."""
    return f"An earlier try ended while it was sending: looking in channel {channel_id} before sending"


def done_before(message_id: str, channel_id: str) -> str:
    """Say that there is nothing to do."""
    return f"An earlier try has sent it already: it is {message_id} in channel {channel_id}"


def landed(message: SentMessage, channel_id: str) -> str:
    """Say how it ended."""
    attempts = f"{message.attempts} attempt{'' if message.attempts == 1 else 's'}"
    return f"Message {message.id} is in channel {channel_id}: {message.delivery}, {attempts}"


def resent() -> str:
    """Say that on_ambiguous="resend" may send twice."""
    return 'It may have been accepted all the same; on_ambiguous="resend" sends it again'


def not_looked_for(channel_id: str) -> str:
    """Tell a person to look."""
    return (
        f'The message may be in channel {channel_id} or not: its answer was lost, and on_ambiguous is "fail". Look '
        f"there; mark the task as successful if it is there, clear it if it is not."
    )


def key_taken() -> str:
    """Tell that another text was sent under the key."""
    return (
        "Whop has had another text under the key of this message within the last 24 hours, and did not take this one. "
        "An earlier try may have sent it: look in the channel. If it is another message, give it another key."
    )


def in_its_place(what: str, perhaps_in: str = "") -> str:
    """
    Tell that sends of one task cannot be told apart: an earlier try sent ``what`` where this one is sent.

    :param perhaps_in: the channel where that may have come to or not.
    """
    look = (
        f" Look into channel {perhaps_in}, and send with on_ambiguous='resend' what is missing." if perhaps_in else ""
    )
    return (
        f"An earlier try of this task {'may have sent' if perhaps_in else 'sent'} {what} in the place of this one, so "
        f"it cannot be told which of the messages of this task were sent.{look} Give each send_message a key of its "
        f"own."
    )


def perhaps_elsewhere(before: str, channel_id: str) -> str:
    """Tell a person to look in the channel that was meant before."""
    return (
        f"An earlier try may have sent this message to channel {before}, and this one would send it to {channel_id}. "
        f"Look there: mark the task as successful if it is there, clear it if it is not."
    )


def anothers(message_id: str, channel_id: str) -> str:
    """Tell a person that one of two is missing."""
    return (
        f"Two sends of this task had the same words, and one of them was lost: {message_id} in channel {channel_id} is "
        f"the only message known of both. Look there: if both are there, mark the task as successful; if not, clear "
        f"it, which sends both anew, or send what is missing by hand."
    )


def perhaps_pushed() -> str:
    """Tell a person to ask."""
    return (
        'The push may have been delivered or not: its answer was lost, and on_ambiguous is "fail", so it is not sent '
        "again. Whop lists no pushes: ask somebody who should have it; mark the task as successful if it is there, "
        "clear it if it is not."
    )


def left_amid_a_push() -> str:
    """Say what an earlier try left, and tell a person to ask."""
    return f"An earlier try of this task ended while it was pushing. {perhaps_pushed()}"


def perhaps_pushed_before() -> str:
    """Say that a retry cannot know, before Airflow 3.3."""
    return (
        "An earlier try of this task may have pushed: before Airflow 3.3 nothing tells a retry what became of it, and "
        'on_ambiguous is "fail", so this one sends nothing. Ask somebody who should have it, and clear the task if it '
        'is not there; or set on_ambiguous="resend".'
    )


def pushed_before() -> str:
    """Say that there is nothing to do."""
    return "An earlier try has sent this push already: it is not sent again"


def not_pushed() -> str:
    """Say that Whop did not take it."""
    return 'Whop answered createNotification with "success": false and no reason: check the audience of the push.'


def push_key_taken() -> str:
    """Tell that another push was sent under the key."""
    return (
        "Whop has had another push under the key of this one within the last 24 hours, and did not take this one: an "
        "earlier try had sent it with other words. Mark the task as successful, or clear it to push these."
    )


def another_push() -> str:
    """Tell that pushes of one task cannot be told apart."""
    return (
        "An earlier try of this task sent another push in the place of this one, so it cannot be told which pushes of "
        "this task were sent. Give each send_push_notification a key of its own."
    )
