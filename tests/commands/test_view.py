"""`scrapy view`, as it is typed."""

from __future__ import annotations

import builtins
import socket
import threading
import urllib.request
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.commands import view
from crawler.view.line_files import is_of_captures
from tests.crawling import ROOT
from tests.exports.archives import archive, story

FERRY = "https://a.example/ferry.html"


def run(root: Path, *args: str) -> None:
    command = view.Command()
    command.settings = Settings({"ARCHIVE_DIR": str(root)})
    parser = ArgumentParser()
    command.add_options(parser)
    opts, rest = parser.parse_known_args(args)
    command.run(rest, opts)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere"], "no such archive: nowhere"),
        (["archive", "archive"], "one archive at a time"),
        (["archive", "--index", "archive/view.sqlite"], "inside the archive"),
        (["archive", "--index", "archive/articles/x"], "inside the archive"),
        (["archive", "--index", "file/x"], "--index FILE names another"),
        (["archive", "--index", "i", "--port", "70000"], "70000 is no port"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
) -> None:
    archive(tmp_path / "archive", story(FERRY))
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError) as error:
        run(tmp_path / "archive", *args)

    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    archive(tmp_path / "archive", story(FERRY))

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(UsageError, match=f"127.0.0.1:{port} cannot be served on"):
            run(tmp_path / "archive", "--index", str(tmp_path / "i"), "--port", port)


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path / "archive", story(FERRY))
    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name.startswith(("flask", "werkzeug", "crawler.view.app")):
            raise ModuleNotFoundError(name="flask")
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)

    with pytest.raises(UsageError, match=r"flask is not installed: pip install crawler\[view\]"):
        run(tmp_path / "archive", "--index", str(tmp_path / "i"))


@pytest.mark.parametrize(
    ("host", "warned"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True)]
)
def test_it_serves_until_it_is_ended_and_warns_of_others(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    host: str,
    *,
    warned: bool,
) -> None:
    archive(tmp_path / "archive", story(FERRY))
    served: list[Any] = []
    real = view.server_of

    def server(*args: Any, **viewed: Any) -> Any:
        following, index, opts = args
        here = Namespace(**{**vars(opts), "host": "127.0.0.1"})
        served.append(real(following, index, here, **viewed))
        ready.set()
        return served[0]

    monkeypatch.setattr(view, "server_of", server)
    ready = threading.Event()
    args = (tmp_path / "archive", "--host", host, "--port", "0", "--index", str(tmp_path / "i"))
    running = threading.Thread(target=run, args=args)
    running.start()
    assert ready.wait(10)
    with urllib.request.urlopen(f"http://127.0.0.1:{served[0].port}/", timeout=10) as answer:
        text = answer.read().decode()
    served[0].shutdown()
    running.join(10)

    told = capsys.readouterr().out
    assert "Content-Security-Policy" in answer.headers
    assert f"http://{host}:{served[0].port}/" in told
    assert ("there is no password" in told) is warned
    assert "ferry" in text or "is being read" in text
    assert not (tmp_path / "archive" / "i").exists()


def test_captures_that_nobody_has_read_are_told_from_an_archive(tmp_path: Path) -> None:
    whole = archive(tmp_path / "whole", story(FERRY))
    (tmp_path / "empty").mkdir()
    (tmp_path / "captures").mkdir()
    warc = next((ROOT / "fixtures").glob("*/*/capture.warc"))
    (tmp_path / "captures" / "a.warc").write_bytes(warc.read_bytes())
    (tmp_path / "lines.jsonl").touch()
    told = {
        path: is_of_captures(path)
        for path in (whole, tmp_path / "empty", tmp_path / "captures", warc,
                     tmp_path / "lines.jsonl")
    }  # fmt: skip

    assert [*told.values()] == [False, False, True, True, False]
