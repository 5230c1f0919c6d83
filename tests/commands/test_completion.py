"""What a shell proposes, and the script that asks for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.commands.completion import script

OPTIONS = {"crawl": ["--help"], "check-archive": ["--mend", "--moved-away"], "sites": ["--json"]}


TYPED = [
    (["scrapy", "c"], {"crawl", "check-archive"}),
    (["scrapy", "check-archive", "--mo"], {"--moved-away"}),
    (["scrapy", "crawl", ""], {"news", "replay"}),
    (["scrapy", "crawl", "news", "-a", "site"], {"site=", "sites=", "site=quay", "site=xrm-ry"}),
    (["scrapy", "crawl", "news", "-a", "un"], {"until="}),
    (["scrapy", "nothing", "--x"], set()),
]


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
@pytest.mark.parametrize(("words", "proposed"), TYPED)
def test_a_shell_proposes_what_can_be_typed(words: list[str], proposed: set[str]) -> None:
    text = script("bash", OPTIONS, ["news", "replay"], ["quay", "x'; rm -r y"])
    typed = " ".join(f"'{word}'" for word in words)
    place = f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}"
    ask = f'{place}; _scrapy_words; echo "${{COMPREPLY[@]}}"'

    done = subprocess.run(
        ["bash", "-c", f"{text}\n{ask}"], capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()) == proposed
    assert not done.stderr


@pytest.mark.long
def test_the_script_of_a_shell_knows_every_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "completion", "bash"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip

    for name in ("add-site", "check-archive", "completion", "read", "sites", "shell"):
        assert f"    {name}) words=" in done.stdout
    assert "--explain" in done.stdout
    assert "site=beiling" in done.stdout
