"""Passes over channels that cannot be looked into, and names each once in the log. Refuses to pass over all of them."""

from __future__ import annotations

from airflow_provider_whop.api.errors import WhopForbidden, WhopNotFound, WhopRefused
from airflow_provider_whop.api.inbox import sentences
from airflow_provider_whop.api.wire import Note, R, Steps


class Skipping:
    """
    The channels that one sweep skipped, and those it could look into.

    :param named: ids of channels that the log has named before; is added to.
    """

    def __init__(self, named: set[str]) -> None:
        self.ids: list[str] = []
        self._named = named
        self._refusals: list[WhopRefused] = []
        self._answered = 0

    def trying(self, channel_id: str, steps: Steps[R]) -> Steps[R | None]:
        """Ask about a channel; gives None where the channel is not there for us (403, 404)."""
        try:
            answer = yield from steps
        except (WhopForbidden, WhopNotFound) as error:
            self._refusals.append(error)
            yield from self.skip(channel_id, sentences.refused(channel_id, error))
            return None
        self._answered += 1
        return answer

    def skip(self, channel_id: str, sentence: str) -> Steps[None]:
        """Leave a channel out."""
        self.ids.append(channel_id)
        if channel_id not in self._named:
            self._named.add(channel_id)
            yield Note(sentence, warning=True)

    def refuse_if_blind(self, *, chosen: bool) -> None:
        """
        Raise where not one channel answered, and that is no matter of a channel.

        :param chosen: a person named the channels; else only a lack of permissions is the key's own: one that Whop
            names, or one that it tells of in several channels.
        """
        forbidden = [error for error in self._refusals if isinstance(error, WhopForbidden)]
        own = self._refusals if chosen else [error for error in forbidden if error.missing or len(forbidden) > 1]
        if own and not self._answered and len(own) == len(self._refusals):
            raise own[0]
