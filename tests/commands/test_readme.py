"""Every command that the README and the deploy files name is run, against a site on loopback.

A row of the README's table that has no walk here fails, and so does a walk without a row: a
command cannot be documented and forgotten, nor its options.
"""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.commands.portal import serving
from crawler.spiders.news_arguments import NAMES
from tests.crawling import ROOT, lines, listing, run, site, story
from tests.test_deploy import commands as deployed

README = (ROOT / "README.md").read_text("utf-8")
PLACES = (
    "README.md", "crawler/deploy/README.md", "crawler/sites/README.md",
    "crawler/archive/archive_readme.md",
)  # fmt: skip
OLD, NEW, OTHER = (
    "/news/2024/0105/101.html", "/news/2026/0205/102.html", "/sport/2026/0206/103.html",
)  # fmt: skip
PAGES = {
    "/": listing(OLD, NEW, OTHER, after="<a href='/news/'>News</a>"),
    "/news/": listing(OLD, NEW),
    OLD: story("An old story of the ferry"),
    NEW: story("The ferry returns"),
    OTHER: story("A boat race is held"),
}


class Step(NamedTuple):
    """One command, and how it ends."""

    line: str
    status: int = 0
    said: str = ""
    """What stands in what it prints, or logs."""

    archive: str = "archive"
    stories: int | None = None
    """How many the archive holds then."""


WALK: dict[str, list[Step]] = {
    "scrapy demo": [
        Step("demo", said="25 articles", archive="demo", stories=25),
        Step("demo --log", said="finished", archive="demo"),
    ],
    "scrapy crawl news -a url=URL [-a limit=N]": [
        Step("crawl news -a url={url} -a limit=2", stories=2),
        Step("crawl news -a url={url} -a minutes=5", stories=3),
        Step("crawl news -a url={url}", said="balances", stories=3),
        Step("crawl news -a url={bare}", said="it is http://", archive="bare", stories=3),
        Step("crawl news -a limt=2 -a url={url}", 2, "is -a limit=… meant?"),
    ],
    "scrapy crawl news -a site=NAME": [
        Step("crawl news -a site=beiling", 1, "nothing was fetched", "profile"),
        Step("crawl news -a site=beilin", 2, "is 'beiling' meant?"),
    ],
    "… -a sites=A,B or =FILE": [
        Step("crawl news -a sites={url},{two}", archive="several", stories=4),
        Step("crawl news -a sites={sites}", archive="filed", stories=4),
        Step("crawl news -a sites={url},{dead}", 1, "LOOK: 127.0.0.1: nothing", "half", 3),
    ],
    "… -a urls=FILE": [Step("crawl news -a urls={urls}", archive="given", stories=3)],
    "… -a only=URL": [Step("crawl news -a only={url}{new}", archive="only", stories=1)],
    "… -a since=DAY -a until=DAY": [
        Step("crawl news -a url={url} -a since=2026-02-06", archive="since", stories=1),
        Step("crawl news -a url={url} -a until=2024-12-31", archive="until", stories=1),
        Step("crawl news -a url={url} -a since=soon", 2, "a day such as"),
    ],
    "… -a language=en,zh-Hant": [
        Step("crawl news -a url={url} -a language=en,zh-Hant", archive="english", stories=3),
        Step("crawl news -a url={url} -a language=de", 1, "no story was found", "german", 0),
    ],
    "… -a match=REGEX -a skip=REGEX": [
        Step("crawl news -a url={url} -a match=/news/ -a skip=/2024/", archive="match", stories=1),
        Step("crawl news -a url={url} -a match=(", 2, "no regular expression"),
    ],
    "… -a fleet=NAME -s LEDGER=postgresql://…": [
        Step("crawl news -a fleet=all -a sites={url}", 2, "share a ledger", "fleet"),
        Step("crawl news -a fleet=all -a sites={url} -s LEDGER={server}", 1, "refused", "fleet"),
    ],
    "scrapy crawl replay -a captures=PATH": [
        Step("crawl replay -a captures={archive}", archive="again", stories=3),
        Step("crawl replay -a captures={archive}/warc", said="same-capture 3", archive="again"),
    ],
    "scrapy read FILE|URL": [
        Step("read {page}", said="The ferry returns"),
        Step("read {story} --json", said='"headline": "The ferry returns"'),
        Step("read {page} --explain", said="headline"),
    ],
    "scrapy decode, scrapy repair": [
        Step("decode {page}", said="The ferry returns"),
        Step("repair 'OÃ¹ est le quai ?'", said="Où est le quai ?"),
    ],
    "scrapy sites [SITE]": [
        Step("sites", said="1 sites in the archive: well 1"),
        Step("sites --json", said='"profiles"'),
    ],
    "scrapy add-site URL": [
        Step("add-site {url} --name quay --sites {tmp}/profiles --fixtures {tmp}/fixtures",
             said="SITE = Site("),
        Step("add-site quay", 2, "say which site"),
    ],
    "scrapy completion bash|zsh": [
        Step("completion bash", said="complete -o nospace"),
        Step("completion fish", 2, "bash or zsh"),
    ],
    "scrapy freeze URL|CAPTURE": [
        Step("freeze --fixtures {tmp}/fixtures --story ferry {story}", said="Frozen in"),
    ],
    "scrapy report": [
        Step("report", said="= stored"),
        Step("report --json --run 1", said='"balances": true'),
        Step("report --html {tmp}/runs.html"),
    ],
    "scrapy fleet [NAME]": [
        Step("fleet", 2, "which ledger?"),
        Step("fleet all -s LEDGER={server}", 2, "refused"),
    ],
    "scrapy ledger": [
        Step("ledger", said="3 stories"),
        Step("ledger --traps", said="no traps"),
        Step("ledger --forget-trap a.example/*", 2, "no trap a.example"),
        Step("ledger --copy-to {server}", 2, "refused"),
        Step("ledger --copy-to mysql://a.example/b", 2, "--copy-to postgresql://"),
    ],
    "scrapy why URL": [Step("why {story}", said="listed by")],
    "scrapy view [ARCHIVE]": [
        Step("view {archive} --index {tmp}/index --port 0", said="is shown on http://"),
        Step("view --port 70000", 2, "is no port"),
    ],
    "scrapy history URL": [Step("history {story}", said="version 1")],
    "scrapy reread OUT WARC...": [
        Step("reread {tmp}/reread {archive}/warc"),
        Step("reread {tmp}/compared {archive}/warc --against {archive} --dry-run"),
    ],
    "scrapy export OUT [ARCHIVE]": [
        *(Step(f"export {{tmp}}/stories.{form}", said="3") for form in
          ("parquet", "csv", "sqlite", "jsonl", "jsonl.gz", "jsonl.zst", "jsonld", "nq")),
        *(Step(f"export {{tmp}}/{form} --as {form}", said="3") for form in
          ("daily", "markdown", "text")),
        Step("export {tmp}/one.csv {archive} --query race --newest", said="1"),
        Step("export {tmp}/none.csv --since 2031-01-01 --until 2031-01-02", 1),
        Step("export {tmp}/host.csv --site nobody.example", 1),
    ],
    "scrapy pack OUT [ARCHIVE]": [Step("pack {tmp}/out.wacz"), Step("pack {tmp}/bag {archive}")],
    "scrapy outbox NAME": [
        Step("outbox library", said="files wait for library"),
        Step("outbox library --next", said="articles/"),
        Step("outbox library --done {line}"),
    ],
    "scrapy takedown URL|ID --why TEXT": [
        Step("takedown {story} --why Asked --dry-run", archive="several", stories=4),
        Step("takedown {story} --why Asked", archive="several", stories=3),
        Step("check-archive {tmp}/several", archive="several"),
        Step("takedown {story} --why Again", 1, archive="demo"),
    ],
    "scrapy store [URL]": [
        Step("store file://{tmp}/there"),
        Step("store file://{tmp}/there --let-go"),
        Step("check-archive --moved-away {archive}"),
        Step("store file://{tmp}/there --fetch {warc}"),
    ],
    "scrapy retain --days N --size BYTES": [
        Step("retain --days 0 --size 500G --dry-run", archive="again"),
        Step("retain --days 30", archive="again"),
    ],
    "scrapy check-archive DIR": [
        Step("check-archive {tmp}/filed"),
        Step("check-archive --mend {tmp}/filed"),
    ],
}  # fmt: skip
"""By the first column of the README's table, in an order in which one finds what others left."""


def documented() -> list[str]:
    """Return the first column of the table of commands."""
    table = README.partition("| command | what it does |")[2].partition("\n\n")[0]
    cells = re.findall(r"(?m)^\| (`.*?`) \| ", table)
    return [cell.replace("`", "").replace("\\|", "|") for cell in cells]


def test_every_row_of_the_table_of_commands_is_walked() -> None:
    assert list(WALK) == documented()


def test_every_command_and_argument_that_is_named_anywhere_is_walked() -> None:
    text = "\n".join((ROOT / place).read_text("utf-8") for place in PLACES)
    named = set(re.findall(r"scrapy ([a-z][a-z-]+)(?=[ `\]])", text))
    walked = {step.line.split()[0] for steps in WALK.values() for step in steps}
    arguments = {word.partition("=")[0] for steps in WALK.values() for step in steps
                 for word in step.line.split() if "=" in word}  # fmt: skip

    assert named - walked <= {"project", "project's"}
    assert set(NAMES) <= arguments


OF_THE_BLOCKS = [
    line for block in re.findall(r"(?s)```sh\n(.*?)```", README)
    for line in block.splitlines() if "scrapy" in line
]  # fmt: skip


@pytest.mark.long
def test_every_command_of_the_readme_does_what_it_says(tmp_path: Path) -> None:
    with (
        serving(site(tmp_path / "one", PAGES)) as one,
        serving(site(tmp_path / "two", {"/": listing(NEW), NEW: story("A lighthouse")})) as two,
    ):
        places = _laid_out(tmp_path, one, two)
        wrong = [told for steps in WALK.values() for step in steps
                 for told in _walked(step, tmp_path, places)]  # fmt: skip

    assert not wrong, "\n\n".join(wrong)


def _laid_out(tmp: Path, one: str, two: str) -> dict[str, str]:
    """Return what stands for what in the commands."""
    here = one.rstrip("/")
    files = {
        "sites": f"# ours\n{one}\n{two}\n",
        "urls": f"{here}{OTHER}\n{here}/news/\n",
        "page": PAGES[NEW].partition(b"\r\n\r\n")[2].decode(),
    }
    for name, text in files.items():
        (tmp / f"{name}.txt").write_text(text, "utf-8")
    return {
        "tmp": str(tmp), "url": one, "two": two, "bare": here.partition("//")[2], "new": NEW[1:],
        "dead": "http://127.0.0.1:1/", "server": "postgresql://nobody@127.0.0.1:1/news",
        "archive": str(tmp / "archive"), "story": f"{here}{NEW}",
        **{name: str(tmp / f"{name}.txt") for name in files},
    }  # fmt: skip


def _walked(step: Step, tmp: Path, places: dict[str, str]) -> list[str]:
    """Return what is not as the step says."""
    root = tmp / step.archive
    for name, kind in (("line", "articles"), ("warc", "warc")):
        kept = sorted((tmp / "archive" / kind).glob("*"))
        places[name] = f"{kind}/{kept[0].name}" if kept else places.get(name, "")
    words = shlex.split(step.line.format(**places))
    done = _served(words) if "--index" in words else run(*words, archive=root)
    output = done.stdout + done.stderr
    held = len({each["url"] for each in lines(root)})
    faults = (
        (done.returncode != step.status, f"exit status {done.returncode}, not {step.status}"),
        (step.said not in output, f"does not say {step.said!r}"),
        (step.stories is not None and held != step.stories, f"{held} stories are held"),
        ("Traceback" in output, "a traceback"),
        (step.status == 2 and output.count("\n") != 1, "more than one line"),
    )
    told = [fault for is_so, fault in faults if is_so]
    return [f"scrapy {step.line}: {', '.join(told)}\n{output[-1500:]}"] if told else []


def _served(words: list[str]) -> subprocess.CompletedProcess[str]:
    """Return what a command says that serves until somebody ends it, once it does."""
    command = [sys.executable, "-u", "-m", "scrapy", *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        # Whoever is started in the background ignores it, and so do its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as going:  # fmt: skip
        too_long = threading.Timer(60, going.kill)
        too_long.start()
        assert going.stdout
        said = going.stdout.readline()
        [address] = re.findall(r"http://\S+", said)
        with urllib.request.urlopen(address) as page:
            said += page.read().decode()
        going.send_signal(signal.SIGINT)
        said += going.communicate()[0]
        too_long.cancel()
    return subprocess.CompletedProcess(command, going.returncode, said, "")


@pytest.mark.long
@pytest.mark.parametrize(
    "name",
    [
        *(each for each, words in deployed().items() if "fleet=" not in " ".join(words)),
        *OF_THE_BLOCKS,
    ],
)
def test_what_is_typed_or_scheduled_brings_the_stories_of_a_site(
    name: str, tmp_path: Path
) -> None:
    words = deployed().get(name) or shlex.split(name.rpartition(" && ")[2])
    assert words[0].endswith("scrapy")
    archive = tmp_path / "archive"
    with serving(site(tmp_path / "site", PAGES)) as home:
        given = [word for word in words[1:] if not word.startswith("--logfile")]
        given = [re.sub(r"^(?:url|site)=.*", f"url={home}", word) for word in given]
        if "crawl" in given and not any(word.startswith("url=") for word in given):
            given += ["-a", f"url={home}"]  # the container is told which
        done = run(*given, archive=archive)

    assert done.returncode == 0, done.stderr[-3000:]
    assert len(lines(archive)) == (3 if "crawl" in given else 25)
