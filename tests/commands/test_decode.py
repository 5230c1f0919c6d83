"""Bytes are decoded line by line, or a file at a time."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from tests.commands.conftest import Run

ROOT = Path(__file__).parents[2]


STORY = "news/yaowen/2022/0205/223052031.html"


PAGE = (ROOT / f"fixtures/portal/{STORY}.http").read_bytes().partition(b"\r\n\r\n")[2]


def answers(run: Run, name: str, asked: list[Any]) -> list[dict[str, Any]]:
    given = b"\n".join(a if isinstance(a, bytes) else json.dumps(a).encode() for a in asked)
    return [json.loads(line) for line in run(name, given=given)[1].splitlines()]


def test_decode_answers_every_line_and_shows_a_file(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(PAGE)
    asked = [
        {"id": 1, "b64": base64.b64encode(PAGE).decode(), "content_type": ""},
        {"id": 2, "b64": 5},
    ]

    got = answers(run, "decode", asked)
    said = run("decode", page)[1].decode()

    assert (got[0]["encoding"], "error" in got[1]) == ("gb18030", True)
    assert "客车今起" in got[0]["text"]
    assert "gb18030" in said
    assert "客车今起" in said
