"""All that crosses the border between the pure centre and the transports.

A conversation yields steps (``Request``, ``Parcel``, ``Weigh``, ``Turn``, ``Pause``, ``Note``, ``Found``, ``Now``,
``Keep``); a transport does each and sends back what came of it (``Response``, ``Unreachable``, ``Weight``, ``Moment``,
or None). No API key appears in here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel

T = TypeVar("T")
R = TypeVar("R")


class Request(NamedTuple):
    """
    Bytes to put on the wire, below the connection's base URL; the transport adds the credential.

    ``start_by`` is the Unix time from which on the body must not leave any more: whoever waits for this attempt to be
    over would then count on it.
    """

    operation: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes | None = None
    start_by: float | None = None


class Source(Protocol):
    """
    Where a file's bytes come from, as often as they are asked for. Both methods wait for a disk, or a network.

    ``name`` is what the file is called at Whop; ``label`` what a log line or an error may call it, which tells no name.
    """

    @property
    def name(self) -> str:
        """Give the file's name."""
        ...

    @property
    def label(self) -> str:
        """Say which file, as in "file 2"."""
        ...

    def weigh(self) -> int:
        """Give the number of its bytes, from now on always the same."""
        ...

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        """Read these bytes, a few at a time. Raises a WhopError where they are not there, or not those any more."""
        ...


class Parcel(NamedTuple):
    """
    Bytes of a file to put to the address that Whop gave for them; the credential does not go there.

    ``headers`` are all that go along, beside the host and the length.
    """

    operation: str
    url: str
    headers: Mapping[str, str]
    source: Source
    start: int
    length: int


class Weigh(NamedTuple):
    """Ask how many bytes there are."""

    source: Source


class Weight(NamedTuple):
    """The number of a file's bytes."""

    size: int


class Response(NamedTuple):
    """An answer that came whole: header names in lower case, ``at`` in Unix seconds, ``seconds`` it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: float
    seconds: float


class Unreachable(NamedTuple):
    """
    No whole answer came; ``written`` tells whether any byte of the request's body may have left.

    ``late`` tells that it did not leave because its time was over: somebody else may have acted meanwhile.
    """

    reason: str
    written: bool
    seconds: float
    late: bool = False


class Pause(NamedTuple):
    """Wait so many seconds, then go on."""

    seconds: float


class Turn(NamedTuple):
    """Wait until a request of this operation is within Whop's rate limit."""

    operation: str


class Now(NamedTuple):
    """Ask for the time."""


class Moment(NamedTuple):
    """The time, in Unix seconds, by the clock of this machine."""

    at: float


class Keep(NamedTuple):
    """
    Write this down where a later try of the task finds it; the conversation goes on only when that is done.

    It becomes JSON when it is asked for: outside a task nobody does.
    """

    state: BaseModel

    @property
    def record(self) -> Mapping[str, Any]:
        """Give what is to be written down."""
        return self.state.model_dump(mode="json")


class Note(NamedTuple):
    """A line for the task's log; never holds a message's text or the key."""

    text: str
    warning: bool = False


class Found(NamedTuple, Generic[T]):
    """Items to hand to whoever iterates, before the conversation goes on."""

    items: Sequence[T]


Step: TypeAlias = Request | Parcel | Weigh | Turn | Pause | Now | Keep | Note | Found[Any]
Reply: TypeAlias = Response | Unreachable
Outcome: TypeAlias = Reply | Weight | Moment | None
Steps: TypeAlias = Generator[Step, Outcome, R]
Keeper: TypeAlias = Callable[[Mapping[str, Any]], None]
AsyncKeeper: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[None]]
