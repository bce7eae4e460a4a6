"""Files of the disk: read as they are, from below one folder only, and never half."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument, WhopUnreadableFile
from airflow_provider_whop.hooks.local_file import PIECE, LocalFile

OUTSIDE = "lies outside the folder that files may come from"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder that files may come from; beside it lies a secret."""
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "menu.txt").write_bytes(b"0123456789")
    return folder


def file(root: Path, path: str | Path = "menu.txt") -> LocalFile:
    return LocalFile(Path(path), root, "file 1")


def test_a_part_of_a_file_is_read_where_it_lies(root: Path) -> None:
    menu = file(root)
    assert (10, b"345", "menu.txt") == (menu.weigh(), b"".join(menu.pieces(3, 3)), menu.name)


def test_a_large_file_comes_in_small_pieces(root: Path) -> None:
    length = 2 * PIECE + 1
    (root / "film.mp4").write_bytes(bytes(length))
    assert [PIECE, PIECE, 1] == [len(piece) for piece in file(root, "film.mp4").pieces(0, length)]


def test_a_whole_path_below_the_folder_is_as_good(root: Path) -> None:
    assert 10 == file(root, root / "menu.txt").weigh()


@pytest.mark.parametrize("path", ["../secret.txt", "a/../../secret.txt", "..", "a/../menu.txt"])
def test_a_path_does_not_go_up(root: Path, path: str) -> None:
    with pytest.raises(WhopInvalidArgument, match=r"file 1: its path must not have \.\. in it"):
        file(root, path)


def test_a_whole_path_elsewhere_is_refused(root: Path) -> None:
    with pytest.raises(WhopInvalidArgument, match=OUTSIDE):
        file(root, root.parent / "secret.txt").weigh()


def test_the_folder_s_name_at_the_beginning_of_another_s_does_not_count(root: Path) -> None:
    other = root.parent / "files of others"
    other.mkdir()
    (other / "a.txt").write_text("a")
    with pytest.raises(WhopInvalidArgument, match=OUTSIDE):
        file(root, other / "a.txt").weigh()


@pytest.mark.parametrize("of", ["file", "folder"])
def test_a_link_does_not_lead_out(root: Path, of: str) -> None:
    (root / "link").symlink_to(root.parent / "secret.txt" if of == "file" else root.parent)
    with pytest.raises(WhopInvalidArgument, match=OUTSIDE):
        file(root, "link" if of == "file" else "link/secret.txt").weigh()


def test_a_link_within_the_folder_is_followed(root: Path) -> None:
    (root / "link").symlink_to(root / "menu.txt")
    assert 10 == file(root, "link").weigh()


def test_a_link_that_takes_the_file_s_place_after_it_was_weighed_is_refused(root: Path) -> None:
    menu = file(root)
    menu.weigh()
    (root / "menu.txt").unlink()
    (root / "menu.txt").symlink_to(root.parent / "secret.txt")
    with pytest.raises(WhopUnreadableFile, match=r"^file 1 cannot be read \(Too many levels of symbolic links\)"):
        list(menu.pieces(0, 10))


@pytest.mark.parametrize("written", [b"longer than before", b"9876543210"], ids=["longer", "as long"])
def test_a_file_that_was_written_to_meanwhile_is_not_read_on(root: Path, written: bytes) -> None:
    menu = file(root)
    menu.weigh()
    (root / "menu.txt").write_bytes(written)
    os.utime(root / "menu.txt", (1, 1))
    with pytest.raises(WhopUnreadableFile, match="file 1 changed while it was uploaded"):
        list(menu.pieces(0, 10))


def test_a_file_that_is_written_to_while_it_is_read_is_noticed_at_its_end(root: Path) -> None:
    menu = file(root)
    pieces = menu.pieces(0, 10)
    next(pieces)
    (root / "menu.txt").write_bytes(b"longer than before")
    with pytest.raises(WhopUnreadableFile, match="file 1 changed while it was uploaded"):
        list(pieces)


def test_a_folder_is_no_file_and_is_not_left_open(root: Path) -> None:
    before = len([*Path("/proc/self/fd").iterdir()])
    for _ in range(3):
        with pytest.raises(WhopUnreadableFile, match=r"^file 1 cannot be read \(Is a directory\)"):
            (root / "menus").mkdir(exist_ok=True)
            file(root, "menus").weigh()
    assert before == len([*Path("/proc/self/fd").iterdir()])


def test_a_missing_file_is_told_in_a_sentence_without_its_name(root: Path) -> None:
    with pytest.raises(WhopUnreadableFile, match=r"^file 1 cannot be read \(No such file or directory\): look") as told:
        file(root, "of a customer.txt").weigh()
    assert "customer" not in str(told.value)


def test_a_link_that_takes_a_folder_s_place_amid_the_way_leads_nowhere(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "day").mkdir()
    (root / "day" / "secret.txt").write_text("menu")
    resolved = Path.resolve

    def exchanged(path: Path, *, strict: bool = False) -> Path:
        found = resolved(path, strict=strict)
        if found.name == "secret.txt":
            (root / "day").rename(root / "was day")
            (root / "day").symlink_to(root.parent)
        return found

    monkeypatch.setattr(Path, "resolve", exchanged)
    with pytest.raises(WhopUnreadableFile, match=r"file 1 cannot be read \(Not a directory\)"):
        file(root, "day/secret.txt").weigh()


def test_links_in_a_circle_are_told_in_a_sentence(root: Path) -> None:
    (root / "a").symlink_to(root / "b")
    (root / "b").symlink_to(root / "a")
    with pytest.raises(WhopUnreadableFile, match="file 1 cannot be read"):
        file(root, "a").weigh()


def test_a_file_that_does_not_tell_its_size_is_refused() -> None:
    with pytest.raises(WhopUnreadableFile, match="file 1 does not tell how many bytes it has"):
        LocalFile(Path("self/status"), Path("/proc"), "file 1").weigh()


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_regular_file_is_refused_at_once(root: Path, kind: str) -> None:
    (root / "thing").mkdir() if kind == "folder" else os.mkfifo(root / "thing")
    with pytest.raises(WhopUnreadableFile, match="file 1"):
        file(root, "thing").weigh()
