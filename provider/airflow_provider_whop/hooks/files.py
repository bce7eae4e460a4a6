"""What may be uploaded: files below one folder, and of storages that are allowed; names may come from strangers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import unquote, urlsplit

from airflow_provider_whop._compat import dag_folder
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.wire import Source
from airflow_provider_whop.hooks.local_file import LocalFile
from airflow_provider_whop.hooks.stored_file import StoredFile

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import ObjectStoragePath

Given: TypeAlias = "str | Path | ObjectStoragePath | Source"
SCHEMES = ("s3", "gs")


ALLOWED = ("allowed_root", "allowed_schemes")


def sources(given: Sequence[Given] | Given, **allowed: Any) -> tuple[Source, ...]:
    """Find out where the bytes of a message's files come from."""
    return tuple(source_of(file, f"file {number}", **allowed) for number, file in enumerate(listed(given), 1))


def listed(given: Sequence[Given] | Given | None) -> list[Given]:
    """Give the files of a message; one alone need be in no list."""
    if given is None:
        return []
    alone = isinstance(given, str) or _is_source(given) or not isinstance(given, Sequence)
    return [cast("Given", given)] if alone else list(cast("Sequence[Given]", given))


def source_of(given: Any, label: str, name: str | None = None, **allowed: Any) -> Source:
    """
    Find out where a file's bytes come from; reads nothing yet.

    :raises WhopInvalidArgument: nothing may come from there.
    """
    if _is_source(given):
        return cast("Source", given)
    scheme, path = _parted(given)
    if scheme in ("", "file"):
        return LocalFile(Path(path), _root(allowed.get("allowed_root")), label, name)
    if scheme not in _schemes(allowed.get("allowed_schemes")):
        raise WhopInvalidArgument(
            f"{label}: files of this object storage may not be uploaded: name its scheme in allowed_schemes.",
            param="allowed_schemes",
        )
    return StoredFile(given, label, name)


def _parted(given: object) -> tuple[str, str]:
    """Give the scheme, in small letters and empty for a plain path, and the path of a file on this machine."""
    text = str(given)
    try:
        url = urlsplit(text) if "://" in text else None
        path = unquote(url.path) if url else text
        os.fsencode(path)
    except ValueError:
        path, url = "", None
    if not path.strip() or "\0" in path:
        raise WhopInvalidArgument("files: a path is empty, or no path.", param="files")
    return url.scheme.lower() if url else "", path


def _root(given: object) -> Path:
    """Give the folder that files come from; a relative one starts where the DAG lies, as a relative path does."""
    if given is None:
        return Path(dag_folder())
    if not str(given).strip() or "\0" in str(given):
        raise WhopInvalidArgument(
            "allowed_root is empty: name a folder, or leave it out for the DAG's own.", param="allowed_root"
        )
    return Path(dag_folder()) / str(given)


def _is_source(given: object) -> bool:
    return hasattr(given, "pieces") and hasattr(given, "weigh")


def _schemes(given: object) -> tuple[str, ...]:
    if given is None:
        return SCHEMES
    names = [given] if isinstance(given, str) else list(given) if isinstance(given, Sequence) else []
    return tuple(str(name).lower().removesuffix("://") for name in names)
