"""An archive says what it is, in files that are listed with their hashes and kept up to date."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import jsonschema

from crawler.archive.check import CheckTally, check
from crawler.archive.check_lines import sealed_in
from crawler.archive.description import DESCRIPTIONS
from crawler.archive.segments import Segments


def sealed_run(root: Path, name: str) -> None:
    shelf = Segments(root)
    shelf.put("reports", name, b"{}")
    segment = shelf.segment("events", name)
    segment.append(b"{}\n")
    shelf.seal()
    shelf.describe()
    shelf.close()


def listed(root: Path) -> dict[str, str]:
    return {each.file: each.sha256 for each, _ in sealed_in(root)}


def test_what_an_archive_is_stands_in_it_and_is_listed(tmp_path: Path) -> None:
    sealed_run(tmp_path, "20260205083000-00001")

    for name in DESCRIPTIONS:
        assert listed(tmp_path)[name] == sha256((tmp_path / name).read_bytes()).hexdigest()
    for name in ("article", "event", "takedown"):
        schema = json.loads((tmp_path / f"{name}.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)


def test_a_description_of_an_older_crawler_is_replaced_and_the_manifest_says_so(
    tmp_path: Path,
) -> None:
    sealed_run(tmp_path, "20260205083000-00001")
    before = (tmp_path / "manifest.jsonl").read_bytes()
    (tmp_path / "README.md").write_text("What an older crawler said.")

    sealed_run(tmp_path, "20260205093000-00002")

    assert (tmp_path / "manifest.jsonl").read_bytes().startswith(before)
    assert (
        listed(tmp_path)["README.md"] == sha256((tmp_path / "README.md").read_bytes()).hexdigest()
    )


def test_a_description_that_was_changed_is_noticed(tmp_path: Path) -> None:
    sealed_run(tmp_path, "20260205083000-00001")
    with (tmp_path / "README.md").open("a") as readme:
        readme.write("More.")

    reasons = [finding.reason for finding in check([tmp_path], CheckTally()) if finding.wrong]

    assert "README.md is not as it was sealed" in reasons
