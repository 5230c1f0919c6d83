"""Sealed files that are kept elsewhere are there as they were sealed, or nothing is let go."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from scrapy.settings import Settings

from crawler import extensions
from crawler.archive.check import CheckTally, check
from crawler.archive.check_lines import sealed_in
from crawler.archive.object_store import OffsiteError, Store
from crawler.archive.offsite import bring, fetch, let_go, outbox_of, sealed_there, upload
from crawler.archive.outbox import Outbox
from crawler.archive.segments import Segments
from crawler.archive.stored_captures import StoredCaptures
from crawler.archive.takedown import find_story, finish, prepare
from crawler.archive.warc_reader import record_at
from crawler.exports.held import HeldStories
from crawler.extensions import bring_as_sealed, bring_away
from crawler.model import Location
from tests.archive.two_runs import copied

AT = datetime(2026, 3, 5, tzinfo=UTC)


@pytest.fixture
def own(crawled_twice: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(crawled_twice[0], tmp_path)


def listed(root: Path) -> set[str]:
    """Return the sealed files of an archive, but for those that say what it is."""
    return {sealed.file for sealed, _ in sealed_in(root) if "/" in sealed.file}


def warcs(root: Path) -> list[str]:
    return sorted(f"warc/{path.name}" for path in root.glob("warc/*"))


def wrong(root: Path, **how: Any) -> list[str]:
    return [each.reason for each in check([root], CheckTally(), **how) if each.wrong]


def test_every_sealed_file_is_brought_once_and_can_be_had_back(own: Path, tmp_path: Path) -> None:
    there, url = tmp_path / "there", f"file://{tmp_path}/there"
    before = {name: (own / name).read_bytes() for name in listed(own)}

    assert {each.file for each in upload(own, url)} == before.keys()

    assert list(upload(own, url)) == []
    assert {name: (there / name).read_bytes() for name in before} == before
    [part] = (there / "manifests").iterdir()
    lines = (own / "manifest.jsonl").read_bytes().splitlines()
    assert {*part.read_bytes().splitlines()} == {
        line for line in lines if json.loads(line)["file"] in before
    }
    assert (there / "README.md").read_bytes() == (own / "README.md").read_bytes()
    assert wrong(there) == []
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


# --- several archives in one store


RUN = "20260301000000-00009"


@pytest.fixture
def other(own: Path, tmp_path: Path) -> Path:
    """Return an archive of another machine: the same pages, under names of its own."""
    root = tmp_path / "other"
    first = min(path.name for path in own.glob("warc/*"))[: len(RUN)]
    for name in listed(own):
        if first in name:
            target = root / name.replace(first, RUN)
            target.parent.mkdir(parents=True, exist_ok=True)
            data = (own / name).read_bytes()
            # Names in index and lines; those in gzip members stay, and nobody looks there.
            target.write_bytes(data.replace(first.encode(), RUN.encode()))
    with closing(Segments(root)) as shelf:
        for path in sorted(root.glob("*/*.*")):
            shelf.enlist(path.relative_to(root).as_posix())
        shelf.describe()
    return root


def test_each_archive_of_a_store_has_a_list_of_its_own_and_all_are_read(
    own: Path, other: Path, tmp_path: Path
) -> None:
    there, url = tmp_path / "there", f"file://{tmp_path}/there"
    for root in (own, other, own):
        list(upload(root, url))

    assert len([*(there / "manifests").iterdir()]) == 2
    both = listed(own) | listed(other)
    assert len(both) == len(listed(own)) + len(listed(other))
    assert listed(there) == both
    assert {each.file for each, _ in sealed_there(Store(url))} == both
    # A machine is gone: what it sealed is found, and makes an archive with the rest.
    shutil.rmtree(other)
    new = tmp_path / "new"
    assert {each.file for each in bring(new, url)} == both
    assert listed(new) == both
    assert list(bring(new, url)) == []
    with HeldStories(there) as held, HeldStories(new) as brought:
        assert len(held) == len(brought) > 0
    waiting = [each.file for each in Outbox(new, "library").waiting()]
    assert waiting == [each.file for each in Outbox(there, "library").waiting()]
    assert {each.partition("-")[0].rpartition("/")[2] for each in waiting} > {RUN[:14]}


def test_lines_alone_are_brought_and_what_a_takedown_changed_takes_their_place(
    own: Path, tmp_path: Path
) -> None:
    url, new = f"file://{tmp_path}/there", tmp_path / "new"
    list(upload(own, url))
    lines = {each.file for each in bring(new, url, ("articles",))}
    assert lines == {name for name in listed(own) if name.startswith("articles/")}
    assert wrong(new, moved_away=True) == ["no ledger: run --mend"]
    with HeldStories(own) as held:
        [address, *_] = [each.record["url"] for each in held.stories()]
    with closing(Segments(own)) as shelf:
        prepare(shelf, find_story(own, address), "asked to", AT)
        finish(shelf)

    assert list(upload(own, url))
    assert list(bring(new, url, ("articles", "takedowns")))

    with HeldStories(new) as held:
        assert address not in [each.record["url"] for each in held.stories()]
    with HeldStories(tmp_path / "there") as held:
        assert address not in [each.record["url"] for each in held.stories()]
    # The archive that was brought is whole: a takedown there is brought to the store as well.
    assert [*(new / "takedowns").iterdir()]


def test_a_name_that_another_archive_has_taken_is_never_written_over(
    own: Path, other: Path, tmp_path: Path
) -> None:
    url = f"file://{tmp_path}/there"
    list(upload(own, url))
    [name, *_] = warcs(own)
    shutil.copy(other / warcs(other)[0], other / name)
    with (other / name).open("ab") as file:
        file.write(b"\0")
    with closing(Segments(other)) as shelf:
        shelf.enlist(name)

    with pytest.raises(OffsiteError, match="of another archive: give each a path of its own"):
        list(upload(other, url))

    assert (tmp_path / "there" / name).read_bytes() == (own / name).read_bytes()
    assert listed(tmp_path / "there") >= listed(own)


def test_half_a_file_that_a_crash_left_in_a_store_is_written_anew(
    own: Path, tmp_path: Path
) -> None:
    [name, *_] = warcs(own)
    half = tmp_path / "there" / name
    half.parent.mkdir(parents=True)
    half.write_bytes((own / name).read_bytes()[:100])

    list(upload(own, f"file://{tmp_path}/there"))

    assert half.read_bytes() == (own / name).read_bytes()


def test_what_was_brought_is_noted_here_only_once_it_is_listed_there(
    own: Path, tmp_path: Path
) -> None:
    url = f"file://{tmp_path}/there"
    brought = upload(own, url)
    first = next(brought)
    part = tmp_path / "there" / "manifests"
    assert list(outbox_of(own, url).done()) == []
    assert not part.exists()

    del brought

    assert first.file in next(part.iterdir()).read_text()
    assert list(outbox_of(own, url).done()) == [first]


class Forgetful(LocalFileSystem):  # type: ignore[misc]
    """A disk that loses the last byte of what is written to it."""

    protocol = "forgetful"

    def open(self, path: str, mode: str = "rb", **more: Any) -> Any:
        file = super().open(path, mode, **more)
        if mode != "rb":
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


def test_a_file_is_in_the_store_soon_after_it_was_sealed(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extensions, "BROUGHT_AFTER", 0.01)
    there, sealed = tmp_path / "there", list[str]()

    async def run() -> None:
        bringing = asyncio.ensure_future(bring_as_sealed(own, f"file://{there}", sealed))
        await asyncio.sleep(0.1)
        assert not there.exists()
        sealed.append(warcs(own)[0])
        while listed(there) != listed(own):  # noqa: ASYNC110 a thread writes it
            await asyncio.sleep(0.01)
        bringing.cancel()

    asyncio.run(asyncio.wait_for(run(), 60))


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


def serving_s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the address of a store on a server that stands in for S3."""
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed: pip install --group long")
    moto = pytest.importorskip(
        "moto.server", reason="moto is not installed: pip install --group long"
    )
    server = moto.ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    # Another server of this process had the same buckets, and another port.
    urllib.request.urlopen(f"http://{host}:{port}/moto-api/reset", data=b"").close()
    s3fs.S3FileSystem.clear_instance_cache()
    fsspec.filesystem("s3").mkdir("papers")
    yield "s3://papers/archive"
    server.stop()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    yield from serving_s3(monkeypatch)


@pytest.mark.long
def test_s3_never_writes_over_a_name_that_another_has_just_taken(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").write_bytes(b"one" * 100)
    (tmp_path / "other").write_bytes(b"other" * 100)
    s3fs = pytest.importorskip("s3fs")
    store = Store(bucket)
    # It looks, and there is nothing; before it has written, somebody else has.
    monkeypatch.setattr(s3fs.S3FileSystem, "exists", lambda *_: False)
    store.create("warc/a.warc.gz", tmp_path / "one")

    with pytest.raises(FileExistsError):
        store.create("warc/a.warc.gz", tmp_path / "other")

    assert store.read("warc/a.warc.gz") == b"one" * 100


@pytest.mark.long
def test_two_processes_bring_to_s3_at_once_and_all_of_it_is_found(
    own: Path, other: Path, bucket: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "scrapy", "store", bucket, "--let-go"]
    going = [
        subprocess.Popen([*command, "-s", f"ARCHIVE_DIR={root}"], cwd=Path(__file__).parents[2])
        for root in (own, other, own)
    ]

    assert [process.wait() for process in going] == [0, 0, 0]

    both = listed(own) | listed(other)
    assert {each.file for each, _ in sealed_there(Store(bucket))} == both
    assert {each.file for each in bring(tmp_path / "new", bucket)} == both
    assert warcs(own) == warcs(other) == []


@pytest.mark.long
def test_s3_takes_sealed_files_and_gives_them_back(own: Path, bucket: str) -> None:
    settings = Settings({"ARCHIVE_STORE": bucket, "ARCHIVE_STORE_ONLY": True})
    before = {name: (own / name).read_bytes() for name in warcs(own)}

    assert bring_away(own, settings)

    assert warcs(own) == []
    assert {each.file for each, _ in sealed_there(Store(bucket))} == listed(own)
    assert sorted(fetch(own, bucket, sorted(before))) == sorted(before)
    assert {name: (own / name).read_bytes() for name in before} == before


@pytest.mark.long
def test_s3_gives_a_record_by_its_place_and_says_where_it_has_none(own: Path, bucket: str) -> None:
    with HeldStories(own) as held:
        [place, *_] = next(held.stories()).record["provenance"]["locations"]
    there = Location(file=place["file"], offset=place["offset"], record_id=place["recordId"])
    here = record_at(str(own / there.file), there.offset)
    list(upload(own, bucket))

    found = StoredCaptures(bucket)(there)

    assert (found.fields, found.block) == (here.fields, here.block)
    for file in ("warc/none.warc.gz", "manifests/../../secret", "articles/1.jsonl"):
        with pytest.raises(OSError, match=file):
            StoredCaptures(bucket)(replace(there, file=file))
