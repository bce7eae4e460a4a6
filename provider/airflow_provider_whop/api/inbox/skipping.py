"""Passes over channels that cannot be looked into, and names each once in the log. Refuses to pass over all of them."""

from __future__ import annotations

from collections.abc import Collection

from airflow_provider_whop.api.errors import WhopForbidden, WhopNotFound, WhopRefused
from airflow_provider_whop.api.inbox import sentences
from airflow_provider_whop.api.wire import Note, R, Steps


class Answers:
    """What became of one kind of question, put to several channels."""

    def __init__(self) -> None:
        self.refusals: list[WhopRefused] = []
        self.answered = 0

    @property
    def blind(self) -> bool:
        """Whether all who were asked have refused us."""
        return bool(self.refusals) and not self.answered

    def of_the_key(self) -> WhopRefused | None:
        """Give a refusal that is no matter of one channel: it names a permission, or several channels forbid."""
        forbidden = [error for error in self.refusals if isinstance(error, WhopForbidden)]
        named = (error for error in forbidden if error.missing)
        return next(named, forbidden[0] if len(forbidden) > 1 else None)


class Skipping:
    """
    The channels that one sweep skipped, and those it could look into.

    To be told of a channel is one right, to read its messages another: who answers the one has not answered the other.

    :param named: ids of channels that the log has named before; is added to.
    """

    def __init__(self, named: set[str]) -> None:
        self.ids: list[str] = []
        self._named = named
        self._told = Answers()
        self._read = Answers()

    @property
    def blind(self) -> bool:
        """Whether messages were asked for and not one channel gave them, so that nothing is known of any."""
        return self._read.blind

    def asking(self, channel_id: str, steps: Steps[R]) -> Steps[R | None]:
        """Ask what a channel is; gives None where it is not there for us (403, 404)."""
        return self._trying(self._told, channel_id, steps)

    def reading(self, channel_id: str, steps: Steps[R]) -> Steps[R | None]:
        """Read a channel's messages; gives None where it is not there for us (403, 404)."""
        return self._trying(self._read, channel_id, steps)

    def skip(self, channel_id: str, sentence: str) -> Steps[None]:
        """Leave a channel out."""
        self.ids.append(channel_id)
        if channel_id not in self._named:
            self._named.add(channel_id)
            yield Note(sentence, warning=True)

    def refuse_if_blind(self, *, chosen: Collection[str]) -> None:
        """
        Raise where not one channel answered, and that is no matter of a channel.

        :param chosen: the channels that a person named, if any: all of them refuse us, or else a lack of permissions
            is the key's own.
        """
        everywhere = bool(chosen) and set(chosen) <= set(self.ids)
        for answers in (self._told, self._read):
            error = answers.refusals[0] if everywhere and answers.refusals else answers.of_the_key()
            if answers.blind and error:
                raise error

    def _trying(self, answers: Answers, channel_id: str, steps: Steps[R]) -> Steps[R | None]:
        try:
            answer = yield from steps
        except (WhopForbidden, WhopNotFound) as error:
            answers.refusals.append(error)
            yield from self.skip(channel_id, sentences.refused(channel_id, error))
            return None
        answers.answered += 1
        return answer
