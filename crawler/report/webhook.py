"""Tells somebody how a run went: the report, as JSON, to an address of theirs."""

from __future__ import annotations

import json
import logging
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from crawler.archive.object_store import scrubbed

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that a run waits to be heard; it ends in any case."""


def tell(url: str, report: Mapping[str, Any]) -> bool:
    """Post a report; say whether it was taken. What goes wrong is logged and nothing else."""
    if not url.startswith(("http://", "https://")):
        logger.error("WEBHOOK_URL is no address of the web: http://… or https://…")
        return False
    data = json.dumps(report, ensure_ascii=False).encode()
    request = Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 checked above
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 checked above
            answer.read(1)
    except (OSError, HTTPException, ValueError) as error:
        # Its path is as good as a password.
        host = urlsplit(url).hostname
        logger.warning("nobody took the report at %s: %s", host, scrubbed(str(error), url))
        return False
    return True
