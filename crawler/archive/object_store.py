"""Another store than this disk, and how its address is told: S3, or whatever fsspec knows.

    Store("s3://bucket/archive").create("warc/….warc.gz", path)

https://filesystem-spec.readthedocs.io/
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.archive.segment import member_at, pieces_of, sha256_in

Told = Callable[[str, int], object]
"""Is called with the name of a file and the bytes of it that were copied."""


class OffsiteError(Exception):
    """A store cannot be used, or holds other bytes than it was given; the message says which."""


def is_address(place: str) -> bool:
    """Return True if a place is an address of a store, and no path.

    >>> is_address("s3://papers/2026"), is_address("file:///mnt/a"), is_address("a/b.warc.gz")
    (True, True, False)
    """
    scheme, mark, _ = place.partition("://")
    return bool(mark) and scheme.replace("+", "").isalnum()


def shown(url: str) -> str:
    """Return the address of a store as it may be told: what may hold a password is left out.

    >>> shown("ftp://own:p@ss@a.example/papers?key=1"), shown("s3://papers/2026")
    ('ftp://a.example/papers', 's3://papers/2026')
    """
    scheme, mark, rest = url.partition("://")
    return scheme + mark + without_secrets(rest)


def without_secrets(address: str) -> str:
    """Return an address without what stands before its host, and without its parameters.

    A password may stand in either. Where nobody can tell which it is, a password with a question
    mark in it or a parameter with an at sign, nothing of the address is told.

    >>> without_secrets("own:p@ss@a.example/x?key=1"), without_secrets("a.example/x?mail=p@ss")
    ('a.example/x', '(left out)')
    """
    if "@" in address.partition("?")[2]:
        return "(left out)"
    return address.rpartition("@")[2].partition("?")[0]


def scrubbed(message: str, url: str) -> str:
    """Return what a driver says of an address, without the secrets that the address holds.

    >>> scrubbed("no role 'own' at postgresql://own:p%40ss@a/db (p@ss)", "postgresql://own:p%40ss@a/db")
    "no role 'own' at a/db ((left out))"
    """
    parts = urlsplit(url)
    user, _, _ = parts.netloc.rpartition("@")
    password = user.partition(":")[2]
    values = [value for _, value in parse_qsl(parts.query)]
    told = {url: without_secrets(url.partition("://")[2]), f"{user}@" if user else "": ""}
    secrets_ = (user if password else "", password, unquote(password), parts.query, *values)
    told |= {each: "(left out)" for each in secrets_ if len(each) > 1}
    for secret in sorted(filter(None, told), key=len, reverse=True):
        message = message.replace(secret, told[secret])
    return message


BLOCK = 1 << 18
"""Bytes that are asked for at once where a record is looked up: most pages are smaller."""


class Store:
    """Files in another store, by their names below its address.

    Every method raises `OffsiteError` where the store fails, but for what its docstring says.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._is_folder = not is_address(url) or url.startswith("file:")
        try:
            import fsspec  # noqa: PLC0415 an extra

            more = {"auto_mkdir": True} if self._is_folder else {}
            self._system, path = fsspec.core.url_to_fs(url, **more)
        except (ImportError, ValueError) as error:
            told = scrubbed(str(error), url)
            raise OffsiteError(f"{shown(url)}: {told}: pip install crawler[store]") from None
        self._path = str(path).rstrip("/")

    def __str__(self) -> str:
        return shown(self.url)

    def at(self, name: str) -> str:
        """Return where a file is, as the store calls it."""
        return f"{self._path}/{name}" if name else self._path

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, in order; none where there is no folder."""
        with self._failing(folder):
            self._system.invalidate_cache()
            try:
                found = self._system.ls(self.at(folder), detail=False)
            except FileNotFoundError:
                return []
            lead = f"{folder}/" if folder else ""
            return sorted(lead + str(each).rstrip("/").rpartition("/")[2] for each in found)

    def below(self) -> list[str]:
        """Return the names of all files, in order."""
        with self._failing(""):
            self._system.invalidate_cache()
            lead = len(self._path) + 1
            return sorted(str(each)[lead:] for each in self._system.find(self._path))

    def read_all(self, folder: str) -> dict[str, bytes]:
        """Return the bytes of each file in a folder, by name."""
        names = {self.at(name): name for name in self.names(folder) if "." in name}
        if not names:
            return {}
        with self._failing(folder):
            read: dict[str, bytes] = self._system.cat([*names])
        return {names[path]: data for path, data in read.items()}

    def state(self, name: str) -> str | None:
        """Return what tells the bytes of a file from other bytes; None where there is no file."""
        with self._failing(name):
            self._system.invalidate_cache()
            try:
                told = self._system.info(self.at(name))
            except FileNotFoundError:
                return None
            marks = ("size", "ETag", "mtime", "LastModified")
            return " ".join(str(told[mark]) for mark in marks if mark in told)

    def digest(self, name: str) -> str | None:
        """Return the SHA-256 of a file; None where there is none."""
        with self._failing(name):
            self._system.invalidate_cache()
            try:
                with self._system.open(self.at(name), "rb") as file:
                    return sha256_in(file)
            except FileNotFoundError:
                return None

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file; None where there is none."""
        with self._failing(name):
            self._system.invalidate_cache()
            try:
                data: bytes = self._system.cat_file(self.at(name))
            except FileNotFoundError:
                return None
            return data

    def member(self, name: str, offset: int) -> bytes:
        """Return the gzip member at an offset of a file: of all others nothing is asked for."""
        with self._failing(name):
            try:
                with self._system.open(self.at(name), "rb", block_size=BLOCK) as file:
                    return member_at(file, offset)
            except FileNotFoundError:
                raise OffsiteError(f"{self} has no {name}") from None

    def write(self, name: str, data: bytes) -> None:
        """Put bytes in the place of a file: it holds the old or the new."""
        with self._failing(name):
            if self._is_folder:
                draft = self._draft(name)
                draft.write_bytes(data)
                draft.replace(self.at(name))
            else:
                self._system.pipe_file(self.at(name), data)

    def put(self, name: str, here: Path, told: Told = lambda *_: None) -> None:
        """Bring a file, in the place of whatever bears its name."""
        with self._failing(name), here.open("rb") as source:
            if self._is_folder:
                draft = self._draft(name)
                with self._system.open(str(draft), "wb") as target:
                    _copy(source, target, here.name, told)
                draft.replace(self.at(name))
                return
            with self._system.open(self.at(name), "wb") as target:
                _copy(source, target, here.name, told)

    def create(self, name: str, here: Path, told: Told = lambda *_: None) -> None:
        """Bring a file. Raises FileExistsError where its name is taken, also at that moment."""
        with self._failing(name), here.open("rb") as source:
            if self._is_folder:
                draft = self._draft(name)
                try:
                    with self._system.open(str(draft), "wb") as target:
                        _copy(source, target, here.name, told)
                    os.link(draft, self.at(name))
                finally:
                    draft.unlink(missing_ok=True)
                return
            if self._system.exists(self.at(name)):
                raise FileExistsError(name)
            # "x" is S3's If-None-Match; stores without its like have said what they hold above.
            with suppress(NotImplementedError), self._system.open(self.at(name), "xb") as target:
                _copy(source, target, here.name, told)
                return
        self.put(name, here, told)

    def fetch(self, name: str, here: Path, told: Told = lambda *_: None) -> None:
        """Bring a file here, in the place of whatever bears that name."""
        draft = here.with_name(f"{here.name}.draft")
        draft.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._failing(name), draft.open("wb") as target:
                self._system.invalidate_cache()
                with self._system.open(self.at(name), "rb") as source:
                    _copy(source, target, name, told)
            draft.replace(here)
        finally:
            draft.unlink(missing_ok=True)

    def _draft(self, name: str) -> Path:
        path = Path(self.at(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.with_name(f".{path.name}.{secrets.token_hex(4)}")

    @contextmanager
    def _failing(self, name: str) -> Iterator[None]:
        """Raise what a store raises as an `OffsiteError`: boto's errors are none of OSError."""
        try:
            yield
        except (OffsiteError, FileExistsError):
            raise
        except Exception as error:
            what = type(error).__name__
            if isinstance(error, OSError) and error.strerror:
                what = error.strerror
            told = scrubbed(str(error), self.url)
            raise OffsiteError(f"{self}/{name}: {what}: {told}") from error


def _copy(source: Any, target: Any, name: str, told: Told) -> None:
    for piece in pieces_of(source):
        target.write(piece)
        told(name, len(piece))
