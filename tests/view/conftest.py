"""A newsroom, and who looks at it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.crawling import PROSE
from tests.view.harbour import FERRY, PICTURE, QUAY, as_picture
from tests.view.looking import looked_at, page
from tests.view.newsroom import Newsroom, png

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Return an archive of two runs: two versions, a picture, a withdrawal, a takedown."""
    made = Newsroom(tmp_path_factory.mktemp("newsroom") / "archive")
    shown = (
        "<figure><img src=/a.png width=800 height=600><figcaption>It lands.</figcaption></figure>"
    )
    notice = "<p>© 2026 The Quay. All rights reserved.</p>"
    kept = {PICTURE: as_picture(png(60, 40))}
    made.story(FERRY, page("Ferry returns", *PROSE, more=shown + notice), kept)
    made.story(QUAY, page("Quay mended", head="<link rel=preconnect href=https://spy.example>"))
    made.report(stored=2, failed=1, reasons={"failed/timeout": 1})
    made.next_run(timedelta(hours=5))
    later = PROSE[0].replace("Monday", "Tuesday")
    made.story(FERRY, page("Ferry returns late", later, *PROSE[1:], more=shown + notice), kept)
    made.withdrawn(QUAY)
    made.taken_down("https://www.quay.example/private", "a court <b>order</b>")
    made.report(version=1, withdrawn=1, alarms=[{"text": "<i>quiet</i> for 60 hours"}])
    return made


@pytest.fixture(scope="session")
def client(newsroom: Newsroom) -> FlaskClient:
    return looked_at(newsroom.root)
