"""How far an inbox has been read, and what lies between two such marks. Pure values, JSON in and out; no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Protocol, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.model import in_utc

Utc = Annotated[AwareDatetime, AfterValidator(in_utc)]


class Dated(Protocol):
    """A message, as far as a mark is concerned."""

    @property
    def id(self) -> str:
        """Whop's id."""
        ...

    @property
    def created_at(self) -> datetime:
        """When it was written, by Whop's clock."""
        ...


class Watermark(BaseModel):
    """
    A set of messages: all up to a time, and some after it.

    It only grows, so what one mark covers and an earlier one does not is exactly what was found between them, whatever
    timestamps tie and whatever shows late.

    :param at: everything created up to and including this time (UTC) is covered, found or not.
    :param seen: ids of the later messages that were found, with the time (UTC) of each. They are as many as were found
        within the overlap, and no older mark needs them.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    at: Utc
    seen: Mapping[str, Utc] = {}

    @classmethod
    def since(cls, moment: datetime | str) -> Self:
        """
        Make the mark to start from: what was created after this moment is new, what was created at it is not.

        :param moment: with a time zone; ISO 8601 where it is a text.
        :raises WhopInvalidArgument: it has no time zone, or is no time.
        """
        try:
            known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
            return cls.model_validate({"at": known}, strict=True)
        except ValueError:
            raise WhopInvalidArgument(
                f"since must be a time with its time zone, as in 2026-01-31T09:00:00Z, not {moment!r}.", param="since"
            ) from None

    def covers(self, message: Dated) -> bool:
        """Tell whether a message is behind this mark."""
        return message.created_at <= self.at or message.id in self.seen

    def advanced(self, at: datetime | None, found: Iterable[Dated]) -> Self:
        """
        Give the mark that covers these messages too, and all up to ``at``; it never goes back.

        :param at: None where no time is known to go on to.
        """
        seen = {message.id: message.created_at for message in found}
        return self.joined(Watermark(at=self.at if at is None else at, seen=seen))

    def joined(self, other: Watermark) -> Self:
        """Give the mark that covers what either covers."""
        at = max(self.at, other.at)
        seen = {**self.seen, **other.seen}
        return type(self)(at=at, seen={id: moment for id, moment in seen.items() if moment > at})


class Interval(BaseModel):
    """
    ``(since, until]``: what ``until`` covers and ``since`` does not; open towards the present without an ``until``.

    Intervals of which each begins with the mark that the one before ended with share no message and leave none out.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    since: Watermark
    until: Watermark | None = None

    def holds(self, message: Dated) -> bool:
        """Tell whether a message lies within."""
        return not self.since.covers(message) and (self.until is None or self.until.covers(message))

    def closed(self, at: datetime | None, found: Iterable[Dated]) -> Self:
        """Give the interval with an end: its own, else the mark that covers these messages and all up to ``at``."""
        return type(self)(since=self.since, until=self.until or self.since.advanced(at, found))
