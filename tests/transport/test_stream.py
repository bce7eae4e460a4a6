"""A file's bytes on their way: counted, told of after a silence, and never taken for all when they are not."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from airflow_provider_whop.api.errors import WhopUnreadableFile
from airflow_provider_whop.api.uploading.memory import InMemory
from airflow_provider_whop.api.wire import Parcel
from airflow_provider_whop.transport.stream import AT_ONCE, GivenUp, Stream

LOG = logging.getLogger(__name__)


def parcel(start: int, length: int) -> Parcel:
    return Parcel("storeFile", "https://storage.example", {}, InMemory("a.txt", b"0123456789", "file 2"), start, length)


def read(one: Parcel) -> bytes:
    """Read a parcel to its end."""
    return b"".join(Stream(one, LOG))


def test_a_part_of_the_bytes_is_sent() -> None:
    assert b"345" == read(parcel(3, 3))


def test_fewer_bytes_than_were_said_are_no_file() -> None:
    with pytest.raises(WhopUnreadableFile, match="file 2: its bytes became fewer while it was uploaded"):
        read(parcel(3, 8))


def test_after_a_silence_the_log_tells_how_far_it_is(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    read(parcel(0, 10))
    assert "" == caplog.text
    monkeypatch.setattr("airflow_provider_whop.transport.stream.SILENCE", -1.0)
    read(parcel(0, 10))
    assert ["File 2: 10 bytes of 10 bytes are uploaded."] == [record.getMessage() for record in caplog.records]


class Broken(InMemory):
    """A source of somebody else's, which fails in its own words."""

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        yield self.data[:1]
        raise OSError("of a customer")


def test_a_source_that_fails_is_the_file_s_fault_and_not_the_network_s() -> None:
    with pytest.raises(WhopUnreadableFile, match=r"^file 2 cannot be read \(OSError\)\.$"):
        read(Parcel("storeFile", "https://storage.example", {}, Broken("a.txt", b"0123", "file 2"), 0, 4))


class Halting(InMemory):
    """A source with nothing to say at times."""

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        yield from (b"01", b"", b"23")


def test_a_piece_of_no_bytes_is_not_the_end() -> None:
    assert b"0123" == read(Parcel("storeFile", "https://x", {}, Halting("a.txt", b"0123"), 0, 4))


def test_a_large_piece_leaves_in_small_ones() -> None:
    large = Parcel("storeFile", "https://x", {}, InMemory("a.txt", bytes(2 * AT_ONCE + 1)), 0, 2 * AT_ONCE + 1)
    assert [AT_ONCE, AT_ONCE, 1] == [len(piece) for piece in Stream(large, LOG)]


def test_what_is_given_up_is_not_read_on() -> None:
    stream = Stream(Parcel("storeFile", "https://x", {}, Halting("a.txt", b"0123"), 0, 4), LOG)
    pieces = iter(stream)
    next(pieces)
    stream.give_up()
    with pytest.raises(GivenUp):
        next(pieces)
    assert not stream.whole
