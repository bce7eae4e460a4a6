"""
Archives of the same files, made the same byte for byte: one order, one time, one owner, one mode.

It leaves what the files say as it is. The compression is zlib's, which may differ from one Python to another.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import time
import zipfile
from pathlib import Path

MODE, FOLDER_MODE = 0o644, 0o755
REGULAR_FILE = 0o100000
EARLIEST = 315532800  # 1980-01-01, the first time that a wheel can tell of


def settle_wheel(wheel: Path, at: int) -> None:
    """
    Write a wheel anew.

    :param at: the time that all its files are given, in seconds since 1970, UTC.
    """
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():  # in the order of the tools: what installs a wheel reads its end first
            archive.writestr(_member(name, at), content, zipfile.ZIP_DEFLATED)


def settle_sdist(sdist: Path, at: int) -> None:
    """Write a source distribution anew; ``at`` is as for a wheel."""
    with tarfile.open(sdist) as archive:
        members = [(member, archive.extractfile(member)) for member in archive.getmembers()]
        files = {member.name: (member, file.read() if file else b"") for member, file in members}
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for _, (member, content) in sorted(files.items()):
            archive.addfile(_settled(member, at), io.BytesIO(content))
    with sdist.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=at) as packed:
        packed.write(plain.getvalue())


def _member(name: str, at: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, time.gmtime(max(at, EARLIEST))[:6])
    member.create_system = 3  # Unix, wherever it is built
    member.external_attr = (REGULAR_FILE | MODE) << 16
    return member


def _settled(member: tarfile.TarInfo, at: int) -> tarfile.TarInfo:
    settled = tarfile.TarInfo(member.name)
    settled.size, settled.type, settled.mtime = member.size, member.type, at
    settled.mode = FOLDER_MODE if member.isdir() else MODE
    return settled
