"""Sealed files in another store: a folder, S3, or whatever fsspec knows.

    for name, length in upload(root, "s3://bucket/archive"): ...

A file is written to the store, read back, and held against the manifest; only then is it noted
as done, in an outbox of the store's own: what was ended goes on with the next file, and a file
that a takedown changed is written anew. The manifest follows last.
https://filesystem-spec.readthedocs.io/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.archive.check_lines import MANIFEST, Sealed, sealed_in
from crawler.archive.description import DESCRIPTIONS
from crawler.archive.outbox import Outbox
from crawler.archive.segment import ENDINGS, pieces_of, sha256_in, sha256_of

EVERYTHING = (*(f"{folder}/" for folder in ENDINGS), *DESCRIPTIONS)
"""What is brought to a store: all that a manifest lists."""

Told = Callable[[str, int], object]


class OffsiteError(Exception):
    """A store cannot be used, or holds other bytes than it was given; the message says which."""


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
    secrets = (user if password else "", password, unquote(password), parts.query, *values)
    told |= {each: "(left out)" for each in secrets if len(each) > 1}
    for secret in sorted(filter(None, told), key=len, reverse=True):
        message = message.replace(secret, told[secret])
    return message


def _store(url: str) -> tuple[Any, str]:
    try:
        import fsspec  # noqa: PLC0415 an extra

        is_folder = "://" not in url or url.startswith("file:")
        more = {"auto_mkdir": True} if is_folder else {}
        system, path = fsspec.core.url_to_fs(url, **more)
    except (ImportError, ValueError) as error:
        told = scrubbed(str(error), url)
        raise OffsiteError(f"{shown(url)}: {told}: pip install crawler[store]") from None
    return system, str(path).rstrip("/")


def outbox_of(root: Path, url: str) -> Outbox:
    """Return the outbox in which it is noted what a store has."""
    name = f"store-{sha256(url.rstrip('/').encode()).hexdigest()[:12]}"
    return Outbox(root, name, EVERYTHING)


def upload(root: Path, url: str, told: Told = lambda *_: None) -> Iterator[Sealed]:
    """Bring sealed files to a store; yield each once it was proven there.

    Raises `OffsiteError` where one cannot be written, or is not there as it was sealed.
    """
    outbox = outbox_of(root, url)
    waiting = [sealed for sealed in outbox.waiting() if (root / sealed.file).is_file()]
    if not waiting:
        return
    system, path = _store(url)
    for sealed in waiting:
        if sha256_of(root / sealed.file) != sealed.sha256:
            raise OffsiteError(
                f"{sealed.file} is not as it was sealed: it is not brought to {shown(url)}"
            )
        _put(system, root / sealed.file, f"{path}/{sealed.file}", told)
        if _digest(system, f"{path}/{sealed.file}") != sealed.sha256:
            raise OffsiteError(f"{shown(url)} holds {sealed.file} otherwise than it was written")
        outbox.acknowledge(sealed.file)
        yield sealed
    _put(system, root / MANIFEST, f"{path}/{MANIFEST}", told)


def let_go(root: Path, url: str) -> Iterator[Sealed]:
    """Remove WARC files here that were proven in a store; yield each."""
    there = {(sealed.file, sealed.sha256) for sealed in outbox_of(root, url).done()}
    for sealed, _ in sealed_in(root):
        path = root / sealed.file
        known = sealed.file.startswith("warc/") and (sealed.file, sealed.sha256) in there
        if known and path.is_file():
            path.unlink()
            yield sealed


def fetch(root: Path, url: str, names: list[str], told: Told = lambda *_: None) -> Iterator[str]:
    """Bring sealed files back that are not here; yield the name of each, proven.

    Raises `OffsiteError` where one is not listed, or not there as it was sealed.
    """
    listed = {sealed.file: sealed for sealed, _ in sealed_in(root)}
    if unknown := [name for name in names if name not in listed]:
        raise OffsiteError(f"{unknown[0]} is no sealed file of {root}")
    system, path = _store(url)
    for name in names:
        if (root / name).exists():
            continue
        draft = root / f"{name}.draft"
        draft.parent.mkdir(parents=True, exist_ok=True)
        try:
            with system.open(f"{path}/{name}", "rb") as there, draft.open("wb") as here:
                _copy(there, here, name, told)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise OffsiteError(f"{shown(url)}: {error}") from error
        if sha256_of(draft) != listed[name].sha256:
            draft.unlink()
            raise OffsiteError(f"{shown(url)} holds {name} otherwise than it was sealed")
        draft.rename(root / name)
        yield name


def _put(system: Any, here: Path, there: str, told: Told) -> None:
    try:
        with here.open("rb") as source, system.open(there, "wb") as target:
            _copy(source, target, here.name, told)
    except Exception as error:  # whatever a store raises: boto's errors are none of OSError
        raise OffsiteError(f"{there}: {type(error).__name__}: {error}") from error


def _copy(source: Any, target: Any, name: str, told: Told) -> None:
    for piece in pieces_of(source):
        target.write(piece)
        told(name, len(piece))


def _digest(system: Any, there: str) -> str:
    system.invalidate_cache()
    with system.open(there, "rb") as file:
        return sha256_in(file)
