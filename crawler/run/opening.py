"""An archive is opened for a crawl that is alone, with its ledger or one that is made anew."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import __version__ as scrapy_version

from crawler import __version__
from crawler.archive.check_ledger import LEDGER
from crawler.archive.check_whole import is_archive
from crawler.archive.rebuild import mend
from crawler.archive.segments import SegmentError, Segments
from crawler.ledger.database import LedgerError
from crawler.ledger.files import WHAT_TO_DO
from crawler.run.site_keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


@contextmanager
def named(root: Path) -> Iterator[None]:
    """Raise what an archive that cannot be opened raises as an error that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        path = root / LEDGER
        raise LedgerError(f"{path} cannot be used: {error}. {WHAT_TO_DO}") from error
    except OSError as error:
        raise SegmentError(f"{root} cannot be written: {error}") from error


def demand_ledger(segments: Segments) -> None:
    """Make the ledger anew where it is lost: the archive knows all but its schedule."""
    root = segments.root
    if (root / LEDGER).exists() or not is_archive(root):
        return
    logger.warning("%s is lost: it is made anew from captures and articles", LEDGER)
    for done in mend(root, KEYS, moved_away=True, shelf=segments):
        logger.warning("%s", done)


def about_crawler(settings: BaseSettings) -> tuple[tuple[str, str], ...]:
    """Return what each WARC says of the program that made it, and how it asked."""
    robots = "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore"
    return (
        ("software", f"crawler/{__version__} Scrapy/{scrapy_version}"),
        ("robots", robots),
        ("http-header-user-agent", str(settings["USER_AGENT"])),
    )
