"""The payload of a revisit is found in the file beside, by the indexes of other programs, too."""

from __future__ import annotations

import gzip
import json
from base64 import b32encode
from hashlib import sha1
from pathlib import Path

import pytest

from crawler.archive.captures import read_captures
from crawler.archive.containers import ArchiveDamage
from tests.archive.foreign import answer, record, record_id, story

DIGEST = "sha1:XBU6PYHQMRJZ3WF4LMSX7NUBHF5PTKKD"
PAGE = answer(story(1))
FIRST = record(1, PAGE, f"WARC-Payload-Digest: {DIGEST}")
AGAIN = record(
    2,
    PAGE.partition(b"\r\n\r\n")[0] + b"\r\n\r\n",
    f"WARC-Payload-Digest: {DIGEST}",
    "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
    "WARC-Refers-To-Target-URI: http://n.example/1",
    kind="revisit",
)


def cdxj(digest: str, offset: int, file: str) -> str:
    entry = {"url": "http://n.example/1", "mime": "text/html", "digest": digest,
             "offset": str(offset), "filename": file}  # fmt: skip
    return f"example,n)/1 20240508100000 {json.dumps(entry)}\n"


def cdx(digest: str, offset: int, file: str) -> str:
    plain = digest.partition(":")[2]
    where = f"http://n.example/1 20240508100000 http://n.example/1 text/html 200 {plain} - -"
    return f" CDX a b a m s k r M V g u\n{where} {offset} {file} <urn:uuid:1>\n"


LAYOUTS = {
    "of ours": ("warc", "cdx/1.cdxj", cdxj),
    "of pywb": ("archive", "indexes/index.cdxj", cdxj),
    "of cdxj-indexer": ("any", "any/index.cdxj", cdxj),
    "of wget": ("any", "any/1.cdx", cdx),
}


def read(root: Path, folder: str) -> tuple[list[bytes], list[str]]:
    damages: list[ArchiveDamage] = []
    captures = list(read_captures(root / folder / "2.warc.gz", damages.append))
    return [each.body for each in captures], [each.reason for each in damages]


def written(root: Path, layout: str, digest: str = DIGEST, file: str = "1.warc.gz") -> str:
    """Write two files and an index; return the folder of the files."""
    folder, index, line = LAYOUTS[layout]
    (root / folder).mkdir(parents=True)
    other = gzip.compress(record(9, answer(story(9))))
    (root / folder / "1.warc.gz").write_bytes(other + gzip.compress(FIRST))
    (root / folder / "2.warc.gz").write_bytes(gzip.compress(AGAIN))
    (root / index).parent.mkdir(exist_ok=True)
    (root / index).write_text(line(digest, len(other), file), "utf-8")
    return folder


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_payload_of_a_revisit_is_found_in_the_file_beside(layout: str, tmp_path: Path) -> None:
    assert read(tmp_path, written(tmp_path, layout)) == ([story(1)], [])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_only_bears_the_name_of_an_index_hides_no_other(layout: str, tmp_path: Path) -> None:
    folder = written(tmp_path, layout)
    beside = (tmp_path / LAYOUTS[layout][1]).parent
    (beside / "0.cdx").mkdir()
    (beside / "0.cdxj").symlink_to("nowhere")

    assert read(tmp_path, folder) == ([story(1)], [])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_digest_without_its_algorithm_is_the_same(layout: str, tmp_path: Path) -> None:
    folder = written(
        tmp_path, layout, DIGEST.removeprefix("sha1:" if "wget" not in layout else ".")
    )
    assert read(tmp_path, folder) == ([story(1)], [])


def chunked(*fields: str) -> tuple[bytes, bytes]:
    """Return two records, with the digest of the chunks, of which the second names the first."""
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(story(1)), story(1))
    digest = "sha1:" + b32encode(sha1(body).digest()).decode()
    page = answer(body, "Transfer-Encoding: chunked")
    head = page.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    own = f"WARC-Payload-Digest: {digest}"
    return record(1, page, own), record(2, head, own, *fields, kind="revisit")


@pytest.mark.parametrize(
    ("fields", "is_read"),
    [
        ([f"WARC-Refers-To: <{record_id(1)}>"], True),
        (["WARC-Refers-To-Target-URI: http://n.example/1",
          "WARC-Refers-To-Date: 2024-05-08T10:00:00Z"], True),
        (["WARC-Refers-To-Target-URI: http://n.example/1"], False),
        (["WARC-Refers-To-Target-URI: http://n.example/1",
          "WARC-Refers-To-Date: 2024-05-08T10:00:09Z"], False),
        ([f"WARC-Refers-To: <{record_id(9)}>"], False),
        ([], False),
    ],
)  # fmt: skip
def test_of_a_digest_of_the_chunks_the_record_must_be_named(
    fields: list[str],
    is_read: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    first, again = chunked(*fields)
    (tmp_path / "1.warc.gz").write_bytes(gzip.compress(first))
    (tmp_path / "2.warc.gz").write_bytes(gzip.compress(again))
    said = again.partition(b"WARC-Payload-Digest: ")[2].partition(b"\r\n")[0].decode()
    (tmp_path / "1.cdx").write_text(cdx(said, 0, "1.warc.gz"), "utf-8")
    bodies, _ = read(tmp_path, ".")
    assert bodies == [story(1)] * is_read


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("digest", "file"),
    [("sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "1.warc.gz"), (DIGEST, "gone.warc.gz"),
     (DIGEST, "2.warc.gz")],
)  # fmt: skip
def test_what_an_index_does_not_lead_to_stays_a_damage(
    digest: str, file: str, layout: str, tmp_path: Path
) -> None:
    bodies, damages = read(tmp_path, written(tmp_path, layout, digest, file))
    assert bodies == []
    assert damages == ["its payload is not in this archive"]
