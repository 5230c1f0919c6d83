"""What the units, the cron line and the container start is a crawl that this program knows."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Any

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
    shared = name in {"fleet", "kubernetes"}
    own = any(re.fullmatch(r"ARCHIVE_DIR=.*(?:%i|NAME).*", word) for word in words)
    assert own or shared, "its own"
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


def manifests() -> list[dict[str, Any]]:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: pip install --group long")
    return list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))


@pytest.mark.parametrize(
    ("path", "value", "is_sound"),
    [
        ((), None, True),
        (("spec", "schedule"), 30, False),
        (("spec", "jobTemplate", "spec", "paralellism"), 3, False),
        (("spec", "jobTemplate", "spec", "parallelism"), 4, True),
    ],
)
def test_kubernetes_takes_the_manifests_as_they_are(
    path: tuple[str, ...], value: object, *, is_sound: bool
) -> None:
    linter = pytest.importorskip(
        "kubernetes_validate",
        reason="kubernetes-validate is not installed: pip install --group long",
    )
    job, claim = manifests()
    part = job
    for name in path[:-1]:
        part = part[name]
    if path:
        part[path[-1]] = value

    for manifest in (job, claim):
        told = (
            nullcontext()
            if is_sound or manifest is claim
            else pytest.raises(linter.ValidationError)
        )
        with told:
            linter.validate(manifest, linter.latest_version(), strict=True)


@pytest.mark.parametrize("name", ["compose.yaml", "fleet.yaml"])
def test_what_the_services_of_a_compose_file_refer_to_is_in_it(name: str) -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: pip install --group long")
    told = yaml.safe_load((DEPLOY / name).read_text("utf-8"))

    for service in told["services"].values():
        assert ("image" in service) != ("build" in service)
        assert {*service.get("depends_on", ())} <= {*told["services"]}
        named = [each.split(":")[0] for each in service["volumes"]]
        assert {each for each in named if not each.startswith((".", "/"))} <= {*told["volumes"]}
        build = service.get("build", {})
        if build:
            root = DEPLOY / build["context"]
            assert (root / build["dockerfile"]).is_file()
            file = build.get("args", {}).get("REQUIREMENTS", "requirements.txt")
            locked = (root / ".ci" / file).read_text("utf-8")
            needs_driver = "LEDGER=postgresql" in " ".join(service["entrypoint"])
            assert ("\npsycopg==" in locked) == needs_driver


@pytest.mark.skipif(
    not shutil.which("docker")
    or subprocess.run(
        ["docker", "compose", "version"], capture_output=True, check=False
    ).returncode
    != 0,
    reason="docker compose is not installed",
)
@pytest.mark.parametrize("name", ["compose.yaml", "fleet.yaml"])
def test_compose_takes_the_files_as_they_are(name: str) -> None:
    said = {"NAME": "quay", "POSTGRES_PASSWORD": "p", "PATH": os.environ["PATH"]}
    command = ["docker", "compose", "-f", str(DEPLOY / name), "config", "-q"]

    subprocess.run(command, env=said, check=True)
