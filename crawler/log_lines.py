"""Log lines that no page can write a command for a terminal into, and that hold no password.

Scrapy logs the settings that were given, a store's and a proxy's address among them.
"""

from __future__ import annotations

import logging

from crawler import patterns as re
from crawler.text.harmless import harmless

_USER = re.compile(r"(?<=://)[^\s'\"/?#<>]*@")
_GIVEN = re.compile(
    r"('(?:WEBHOOK_URL|\w*(?:PASSWORD|SECRET|TOKEN|_KEY|_PASS))': )(?:'[^'\n]*'|\"[^\"\n]*\")"
)


def without_passwords(text: str) -> str:
    """Return a text without users and passwords of addresses, and without secrets of settings.

    >>> without_passwords("no proxy at http://own:p@ss@a.example:3128: gone")
    'no proxy at http://a.example:3128: gone'
    >>> without_passwords("{'WEBHOOK_URL': 'https://a.example/T0/xyz', 'BOT_NAME': 'crawler'}")
    "{'WEBHOOK_URL': '…', 'BOT_NAME': 'crawler'}"
    """
    if "Overridden settings" in text or "'WEBHOOK_URL'" in text:
        text = _GIVEN.sub(r"\1'…'", text)
    return _USER.sub("", text) if "@" in text else text


class HarmlessRecord(logging.LogRecord):
    """A record whose message and traceback are shown as `crawler.text.harmless` spells them."""

    def getMessage(self) -> str:  # noqa: N802 logging's name
        """Return the message with its arguments in it."""
        return without_passwords(harmless(super().getMessage()))

    @property
    def exc_text(self) -> str | None:
        """The traceback, as a formatter has made it."""
        return self._traceback

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._traceback = None if text is None else without_passwords(harmless(text))


def install() -> None:
    """Have every record of this process be one of these."""
    logging.setLogRecordFactory(HarmlessRecord)
