"""What is said of an upload: in the log, and where it fails. Files go by their labels, never by their names."""

from __future__ import annotations

from airflow_provider_whop.api.printable import shortened
from airflow_provider_whop.api.wire import Reply, Response

MB = 1000 * 1000


def begins(label: str, size: int) -> str:
    """Say that an upload begins."""
    return f"{_capital(label)} has {told(size)}; uploading it."


def so_far(label: str, sent: int, size: int) -> str:
    """Say how far an upload has come."""
    return f"{_capital(label)}: {told(sent)} of {told(size)} are uploaded."


def is_ready(label: str, size: int, file_id: str) -> str:
    """Say that an upload is done."""
    return f"{_capital(label)} ({told(size)}) is ready at Whop as {file_id}."


def another_address(label: str) -> str:
    """Say that an address is given up."""
    return f"{_capital(label)}: the storage does not take its bytes at this address; asking Whop for another."


def no_address(label: str) -> str:
    """Say that Whop gave no place for the bytes."""
    return f"Whop declared {label} and gave no address for its bytes, so nothing was uploaded."


def wrong_parts(label: str) -> str:
    """Say that the parts that Whop wants do not make the file."""
    return f"Whop wants {label} in parts that do not make up its bytes, so nothing was uploaded."


def never_taken(label: str) -> str:
    """Say that every address was refused."""
    return (
        f"The storage that Whop named refused the bytes of {label} (403), also at other addresses: look whether this "
        "machine's clock is right, and whether a proxy changes what is sent."
    )


def not_joined(label: str) -> str:
    """Say that Whop did not join the parts."""
    return f"Whop did not join the parts of {label}: the file was not uploaded."


def unsendable_header(label: str) -> str:
    """Say that the storage cannot be given what Whop wants it to be given."""
    return f"Whop gave a header for the bytes of {label} that HTTP cannot carry, so nothing was uploaded."


def not_taken(label: str, reply: Reply) -> str:
    """Say that the storage did not take the bytes."""
    if isinstance(reply, Response):
        return f"The storage that Whop named for {label} answered with {reply.status}: the file was not uploaded."
    return f"The storage that Whop named for {label} cannot be reached ({reply.reason}): the file was not uploaded."


def without_etag(label: str) -> str:
    """Say that a part cannot be told to Whop."""
    return f"The storage that Whop named took a part of {label} and gave no ETag for it, so the parts cannot be joined."


def failed(label: str, file_id: str) -> str:
    """Say that Whop made nothing of the bytes."""
    return f"Whop has the bytes of {label} and could not process them ({file_id}): try whether it opens elsewhere."


def never_ready(label: str, file_id: str, status: str, seconds: float) -> str:
    """Say that Whop was waited for in vain."""
    return (
        f"Whop has not made {label} ready within {seconds:g} seconds ({file_id} is {shortened(status)!r}): "
        "raise ready_timeout where files are large."
    )


def another_size(label: str, size: int, at_whop: int) -> str:
    """Say that not all bytes are there."""
    return f"Whop has {at_whop:,} bytes of {label}, which has {size:,}: it was not taken for uploaded."


def told(size: int) -> str:
    """Write a number of bytes."""
    return f"{size / MB:,.1f} MB" if size >= MB else f"{size:,} bytes"


def _capital(label: str) -> str:
    return label[0].upper() + label[1:]
