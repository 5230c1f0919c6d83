"""Sealed files that are kept elsewhere are there as they were sealed, or nothing is let go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from scrapy.settings import Settings

from crawler.archive.check import CheckTally, check
from crawler.archive.check_lines import sealed_in
from crawler.archive.offsite import OffsiteError, fetch, let_go, upload
from crawler.extensions import bring_away
from tests.archive.two_runs import copied


@pytest.fixture
def own(crawled_twice: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(crawled_twice[0], tmp_path)


def listed(root: Path) -> set[str]:
    return {sealed.file for sealed, _ in sealed_in(root)}


def warcs(root: Path) -> list[str]:
    return sorted(f"warc/{path.name}" for path in root.glob("warc/*"))


def wrong(root: Path, **how: bool) -> list[str]:
    return [each.reason for each in check([root], CheckTally(), **how) if each.wrong]


def test_every_sealed_file_is_brought_once_and_can_be_had_back(own: Path, tmp_path: Path) -> None:
    there, url = tmp_path / "there", f"file://{tmp_path}/there"
    before = {name: (own / name).read_bytes() for name in listed(own)}

    assert {each.file for each in upload(own, url)} == before.keys()

    assert list(upload(own, url)) == []
    assert {name: (there / name).read_bytes() for name in before} == before
    assert (there / "manifest.jsonl").read_bytes() == (own / "manifest.jsonl").read_bytes()
    names = [each.file for each in let_go(own, url)]
    assert names
    assert warcs(own) == []
    assert wrong(own, moved_away=True) == []
    assert list(fetch(own, url, names)) == names
    assert {name: (own / name).read_bytes() for name in before} == before
    assert wrong(own) == []


def test_what_was_ended_goes_on_with_the_next_file(own: Path, tmp_path: Path) -> None:
    url = f"file://{tmp_path}/there"
    first = next(iter(upload(own, url)))

    rest = {each.file for each in upload(own, url)}

    assert rest | {first.file} == listed(own)
    assert first.file not in rest


def test_a_store_that_is_not_to_be_had_is_told_without_its_password(own: Path) -> None:
    with pytest.raises(OffsiteError) as raised:
        list(upload(own, "nowhere://own:s3cret@a.example/papers?key=s3cret"))

    assert "nowhere://a.example/papers: " in str(raised.value)
    assert "s3cret" not in str(raised.value)


def test_the_log_of_a_crawl_tells_of_a_store_without_its_secrets(
    own: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        assert bring_away(own, Settings({"ARCHIVE_STORE": f"file://{tmp_path}/there?key=tulip"}))

    assert f"brought to file://{tmp_path}/there, " in caplog.text
    assert "tulip" not in caplog.text


class Forgetful(LocalFileSystem):  # type: ignore[misc]
    """A disk that loses the last byte of what is written to it."""

    protocol = "forgetful"

    def open(self, path: str, mode: str = "rb", **more: Any) -> Any:
        file = super().open(path, mode, **more)
        if "w" in mode:
            write = file.write
            file.write = lambda data: write(data[:-1])
        return file


def test_a_file_is_let_go_only_when_the_store_holds_it_as_it_was(
    own: Path, tmp_path: Path
) -> None:
    fsspec.register_implementation("forgetful", Forgetful, clobber=True)
    (tmp_path / "there").mkdir()
    for folder in ("warc", "cdx", "articles", "events", "reports"):
        (tmp_path / "there" / folder).mkdir()
    url = f"forgetful://{tmp_path}/there"

    with pytest.raises(OffsiteError, match="otherwise than it was written"):
        list(upload(own, url))

    assert list(let_go(own, url)) == []
    assert wrong(own) == []


def test_a_file_that_changed_here_is_not_brought(own: Path, tmp_path: Path) -> None:
    name = warcs(own)[0]
    with (own / name).open("ab") as file:
        file.write(b"\0")

    with pytest.raises(OffsiteError, match="is not as it was sealed"):
        list(upload(own, f"file://{tmp_path}/there"))


def test_a_copy_that_was_changed_is_not_taken_back(own: Path, tmp_path: Path) -> None:
    url = f"file://{tmp_path}/there"
    list(upload(own, url))
    [name, *_] = [each.file for each in let_go(own, url)]
    with (tmp_path / "there" / name).open("ab") as file:
        file.write(b"\0")

    with pytest.raises(OffsiteError, match="otherwise than it was sealed"):
        list(fetch(own, url, [name]))
    with pytest.raises(OffsiteError, match="no sealed file"):
        list(fetch(own, url, ["../x"]))
    assert not (own / name).exists()


@pytest.mark.parametrize(
    ("store", "succeeds"), [("", True), ("file:///proc/nowhere", False), ("nosuch://x", False)]
)
def test_a_run_says_whether_its_store_took_what_it_brought(
    store: str,
    succeeds: bool,  # noqa: FBT001 a row of the table
    own: Path,
) -> None:
    assert bring_away(own, Settings({"ARCHIVE_STORE": store})) is succeeds
    assert wrong(own) == []


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    pytest.importorskip("s3fs", reason="s3fs is not installed: pip install --group long")
    moto = pytest.importorskip(
        "moto.server", reason="moto is not installed: pip install --group long"
    )
    server = moto.ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    fsspec.filesystem("s3", endpoint_url=f"http://{host}:{port}").mkdir("papers")
    yield "s3://papers/archive"
    server.stop()


@pytest.mark.long
def test_s3_takes_sealed_files_and_gives_them_back(own: Path, bucket: str) -> None:
    settings = Settings({"ARCHIVE_STORE": bucket, "ARCHIVE_STORE_ONLY": True})
    before = {name: (own / name).read_bytes() for name in warcs(own)}

    assert bring_away(own, settings)

    assert warcs(own) == []
    assert sorted(fetch(own, bucket, sorted(before))) == sorted(before)
    assert {name: (own / name).read_bytes() for name in before} == before
