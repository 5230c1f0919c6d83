"""Patterns are compiled once for all processes, as modules are."""

from __future__ import annotations

import marshal
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler import pattern_codes
from crawler.pattern_codes import WRITER, PatternCodes

if TYPE_CHECKING:
    from collections.abc import Callable

EXPRESSIONS: list[tuple[str | bytes, int]] = [
    ("fer{2}y", 0),
    ("(?P<day>\\d+)|(?P<month>[^\\W\\d_]+)()", re.IGNORECASE),
    ("(?i:straße)|[à-ž]", re.ASCII),
    ("(?x) a  b # and no more", re.DOTALL),
    ("[\\u4e00-\\u9fff\U0001f300-\U0001f5ff\ud800]{1,3}+", re.IGNORECASE),
    (b"<(?P<tag>[a-z]+)[^>]*>", re.IGNORECASE),
]
TEXT = "9 May, STRASSE, ab, 雨停了"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file of what a process compiled, where bytecode is written."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    codes = PatternCodes(tmp_path / "patterns.codes")
    for expression, flags in EXPRESSIONS:
        codes.compile(expression, flags)
    codes.keep()
    return codes.file


def _never(*_: object) -> Any:
    raise AssertionError("compiled again")


@pytest.mark.parametrize(("expression", "flags"), EXPRESSIONS)
def test_a_pattern_that_was_kept_is_what_the_standard_library_makes_of_it(
    kept: Path, expression: str | bytes, flags: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pattern_codes, "_code", _never)

    ours, theirs = PatternCodes(kept).compile(expression, flags), re.compile(expression, flags)

    text: Any = TEXT.encode() if isinstance(expression, bytes) else TEXT
    assert ours == theirs  # by their codes
    assert (ours.flags, ours.groups, ours.groupindex) == (
        theirs.flags, theirs.groups, theirs.groupindex,
    )  # fmt: skip
    assert [(found.span(), found.lastgroup) for found in ours.finditer(text)] == [
        (found.span(), found.lastgroup) for found in theirs.finditer(text)
    ]


def test_a_pattern_that_is_asked_for_again_is_not_made_again(kept: Path) -> None:
    codes = PatternCodes(kept)

    for expression in ("fer{2}y", "boat"):
        assert codes.compile(expression) is codes.compile(expression)


def test_flags_make_another_pattern_of_the_same_text(kept: Path) -> None:
    assert not PatternCodes(kept).compile("fer{2}y").search("FERRY")
    assert PatternCodes(kept).compile("fer{2}y", re.IGNORECASE).search("FERRY")


def test_what_processes_compile_comes_together(kept: Path) -> None:
    codes = PatternCodes(kept)
    codes.compile("boat")
    codes.keep()

    assert {text for text, _ in PatternCodes(kept).read()} == {
        "boat", *(text for text, _ in EXPRESSIONS),
    }  # fmt: skip
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_a_file_with_too_many_is_begun_anew(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern_codes, "MOST", len(EXPRESSIONS))
    codes = PatternCodes(kept)
    codes.compile("boat")
    codes.keep()

    assert list(codes.read()) == [("boat", 0)]


def test_nothing_is_written_where_no_bytecode_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    codes = PatternCodes(tmp_path / "patterns.codes")

    assert codes.compile("ferry").search("the ferry")
    codes.keep()

    assert not codes.file.exists()


def test_nothing_is_said_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    codes = PatternCodes(tmp_path / "no folder" / "patterns.codes")

    assert codes.compile("ferry").search("the ferry")
    codes.keep()

    assert not codes.file.exists()


def _with(**parts: Any) -> Callable[[bytes], bytes]:
    """Return what changes parts of each code in a file."""

    def changed(data: bytes) -> bytes:
        writer, codes = marshal.loads(data)
        names = pattern_codes.Code._fields
        return marshal.dumps(
            (
                parts.get("writer", writer),
                {
                    key: tuple(
                        parts.get(name, part) for name, part in zip(names, code, strict=True)
                    )
                    for key, code in codes.items()
                },
            )
        )

    return changed


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda _: b"no file of ours",
        lambda _: marshal.dumps((WRITER, 7)),
        lambda _: marshal.dumps((WRITER, {("ferry", 0): ("no", "code")})),
        _with(writer=("2.7.18", 20031017), numbers=b""),
        _with(numbers=b""),
        _with(numbers=b"abc"),
        _with(numbers=b"\xff\xff\xff\x00" * 4),
    ],
)
def test_what_is_no_code_of_this_python_is_compiled_anew(
    kept: Path, damage: Callable[[bytes], bytes]
) -> None:
    kept.write_bytes(damage(kept.read_bytes()))
    codes = PatternCodes(kept)

    for expression, flags in EXPRESSIONS:
        assert codes.compile(expression, flags) == re.compile(expression, flags)


def test_a_broken_pattern_is_told_by_the_error_of_the_standard_library(tmp_path: Path) -> None:
    with pytest.raises(re.error, match="unterminated subpattern"):
        PatternCodes(tmp_path / "patterns.codes").compile("(ferry")


@pytest.mark.parametrize("changed", ["_code", "_made"])
def test_where_the_engine_has_changed_patterns_are_compiled_as_ever(
    changed: str, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern_codes.works.cache_clear()
    monkeypatch.setattr(pattern_codes, changed, _never)

    assert PatternCodes(kept).compile("fer{2}y").search("ferry")

    pattern_codes.works.cache_clear()
