"""Nothing that a site or an archive says reaches a screen or a log as a command for a terminal."""

from __future__ import annotations

import io
import json
import logging
import re
import shutil
import zipfile
from argparse import Namespace
from pathlib import Path

import pytest

from crawler.commands.lines import show
from crawler.commands.repair import Command
from crawler.log_lines import HarmlessRecord
from crawler.text.harmless import harmless, harmless_json
from tests.crawling import ROOT, lines, response, run, story
from tests.serving import recording
from tests.soak.misdeeds import HOSTILE_TEXT

HARM = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
TOLD = "Ferry \u202eyrreF \x1b[31mred \x1b]0;owned\x07 \x9b2J \x85 \u2066x\u2069 \U000e0041 \x7f\r"
SOUND = "Żółć\t«déjà vu» 渡口的船\nשלום می\u200cشود 👩\u200d🚀 naïve e\u0301"


def test_what_a_terminal_obeys_is_spelled_and_means_the_same_in_json() -> None:
    assert not HARM.search(harmless(TOLD))
    line = json.dumps({"text": TOLD}, ensure_ascii=False)
    assert not HARM.search(harmless_json(line))
    assert json.loads(harmless_json(line)) == {"text": TOLD}


class _Screen(io.TextIOWrapper):
    """Standard output that says it is a terminal."""

    is_terminal = True

    def isatty(self) -> bool:
        return self.is_terminal


@pytest.mark.parametrize("is_terminal", [True, False], ids=["terminal", "pipe"])
def test_a_repaired_text_is_spelled_for_a_terminal_and_is_itself_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, *, is_terminal: bool
) -> None:
    screen = _Screen(io.BytesIO(), "utf-8")
    screen.is_terminal = is_terminal
    monkeypatch.setattr("sys.stdout", screen)

    Command().run(
        [f"{TOLD}{SOUND}"], Namespace(text=True, explain=False, language=None, storage=False)
    )

    told = screen.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert bool(HARM.search(told)) == (not is_terminal)
    assert SOUND.splitlines()[1] in told


def test_text_of_any_language_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    show(SOUND)

    assert capsys.readouterr().out == f"{SOUND}\n"
    assert harmless_json(SOUND) == SOUND


def test_a_log_line_holds_none_in_message_argument_or_traceback() -> None:
    try:
        int(TOLD)
    except ValueError as error:
        fault = type(error), type(error)(TOLD), error.__traceback__
    record = HarmlessRecord("a", logging.ERROR, "", 1, f"{TOLD} %s", (TOLD,), fault)

    formatted = logging.Formatter().format(record)

    assert "ValueError: Ferry" in formatted
    assert not HARM.search(formatted)


# --- every command, over a hostile archive


FRONT = "<html><ul>" + "".join(
    f"<li><a href='/news/2026/0205/{10000 + n}.html'>{HOSTILE_TEXT}</a></li>" for n in (1, 2, 3)
)  # fmt: skip
PAGES = {
    "/": response(FRONT),
    "/news/2026/0205/10001.html": story(HOSTILE_TEXT, HOSTILE_TEXT),
    "/news/2026/0205/10002.html": b"HTTP/1.1 302 \x1b[31mgone\x9b\r\n"
    b"Location: /\x1b]0;owned\x07\xc2\x9b\xe2\x80\xae.html\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n",
    "/news/2026/0205/10003.html": response(f"<h1>{HOSTILE_TEXT}</h1><p>{HOSTILE_TEXT}</p>"),
}  # fmt: skip
WARC = "archive/warc/*.warc.gz"
COMMANDS: dict[str, tuple[str, ...]] = {
    "crawl": ("crawl", "replay", "-a", "captures={odd}"),
    "report": ("report",),
    "why": ("why", "{url}"),
    "history": ("history", "{url}"),
    "read": ("read", "{page}"),
    "read --json": ("read", "--json", "{page}"),
    "read --explain": ("read", "--explain", "{page}"),
    "reread": ("reread", "{out}/reread", "{odd}"),
    "export": ("export", "{out}/stories.csv", "{archive}"),
    "pack": ("pack", "{out}/all.wacz", "{archive}"),
    "outbox": ("outbox", "library", "--next"),
    "sites": ("sites",),
    "ledger": ("ledger",),
    "takedown": ("takedown", "{url}", "--why", "asked", "--dry-run"),
    "retain": ("retain", "--days", "1", "--dry-run"),
    "check-archive": ("check-archive", "{archive}"),
    "check-archive, damaged": ("check-archive", "{odd}"),
}
WITHOUT = {
    "add-site", "check", "completion", "decode", "demo", "fleet", "freeze", "parse", "repair",
    "shell", "store", "view",
}  # fmt: skip
"""Commands that show nothing of an archive here, or that are Scrapy's own; `scrapy fleet` shows
names and numbers of processes, and what `scrapy view` shows is held in a browser."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path | str]:
    folder = tmp_path_factory.mktemp("hostile")
    with recording(PAGES) as server:
        done = run("crawl", "news", "-a", f"url={server.url}/", archive=folder / "archive")
    assert not HARM.search(done.stdout + done.stderr)
    [warc] = folder.glob(WARC)
    with zipfile.ZipFile(folder / f"odd{TOLD[:8]}.wacz", "w") as package:
        package.writestr(f"archive/{TOLD}.warc.gz", warc.read_bytes()[:-9])
        package.writestr(f"archive/{TOLD}2.warc", b"WARC/1.0\r\n" + TOLD.encode() * 3)
    page = folder / "page.html"
    page.write_bytes(PAGES["/news/2026/0205/10001.html"].partition(b"\r\n\r\n")[2])
    (folder / "out").mkdir()
    url = f"{server.url}/news/2026/0205/10001.html"
    assert [each["url"] for each in lines(folder / "archive")]
    return {"folder": folder, "archive": folder / "archive", "page": page, "url": url,
            "out": folder / "out", "odd": folder / f"odd{TOLD[:8]}.wacz"}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_shows_what_a_terminal_would_obey(
    name: str, hostile: dict[str, Path | str], tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(hostile["archive"], archive)
    told = [each.format(**{**hostile, "archive": archive}) for each in COMMANDS[name]]

    done = run(*told, archive=archive)

    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert done.stdout + done.stderr
    assert not HARM.search(done.stdout), HARM.findall(done.stdout)
    assert not HARM.search(done.stderr), HARM.findall(done.stderr)


@pytest.mark.long
def test_no_line_of_an_archive_holds_a_control(hostile: dict[str, Path | str]) -> None:
    for line in lines(Path(hostile["archive"])):
        for name in ("headline", "articleBody", "kicker"):
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", line.get(name) or "")


def test_every_command_is_asked_or_left_out_with_a_reason() -> None:
    made = {path.stem for path in (ROOT / "crawler" / "commands").glob("*.py")
            if "class Command" in path.read_text("utf-8")}  # fmt: skip

    assert made == {each[0] for each in COMMANDS.values()} | WITHOUT
