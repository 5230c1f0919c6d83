"""The settings are Scrapy's but for what is named, each is there for a reason, and all is safe."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.misc import load_object

from crawler import settings as ours

SOURCE = Path(ours.__file__).read_text("utf-8")
OURS: dict[str, Any] = {name: getattr(ours, name) for name in dir(ours) if name.isupper()}
CLASSES = {
    name: [path for path in value if value[path] is not None]
    for name, value in OURS.items()
    if isinstance(value, dict) and any("." in str(path) for path in value)
}


def test_nothing_is_said_that_scrapy_says_already() -> None:
    same = [
        name
        for name, value in OURS.items()
        if hasattr(default_settings, name) and getattr(default_settings, name) == value
    ]

    assert same == []


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_that_is_named_is_there(name: str) -> None:
    for path in CLASSES[name]:
        assert load_object(path)


@pytest.mark.parametrize("name", ["DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "SPIDER_MIDDLEWARES"])
def test_what_is_switched_off_is_scrapys_own(name: str) -> None:
    off = [path for path, at in OURS.get(name, {}).items() if at is None]

    base = getattr(default_settings, f"{name}_BASE")
    assert {path for path in off if path not in base} == set()


def test_the_stages_of_a_page_have_places_of_their_own() -> None:
    places = list(ours.ITEM_PIPELINES.values())

    assert places == sorted({*places})


def test_no_file_of_this_machine_is_read_and_no_port_opened() -> None:
    settings = Settings()
    settings.setmodule(ours)
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")

    assert {scheme for scheme, path in handlers.items() if path} == {"http", "https"}
    for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "ALLOW_PRIVATE_ADDRESSES"):
        assert not settings.getbool(name), name
    for name in ("ROBOTSTXT_OBEY", "DOWNLOAD_VERIFY_CERTIFICATES"):
        assert settings.getbool(name), name
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1


def test_each_setting_of_our_own_says_what_it_is() -> None:
    """One without a comment on its lines is a word of the crawler's that a reader has to guess."""
    lines = SOURCE.splitlines()
    commented = {
        token.start[0]
        for token in tokenize.generate_tokens(io.StringIO(SOURCE).readline)
        if token.type == tokenize.COMMENT
    }
    plain = []
    for number, line in enumerate(lines, 1):
        name = line.partition(" ")[0].rstrip(":")
        if name in OURS and not hasattr(default_settings, name):
            end = next(
                (
                    n
                    for n in range(number + 1, len(lines) + 1)
                    if lines[n - 1][:1] not in {" ", "]", ")", "}"}
                ),
                number + 1,
            )
            if not commented.intersection(range(number, end)):
                plain.append(name)

    assert plain == ["ARCHIVE_DIR", "KEEP_CAPTURES", "IMAGES_TYPES"], "their names say it"
