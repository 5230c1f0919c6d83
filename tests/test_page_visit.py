"""A page may ask for so much and no more, and is done when it waits for nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler import page_visit
from crawler import settings as ours
from crawler.model import Capture
from crawler.page_requests import Asked, House
from crawler.page_visit import (
    LEAST_TEXT,
    Answers,
    Limits,
    Visit,
    asked_of,
    be_quiet,
    headers_of,
    readable_by,
)

URL = "https://quay.example/1"
PAGE = Capture(url=URL, fetched_at=datetime(2026, 2, 5, tzinfo=UTC), body=b"<p>Ferry")


def visit(requests: int = 2, size: int = 100) -> Visit:
    return Visit(PAGE, House.of(PAGE), Limits(5.0, requests, size))


def test_the_limits_are_those_of_the_settings() -> None:
    settings = Settings()
    settings.setmodule(ours)
    settings.set("RENDER_REQUESTS", "3")

    assert Limits.of(settings) == (ours.RENDER_TIMEOUT, 3, ours.RENDER_MAXSIZE)


def test_a_page_asks_no_more_than_its_requests_and_its_bytes() -> None:
    counted, large = visit(), visit()

    assert [counted.may_ask() for _ in range(3)] == [True, True, False]
    assert large.may_ask()
    large.size = 100
    assert not large.may_ask()


def asked(url: str = URL, kind: str = "script", method: str = "GET") -> Asked:
    return Asked(url, kind, method, b"", is_page=False)


SCRIPT = {"status": 200, "headers": {}, "body": b"x" * 10}


@pytest.mark.parametrize(
    ("request_", "answer", "is_kept"),
    [
        (asked(), SCRIPT, True),
        (asked(kind="fetch"), SCRIPT, False),
        (asked(method="POST"), SCRIPT, False),
        (asked(), {**SCRIPT, "status": 404}, False),
    ],
)
def test_a_script_is_asked_for_once_in_a_run(
    request_: Asked, answer: dict[str, Any], *, is_kept: bool
) -> None:
    answers = Answers()

    answers.keep(request_, answer)

    assert answers.of(asked()) == (answer if is_kept else None)
    assert answers.of(asked(kind="fetch")) is None
    assert answers.of(asked("https://quay.example/2")) is None


def test_scripts_are_kept_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_visit, "MOST_SCRIPTS", 20)
    answers = Answers()

    for n in range(3):
        answers.keep(asked(f"{URL}/{n}"), SCRIPT)

    assert [bool(answers.of(asked(f"{URL}/{n}"))) for n in range(3)] == [True, True, False]


def test_what_a_server_failed_to_answer_is_asked_for_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_visit, "MOST_FAILED", 1)
    answers = Answers()

    answers.fail(asked())
    answers.fail(asked("https://quay.example/2"))

    assert answers.has_failed(asked(kind="fetch"))
    assert not answers.has_failed(asked(method="POST")), "what is sent may be another thing"
    assert not answers.has_failed(asked("https://quay.example/2")), "there is no more room"


class Tab:
    """A page that shows so many letters, one count after the other."""

    def __init__(self, *letters: int) -> None:
        self._letters, self.looks = [*letters], 0

    async def evaluate(self, _: str) -> int:
        self.looks += 1
        return self._letters.pop(0) if len(self._letters) > 1 else self._letters[0]


class Clock:
    """A tenth of a second goes by with each look."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        fake = SimpleNamespace(monotonic=lambda: self.now)
        monkeypatch.setattr(page_visit, "time", fake)
        monkeypatch.setattr(page_visit, "asyncio", SimpleNamespace(sleep=self.sleep))

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


TEXT = LEAST_TEXT
QUIET: dict[str, tuple[Tab, int, tuple[float, float]]] = {
    "text that stays": (Tab(TEXT), 0, (0.5, 0.9)),
    "a frame that stays": (Tab(TEXT - 1), 0, (3.0, 3.4)),
    "text that comes late": (Tab(*[0] * 20, TEXT), 0, (2.5, 3.0)),
    "text that grows": (Tab(*range(TEXT, TEXT + 20), TEXT + 20), 0, (2.4, 3.0)),
    "a request that is never answered": (Tab(TEXT), 1, (9.9, 10.2)),
}


@pytest.mark.parametrize("name", QUIET)
def test_a_page_is_done_when_it_waits_for_nothing_and_changes_no_more(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab, waits, (least, most) = QUIET[name]
    clock, shown = Clock(monkeypatch), visit()
    shown.open = waits

    asyncio.run(be_quiet(tab, shown, until=110.0))

    assert least <= clock.now - 100.0 <= most


class Request:
    """What a browser says of a request."""

    url, resource_type, method, post_data_buffer = URL, "document", "GET", None

    def __init__(self, *, navigates: bool = True, parent: object = None) -> None:
        self._navigates, self._parent = navigates, parent

    def is_navigation_request(self) -> bool:
        return self._navigates

    @property
    def frame(self) -> Any:
        if self._parent == "none yet":
            raise RuntimeError("Frame for this navigation request is not available")
        return SimpleNamespace(parent_frame=self._parent)


@pytest.mark.parametrize(
    ("request_", "is_page"),
    [
        (Request(), True),
        (Request(parent="none yet"), True),
        (Request(parent="the page"), False),
        (Request(navigates=False), False),
    ],
)
def test_a_request_is_the_pages_own_or_that_of_a_frame(
    request_: Request, *, is_page: bool
) -> None:
    assert asked_of(request_) == Asked(URL, "document", "GET", b"", is_page)


def test_what_is_sent_says_what_is_wanted_and_not_by_whom() -> None:
    sent = {"Accept": "a", "cookie": "b", "user-agent": "c", "Content-Type": "d", "referer": "e"}

    assert headers_of(sent) == {"Accept": "a", "Content-Type": "d"}


@pytest.mark.parametrize(
    ("origin", "allowed", "told"),
    [
        ("https://b.example", "https://a.example", "https://b.example"),
        ("https://b.example", "*", "*"),
        ("https://b.example", "https://b.example", "https://b.example"),
        (None, "https://a.example", "https://a.example"),
    ],
)
def test_a_script_that_another_site_was_given_may_be_read_by_this_one(
    origin: str | None, allowed: str, told: str
) -> None:
    headers = {"access-control-allow-origin": allowed, "x": "1"}

    assert readable_by(origin, headers) == {"access-control-allow-origin": told, "x": "1"}
    assert readable_by(origin, {"x": "1"}) == {"x": "1"}
