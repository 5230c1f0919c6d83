"""An archive of four WARC files, and a store that has all of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive.offsite import upload
from crawler.archive.segments import Segments
from tests.reread.captures import NAMES, warc


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an archive of WARC files."""
    root = tmp_path / "archive"
    (root / "warc").mkdir(parents=True)
    with closing(Segments(root)) as shelf:
        for name in NAMES:
            warc(root / "warc" / f"{name}.warc.gz")
            shelf.enlist(f"warc/{name}.warc.gz")
    return root


@pytest.fixture
def url(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a store that has all of it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    url = f"file://{tmp_path}/there"
    list(upload(root, url))
    return url
