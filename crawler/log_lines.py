"""Log lines that no page can write a command for a terminal into, or a second line."""

from __future__ import annotations

import logging

from crawler.text.harmless import harmless


class HarmlessRecord(logging.LogRecord):
    """A record whose message and traceback are shown as `crawler.text.harmless` spells them."""

    def getMessage(self) -> str:  # noqa: N802 logging's name
        """Return the message with its arguments in it."""
        return harmless(super().getMessage())

    @property
    def exc_text(self) -> str | None:
        """The traceback, as a formatter has made it."""
        return self._traceback

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._traceback = None if text is None else harmless(text)


def install() -> None:
    """Have every record of this process be one of these."""
    logging.setLogRecordFactory(HarmlessRecord)
