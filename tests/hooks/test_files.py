"""Which files may be uploaded: by path, by URL, by neither."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from airflow.providers.common.compat.sdk import ObjectStoragePath
from airflow.sdk.io import attach
from fsspec.implementations.memory import MemoryFileSystem

from airflow_provider_whop.api.errors import WhopInvalidArgument, WhopUnreadableFile
from airflow_provider_whop.api.uploading.memory import InMemory
from airflow_provider_whop.hooks.files import source_of, sources


@pytest.fixture
def dags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Airflow's DAG folder, with a file in it."""
    (tmp_path / "menu.txt").write_text("soup")
    monkeypatch.setenv("AIRFLOW__CORE__DAGS_FOLDER", str(tmp_path))
    return tmp_path


@pytest.fixture
def bucket() -> str:
    """A folder of an object storage that this process keeps in memory."""
    attach("memory", fs=MemoryFileSystem())
    return f"memory://bucket-{uuid4().hex}"


@pytest.mark.parametrize("form", ["menu.txt", "{dags}/menu.txt", "file://{dags}/menu.txt"])
def test_local_files_come_from_the_dag_folder(dags: Path, form: str) -> None:
    assert 4 == source_of(form.format(dags=dags), "file 1").weigh()


def test_a_path_object_is_a_path(dags: Path) -> None:
    assert 4 == source_of(dags / "menu.txt", "file 1").weigh()


def test_in_a_task_they_come_from_the_folder_of_its_dag_s_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("a")
    ti = SimpleNamespace(bundle_instance=SimpleNamespace(path=tmp_path))
    monkeypatch.setattr("airflow_provider_whop._compat.get_current_context", lambda: {"ti": ti})
    assert 1 == source_of("a.txt", "file 1").weigh()


def test_another_folder_takes_their_place(dags: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "a.txt").write_text("a")
    assert 1 == source_of("a.txt", "file 1", allowed_root=str(other)).weigh()
    with pytest.raises(WhopInvalidArgument, match="lies outside the folder that files may come from"):
        source_of(dags / "menu.txt", "file 1", allowed_root=str(other)).weigh()


@pytest.mark.usefixtures("dags")
@pytest.mark.parametrize("url", ["file:///etc/hostname", "FILE:///etc/hostname", "file://localhost/etc/hostname"])
def test_a_file_url_leads_nowhere_else(url: str) -> None:
    with pytest.raises(WhopInvalidArgument, match="lies outside the folder that files may come from"):
        source_of(url, "file 1").weigh()


@pytest.mark.usefixtures("dags")
def test_signs_written_by_their_numbers_do_not_lead_up() -> None:
    with pytest.raises(WhopInvalidArgument, match=r"must not have \.\. in it"):
        source_of("file:///%2e%2e/etc/hostname", "file 1")


def test_an_object_storage_that_is_allowed_is_read(bucket: str) -> None:
    ObjectStoragePath(f"{bucket}/menu.txt").write_bytes(b"0123456789")
    file = source_of(f"{bucket}/menu.txt", "file 1", allowed_schemes=["memory"])
    assert (10, b"34567", "menu.txt") == (file.weigh(), b"".join(file.pieces(3, 5)), file.name)


def test_a_path_of_an_object_storage_is_as_good_as_its_url(bucket: str) -> None:
    path = ObjectStoragePath(f"{bucket}/menu.txt")
    path.write_bytes(b"soup")
    assert b"soup" == b"".join(source_of(path, "file 1", allowed_schemes="memory").pieces(0, 4))


@pytest.mark.parametrize("schemes", [None, [], ["gs"]])
def test_an_object_storage_that_is_not_allowed_is_not_read(bucket: str, schemes: list[str] | None) -> None:
    with pytest.raises(WhopInvalidArgument, match="file 1: files of this object storage may not be uploaded: name its"):
        source_of(f"{bucket}/menu.txt", "file 1", allowed_schemes=schemes)


def test_a_path_in_an_object_storage_does_not_go_up(bucket: str) -> None:
    with pytest.raises(WhopInvalidArgument, match=r"must not have \.\. in it"):
        source_of(f"{bucket}/../other/menu.txt", "file 1", allowed_schemes=["memory"])


def test_a_missing_object_is_told_in_a_sentence_without_its_name(bucket: str) -> None:
    with pytest.raises(WhopUnreadableFile, match=r"^file 1 cannot be read from its storage \(FileNotFoundE") as told:
        source_of(f"{bucket}/of a customer.txt", "file 1", allowed_schemes=["memory"]).weigh()
    assert "customer" not in str(told.value)


def test_a_storage_whose_provider_is_not_installed_is_told_in_a_sentence() -> None:
    with pytest.raises(WhopUnreadableFile, match="look whether it is there, whether the storage's Airflow provider is"):
        source_of("s3://bucket/menu.txt", "file 1").weigh()


def test_what_brings_its_own_bytes_is_taken_as_it_is() -> None:
    assert [b"soup"] == list(source_of(InMemory("menu.txt", b"soup"), "file 1").pieces(0, 4))


@pytest.mark.parametrize("given", ["", " ", "a\0b"])
def test_a_path_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(WhopInvalidArgument, match="files: a path is empty, or no path"):
        source_of(given, "file 1")


@pytest.mark.usefixtures("dags")
def test_one_file_alone_need_be_in_no_list() -> None:
    assert ["file 1"] == [file.label for file in sources("menu.txt")]
    assert ["file 1", "file 2"] == [file.label for file in sources(["menu.txt", Path("menu.txt")])]
