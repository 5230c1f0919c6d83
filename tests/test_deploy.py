"""What the units, the cron line and the container start is a crawl that this program knows."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler import settings
from crawler.spiders.fleet_arguments import ALLOWED
from crawler.spiders.news_arguments import NAMES

DEPLOY = Path(settings.__file__).parent / "deploy"


def commands() -> dict[str, list[str]]:
    """Return every command that starts a crawl, as words."""
    service = (DEPLOY / "crawler@.service").read_text("utf-8")
    cron = (DEPLOY / "crontab").read_text("utf-8")
    compose = (DEPLOY / "compose.yaml").read_text("utf-8")
    fleet = (DEPLOY / "fleet.yaml").read_text("utf-8")
    kubernetes = (DEPLOY / "kubernetes.yaml").read_text("utf-8")
    [args] = re.findall(r"(?m)^ +args:\n((?: +- .*\n)+)", kubernetes)
    [begun] = re.findall(r"(?m)^ExecStart=(.*)$", service)
    return {
        **{
            f"service of {start}": shlex.split(begun.replace("${START}", start))
            for start in ("site=quay", "url=https://quay.example/")
        },
        "cron": shlex.split(re.findall(r"flock -n \S+ (.*?) \|\|", cron)[0]),
        "compose": json.loads(re.findall(r"entrypoint: (\[.*\])", compose)[0]),
        "fleet": json.loads(re.findall(r"entrypoint: (\[.*\])", fleet)[0]),
        "kubernetes": [
            *json.loads(re.findall(r"command: (\[.*\])", kubernetes)[0]),
            *re.findall(r"(?m)- (.*)$", args),
        ],
    }


@pytest.mark.parametrize("name", commands())
def test_what_is_started_is_known(name: str) -> None:
    words = commands()[name]
    known = Settings()
    known.setmodule(settings)

    assert words[0].endswith("scrapy")
    assert words[1:3] == ["crawl", "news"]
    assert any(word.startswith("CONTACT=") for word in words), "somebody answers for it"
    assert any(re.fullmatch(r"ARCHIVE_DIR=.*(?:%i|NAME).*", word) for word in words), "its own"
    for option, value in pairwise(words):
        said = value.partition("=")[0]
        if option == "-a":
            assert said in {*NAMES, *ALLOWED}, "what is named is an argument of the spider"
        if option == "-s":
            assert said in known


def test_a_run_ends_before_the_next_begins() -> None:
    timer = (DEPLOY / "crawler@.timer").read_text("utf-8")
    minutes = int(re.findall(r"minutes=(\d+)", " ".join(commands()["service of site=quay"]))[0])

    assert minutes < int(re.findall(r"OnCalendar=\*:0/(\d+)", timer)[0])


def test_a_service_is_given_the_ten_seconds_that_a_run_needs() -> None:
    service = (DEPLOY / "crawler@.service").read_text("utf-8")

    assert int(re.findall(r"TimeoutStopSec=(\d+)", service)[0]) > 10


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("mistake", [("", ""), ("Type=oneshot", "Type=onceshot")])
def test_systemd_takes_the_units_as_they_are(mistake: tuple[str, str], tmp_path: Path) -> None:
    program = f"{sys.executable} -m scrapy"
    for kind in ("service", "timer"):
        unit = (DEPLOY / f"crawler@.{kind}").read_text("utf-8").replace(*mistake)
        unit = unit.replace("/opt/crawler/.venv/bin/scrapy", program)
        (tmp_path / f"crawler@.{kind}").write_text(unit, "utf-8")

    for kind in ("service", "timer"):
        units = [shutil.which("systemd-analyze") or "", "verify", "--man=no"]
        told = subprocess.run(
            [*units, str(tmp_path / f"crawler@quay.{kind}")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert bool(told.returncode or told.stderr) == bool(mistake[0]), told.stderr
