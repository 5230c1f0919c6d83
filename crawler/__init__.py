"""A news crawler that keeps what it fetched and can always read it again.

    from crawler import read

    article = read(html, url="https://news.example/1.html")
    print(article.headline, article.date_published, article.article_body)

`__all__` is the public Python API; what stands elsewhere may move. This page is the map.

    Response -> Capture -> Article -> one line of JSON
    (Scrapy)    (bytes)    (text)     (archive)

Read `model` first: it is the vocabulary. `extract` is the whole story of one
page in three calls. Everything below the line is plain Python over lxml, usable
without Scrapy, and a floor imports only what stands below it:
`tests/test_architecture.py` holds both.

    api                                        one page, for whoever imports this
    addon  own_spiders  installed  log_lines   in other projects; from the wheel; its log
    spiders  pipelines  commands  settings     what to crawl, what happens to it
    middlewares  extensions                    who may be asked; what goes beside a crawl
    scheduler  download  tap  workers  engine  what is handed out, fetched and read
    worker_process                             one of those that read
    browser  page_visit                        what fills a page, and one page while it does
    access                                     what opens a closed one
    run                                        a crawl in progress: one page, and its site
    report                                     how a run went, and where that is told
    fixtures                                   what fixtures are, and may not hold
    ----------------------------------------------------------------------------
    reread  view                               captures read again; an archive to look at
    extract  exports                           what happens to one capture; tables, folders
    page  sites                                HTML into an article; publishers
    site                                       what a publisher is
    archive                                    what is kept, in files of others' formats
    boilerplate  ledger                        what is taken off; what became of an address
    private_addresses  page_requests           whom a crawl may ask, and the scripts of a page
    wire  memory  frontier                     HTTP; what stories teach; addresses
    model  compression  text                   values; bytes; strings
    outcomes                                   what becomes of an address, in one word
    lang                                       what languages say, without HTML
    normal_forms                               Unicode's, however many marks a letter has
    patterns                                   `re`, compiled when it is first used
    pattern_codes                              what that compiles to, for the next process
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.api import read
    from crawler.extract import extract
    from crawler.model import Article, Capture, NotAnArticle
    from crawler.text.encoding.decode import decode
    from crawler.text.repair.repair import repair

__version__ = "0.1.0"

__all__ = ["Article", "Capture", "NotAnArticle", "decode", "extract", "read", "repair"]

_HOMES = {
    "read": "crawler.api",
    "extract": "crawler.extract",
    "decode": "crawler.text.encoding.decode",
    "repair": "crawler.text.repair.repair",
    "Article": "crawler.model",
    "Capture": "crawler.model",
    "NotAnArticle": "crawler.model",
}
"""Where each public name is defined. It is imported when it is first asked for, so that
``import crawler`` costs nothing: https://peps.python.org/pep-0562/."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """The package, in which `extract` is the function, whoever imported the module before.

    Importing a submodule binds it in its package, and would hide the function of its name:
    https://docs.python.org/3/reference/import.html#submodules.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
