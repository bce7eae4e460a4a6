"""What may be uploaded: files below one folder, and of storages that are allowed; names may come from strangers."""

from __future__ import annotations

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
    """Find out where the bytes of a message's files come from; one alone need be in no list."""
    files = list(given) if isinstance(given, list | tuple) else [given]
    return tuple(source_of(file, f"file {number}", **allowed) for number, file in enumerate(files, 1))


def source_of(given: Any, label: str, name: str | None = None, **allowed: Any) -> Source:
    """
    Find out where a file's bytes come from; reads nothing yet.

    :raises WhopInvalidArgument: nothing may come from there.
    """
    if hasattr(given, "pieces") and hasattr(given, "weigh"):
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
    if not text.strip() or "\0" in text:
        raise WhopInvalidArgument("files: a path is empty, or no path.", param="files")
    if "://" not in text:
        return "", text
    url = urlsplit(text)
    return url.scheme.lower(), unquote(url.path)


def _root(given: object) -> Path:
    return Path(str(given or dag_folder())).expanduser()


def _schemes(given: object) -> tuple[str, ...]:
    if given is None:
        return SCHEMES
    names = [given] if isinstance(given, str) else list(given) if isinstance(given, Sequence) else []
    return tuple(str(name).lower().removesuffix("://") for name in names)
