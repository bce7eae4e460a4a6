"""A declared file's bytes as parcels: all at once, or in the parts that Whop wants. Sends none to an unsafe address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from airflow_provider_whop.api.address import storage_address
from airflow_provider_whop.api.errors import WhopUploadFailed
from airflow_provider_whop.api.files import FileUpload, PartAddress, StoredPart
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.uploading import sentences
from airflow_provider_whop.api.uploading.storing import STORE, store
from airflow_provider_whop.api.wire import Note, Parcel, Source, Steps

TENTHS = 10
TRIES = 2
"""How often a whole file is sent to one address: a new one costs a question, the bytes may be many."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]*")


def send_whole(declared: FileUpload, source: Source, size: int, settings: Settings) -> Steps[None]:
    """Put all bytes to one address, with exactly the headers that came with it."""
    if not declared.upload_url:
        raise WhopUploadFailed(sentences.no_address(source.label))
    url = storage_address(declared.upload_url, settings.base_url)
    headers = dict(declared.upload_headers or {})
    if not all(_NAME.fullmatch(name) and _VALUE.fullmatch(value) for name, value in headers.items()):
        raise WhopUploadFailed(sentences.unsendable_header(source.label))
    yield from store(Parcel(STORE, url, headers, source, 0, size), settings, tries=TRIES)


def send_parts(declared: FileUpload, source: Source, size: int, settings: Settings) -> Steps[list[StoredPart]]:
    """Put the parts to their addresses, one after the other; say so at every tenth of the way."""
    stored: list[StoredPart] = []
    sent = 0
    for parcel in list(_parcels(declared, source, size, settings)):
        reply = yield from store(parcel, settings, tries=settings.max_retries + 1)
        etag = reply.headers.get("etag")
        if not etag:
            raise WhopUploadFailed(sentences.without_etag(source.label))
        stored.append(StoredPart(part_number=len(stored) + 1, etag=etag))
        before, sent = sent, sent + parcel.length
        if sent * TENTHS // size > before * TENTHS // size:
            yield Note(sentences.so_far(source.label, sent, size))
    return stored


def _parcels(declared: FileUpload, source: Source, size: int, settings: Settings) -> Iterator[Parcel]:
    """Cut the file; the addresses have to be as many as there are parts, and each its own."""
    chunk, places = declared.multipart_chunk_size or 0, _in_order(declared.multipart_upload_urls or [])
    counted = (place.part_number == number for number, place in enumerate(places, 1))
    if chunk < 1 or len(places) != -(-size // chunk) or not all(counted):
        raise WhopUploadFailed(sentences.wrong_parts(source.label))
    for place, start in zip(places, range(0, size, chunk), strict=True):
        url = storage_address(place.url, settings.base_url)
        yield Parcel(STORE, url, {}, source, start, min(chunk, size - start))


def _in_order(places: list[PartAddress]) -> list[PartAddress]:
    return sorted(places, key=lambda place: place.part_number)
