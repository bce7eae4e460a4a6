"""Two archives of the same files are the same bytes, whoever packed them, when, and with what umask."""

from __future__ import annotations

import io
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from building.archives import EARLIEST, settle_sdist, settle_wheel

DAY = datetime(2026, 1, 31, tzinfo=UTC)
AT = int(DAY.timestamp())
FILES = {"a/one.py": b"1\n", "a/two.py": b"2\n", "a-1.dist-info/RECORD": b""}


def wheel(path: Path, *, mode: int, year: int) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in FILES.items():
            member = zipfile.ZipInfo(name, (year, 5, 4, 3, 2, 0))
            member.external_attr = mode << 16
            archive.writestr(member, content)
    return path


def sdist(path: Path, *, mode: int, owner: str, at: int, names: list[str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name in ["a", *names]:
            member = tarfile.TarInfo(name)
            member.mode, member.uname, member.uid, member.mtime = mode, owner, len(owner), at
            member.type = tarfile.DIRTYPE if name == "a" else tarfile.REGTYPE
            member.size = len(FILES.get(name, b""))
            archive.addfile(member, io.BytesIO(FILES.get(name, b"")))
    return path


def test_two_wheels_become_one(tmp_path: Path) -> None:
    one = wheel(tmp_path / "one.whl", mode=0o664, year=2025)
    other = wheel(tmp_path / "other.whl", mode=0o600, year=2026)
    assert one.read_bytes() != other.read_bytes()
    for path in (one, other):
        settle_wheel(path, AT)
    assert one.read_bytes() == other.read_bytes()


def test_a_wheel_keeps_its_files_and_their_order_and_everybody_may_read_them(tmp_path: Path) -> None:
    path = wheel(tmp_path / "a.whl", mode=0o600, year=2025)
    settle_wheel(path, AT)
    with zipfile.ZipFile(path) as archive:
        assert list(FILES.items()) == [(name, archive.read(name)) for name in archive.namelist()]
        assert {0o100644} == {member.external_attr >> 16 for member in archive.infolist()}
        assert {tuple(DAY.timetuple())[:6]} == {member.date_time for member in archive.infolist()}


def test_a_wheel_cannot_tell_of_a_time_before_1980(tmp_path: Path) -> None:
    path = wheel(tmp_path / "a.whl", mode=0o600, year=2025)
    settle_wheel(path, EARLIEST - 1)
    assert (1980, 1, 1, 0, 0, 0) == zipfile.ZipFile(path).infolist()[0].date_time


def test_two_source_distributions_become_one(tmp_path: Path) -> None:
    names = list(FILES)
    one = sdist(tmp_path / "one.tar.gz", mode=0o755, owner="root", at=1, names=names)
    other = sdist(tmp_path / "other.tar.gz", mode=0o700, owner="somebody", at=2, names=names[::-1])
    assert one.read_bytes() != other.read_bytes()
    for path in (one, other):
        settle_sdist(path, AT)
    assert one.read_bytes() == other.read_bytes()


def test_a_source_distribution_keeps_its_files(tmp_path: Path) -> None:
    path = sdist(tmp_path / "one.tar.gz", mode=0o700, owner="somebody", at=1, names=list(FILES))
    settle_sdist(path, AT)
    with tarfile.open(path) as archive:
        assert FILES == {name: archive.extractfile(name).read() for name in FILES}  # type: ignore[union-attr]
        assert {("a", 0o755, "", AT), ("a/one.py", 0o644, "", AT)} <= {
            (member.name, member.mode, member.uname, member.mtime) for member in archive
        }
