"""Captures whose WARC files are in a store alone: each record is asked for by itself."""

from __future__ import annotations

import tempfile
import zlib
from pathlib import Path

from crawler.archive.object_store import OffsiteError, Store
from crawler.archive.warc_reader import Stored, record_at
from crawler.model import Location


class StoredCaptures:
    """The records of a store, by their places."""

    def __init__(self, url: str) -> None:
        """Raises `OffsiteError` where nothing is known of such addresses."""
        self._store = Store(url)

    def __str__(self) -> str:
        return str(self._store)

    def __call__(self, location: Location) -> Stored:
        """Return the record at a place; raises OSError where the store does not give it."""
        if not location.file.startswith("warc/"):  # a line may name anything
            raise OSError(f"{location.file} is no WARC file of {self}")
        try:
            data = self._store.member(location.file, location.offset)
            with tempfile.TemporaryDirectory(prefix="crawler-record-") as folder:
                path = Path(folder) / "record.warc.gz"
                path.write_bytes(data)
                stored = record_at(str(path), 0)
        except (OffsiteError, zlib.error) as error:
            raise OSError(str(error)) from None
        except ValueError:
            place = f"{location.file} of {self}, offset {location.offset}"
            raise OSError(f"no record begins at {place}") from None
        return stored._replace(file=location.file, offset=location.offset)
