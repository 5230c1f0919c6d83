"""The pages of the viewer: each a function of what was asked, by its address."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from flask import Response, abort, current_app, redirect, render_template, request, url_for

from crawler import patterns as re
from crawler.archive.check_lines import UNREADABLE
from crawler.archive.jsonl import schema
from crawler.archive.schema import faults
from crawler.outcomes import TABLE
from crawler.view.asked import (
    asked,
    day_or_none,
    demand_day,
    dict_of,
    dicts_of,
    holdings,
    list_of,
    number_of,
    record_of,
)
from crawler.view.charts import Run, charts_of
from crawler.view.excerpts import excerpt
from crawler.view.holdings import PAGE, RUNS, SITES, Holdings
from crawler.view.in_place import edits_of, in_place, paragraphs_of
from crawler.view.labels import KNOWN, METADATA, TEXTS
from crawler.view.line_files import ERRORS
from crawler.view.rows import StoryRow, Window
from crawler.view.served import (
    POLICY,
    is_page,
    media_type,
    picture_type,
    shown_page,
    source_of,
)
from crawler.view.shown import texts_of
from crawler.view.side_by_side import side_by_side
from crawler.view.words import words_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.model import Capture
    from crawler.view.rows import VersionRow

    Record = dict[str, Any]

_DIGEST = re.compile(r"[a-z0-9-]{1,10}:[A-Za-z0-9+/=_-]{8,128}")
_HITS = 20


# --- days


def front() -> str:
    """The newest two days that have stories."""
    held = holdings()
    newest = held.newest_day()
    days = [newest, held.beside(newest)[0]] if newest else []
    return render_template(
        "front.html",
        days=[(day, *held.count_on(day), held.day(day)) for day in days if day],
        earlier=held.beside(days[-1])[0] if days and days[-1] else "",
    )


def day(day: str) -> str:
    """The stories of a day, by site."""
    held, page = holdings(), number_of("page")
    demand_day(day)
    count, sites = held.count_on(day)
    before, after = held.beside(day)
    return render_template(
        "day.html",
        day=day,
        count=count,
        sites=sites,
        groups=held.day(day, page * SITES),
        before=before,
        after=after,
        page=page,
        more=sites > (page + 1) * SITES,
    )


def day_of_site(day: str, host: str) -> str:
    """The stories of a site of a day."""
    held, page = holdings(), number_of("page")
    demand_day(day)
    stories = held.stories(day, host, skip=page * PAGE, most=PAGE + 1)
    if not stories:
        abort(404, f"there is no story of {host} of that day")
    before, after = held.beside(day, host)
    return render_template(
        "day_of_site.html",
        day=day,
        host=host,
        stories=stories[:PAGE],
        more=len(stories) > PAGE,
        page=page,
        before=before,
        after=after,
    )


def days() -> str:
    """The months that have stories, and the days of one."""
    held = holdings()
    months = held.months()
    month = request.args.get("month") or (months[0][0] if months else "")
    if month and not re.fullmatch(r"\d{4}-\d\d", month):
        abort(404, "there is no such month")
    return render_template(
        "days.html", months=months, month=month, days=held.days_of(month) if month else []
    )


# --- sites


def sites() -> str:
    """The sites, and how much there is of each."""
    return render_template("sites.html", sites=holdings().sites())


def site(host: str) -> str:
    """A site: how its runs went, and its stories."""
    held, before = holdings(), request.args.get("before", "")
    known = held.site(host)
    if known is None:
        abort(404, f"there is no story of {host}")
    if before and not re.fullmatch(r"[\d-]{10}_\d{1,18}", before):
        abort(404, "there is no such page")
    stories = held.of_site(host, before, PAGE + 1)
    charts = [] if before else _charts(held, host)
    return render_template(
        "site.html",
        host=host,
        known=known,
        stories=stories[:PAGE],
        before=before,
        older=f"{stories[PAGE - 1].day}_{stories[PAGE - 1].n}" if len(stories) > PAGE else "",
        charts=charts,
    )


# --- search


def search() -> str:
    """The stories that have words."""
    held = holdings()
    typed = request.args.get("q", "")[:500]
    window = Window(
        since=day_or_none("since"),
        until=day_or_none("until"),
        host=request.args.get("site", "")[:300],
    )
    before = number_of("before", limit=1 << 62)
    hits, count = held.found(typed, window, before, _HITS + 1) if typed.strip() else ([], 0)
    looked_for = words_in(typed)
    return render_template(
        "search.html",
        typed=typed,
        window=window,
        hits=[(hit, excerpt(hit.body, looked_for)) for hit in hits[:_HITS]],
        count=count,
        before=before,
        older=hits[_HITS - 1].line if len(hits) > _HITS else 0,
    )


# --- one story


def story() -> str:
    """A story, with what is known of it."""
    held, row, versions, line = asked()
    record = record_of(held, line)
    known = dict_of(record.get("provenance"))
    witnesses = {str(pair[0]): str(pair[1]) for pair in list_of(known.get("witnesses"))
                 if isinstance(pair, list) and len(pair) == 2}  # noqa: PLR2004 # fmt: skip
    images = dicts_of(record.get("image"))
    return render_template(
        "story.html",
        **_about(row, versions, line, record),
        record=record,
        paragraphs=paragraphs_of(record),
        images=images,
        updates=dicts_of(record.get("liveBlogUpdate")),
        comments=dicts_of(record.get("comment")),
        links=dicts_of(record.get("citation")) + dicts_of(record.get("sharedContent")),
        placed={n: [each for each in images if each.get("position") == n]
                for n in range(len(paragraphs_of(record)) + 1)},
        rows=[(label, name, texts_of(record.get(name)), witnesses.get(name, ""))
              for label, name in METADATA if texts_of(record.get(name))],
        told=[(name, witnesses[name]) for name in TEXTS if name in witnesses],
        known=[(label, texts_of(known[name])) for label, name in KNOWN
               if known.get(name) and texts_of(known[name])],
        captures=list_of(known.get("captures")),
        events=held.events_of(row.url),
        faults=_faults(record),
    )  # fmt: skip


def edits() -> str:
    """What was taken off a story or repaired, where it stood."""
    held, row, versions, line = asked()
    record = record_of(held, line)
    return render_template(
        "edits.html", **_about(row, versions, line, record), record=record, made=in_place(record)
    )


def compare() -> str:
    """Two versions of a story, side by side."""
    held, row, versions, line = asked()
    before = number_of("before") or max(1, line.version - 1)
    earlier = next((each for each in versions if each.version == before), None)
    if earlier is None:
        abort(404, f"version {before} of this story is not held")
    record = record_of(held, line)
    return render_template(
        "compare.html",
        **_about(row, versions, line, record),
        earlier=earlier,
        later=line,
        rows=side_by_side(record_of(held, earlier), record),
    )


def record() -> str:
    """The record of a story, as its line has it."""
    held, row, versions, line = asked()
    found = record_of(held, line)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    return render_template(
        "record.html", **_about(row, versions, line, found), text=text, faults=_faults(found)
    )


def capture() -> str:
    """The capture that a story was read from, in a frame."""
    held, row, versions, line = asked()
    record = record_of(held, line)
    page = number_of("page")
    places = list_of(dict_of(record.get("provenance")).get("locations"))
    found, why = _captured(held, record, page)
    return render_template(
        "capture.html",
        **_about(row, versions, line, record),
        capture=found,
        why=why,
        is_page=found is not None and is_page(found),
        media_type=media_type(found) if found else "",
        place=dict_of(places[page]) if page < len(places) else {},
        page=page,
        pages=len(places),
    )


def served() -> Response:
    """What stands in that frame: nothing of it runs, and nothing of it asks anybody."""
    # A link of somebody else's must not open it as a page of its own.
    if request.headers.get("Sec-Fetch-Dest", "iframe") != "iframe":
        abort(403, "a capture is shown in its frame only")
    held, _, _, line = asked()
    record = record_of(held, line)
    found, why = _captured(held, record, number_of("page"))
    if found is None:
        abort(404, why)
    kept = {str(each.get("contentUrl")): str(each.get("digest"))
            for each in map(dict_of, list_of(record.get("image")))
            if each.get("digest")}  # fmt: skip

    def picture(url: str) -> Capture | None:
        return held.picture(kept[url]) if url in kept else None

    answer = Response(source_of(found), content_type="text/plain; charset=utf-8")
    if is_page(found):
        with suppress(ValueError):
            shown = shown_page(found, picture)
            answer = Response(shown, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def source() -> str:
    """The text of a capture, as its bytes say."""
    held, row, versions, line = asked()
    record, page = record_of(held, line), number_of("page")
    found, why = _captured(held, record, page)
    return render_template(
        "source.html",
        **_about(row, versions, line, record),
        capture=found,
        why=why,
        page=page,
        text=source_of(found) if found else "",
    )


def picture(digest: str) -> Response:
    """A picture of the archive, by the digest of its payload."""
    found = holdings().picture(digest) if _DIGEST.fullmatch(digest) else None
    kind = picture_type(found) if found else ""
    if found is None or not kind:
        abort(404, "there is no such picture here")
    answer = Response(found.body, content_type=kind)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _about(
    row: StoryRow, versions: list[VersionRow], line: VersionRow, record: Record
) -> dict[str, Any]:
    """Return what the pages of a story have in common."""
    return {
        "story": row,
        "versions": versions,
        "version": line,
        "edit_count": len(edits_of(record)),
        "headline": next(iter(texts_of(record.get("headline"))), "") or row.url,
    }


def _captured(held: Holdings, record: Record, page: int) -> tuple[Capture | None, str]:
    """Return a capture that a story was read from; None, and why, where it is not here."""
    places = list_of(dict_of(record.get("provenance")).get("locations"))
    if page >= len(places):
        return None, "its line names no such capture"
    try:
        return held.capture(places[page]), ""
    except (*ERRORS, *UNREADABLE) as error:
        return None, str(error)


def _faults(record: Record) -> list[str]:
    """Return what of a record its schema does not allow: it may be from another time."""
    try:
        return list(faults(record, schema(), schema()))[:20]
    except UNREADABLE as error:
        return [str(error)]


# --- runs, and what is gone


def runs() -> str:
    """How the runs went."""
    held, page = holdings(), number_of("page")
    found = held.runs(page * RUNS, RUNS + 1)
    return render_template(
        "runs.html",
        runs=found[:RUNS],
        more=len(found) > RUNS,
        page=page,
        charts=_charts(held, "", page),
    )


def run(name: str) -> str:
    """The receipt of a run."""
    found = holdings().run(name)
    if found is None:
        abort(404, "there is no report of such a run")
    meanings = {f"{outcome}/{entry.reason}": entry.meaning
                for entry in TABLE for outcome in entry.outcomes}  # fmt: skip
    return render_template("run.html", run=found, report=found.report or {}, meanings=meanings)


def gone() -> str:
    """The stories that were withdrawn, and those that were taken down."""
    held, page = holdings(), number_of("page")
    found = held.withdrawn(page * PAGE, PAGE + 1)
    return render_template(
        "gone.html",
        withdrawn=found[:PAGE],
        more=len(found) > PAGE,
        page=page,
        taken_down=[] if page else held.taken_down(),
    )


def about() -> str:
    """How much is held, and what of it could not be read."""
    held = holdings()
    return render_template(
        "about.html",
        counts=held.counts(),
        damages=held.damages(),
        root=current_app.config["VIEWED"].captures or current_app.config["VIEWED"].root,
        index=current_app.config["VIEWED"].index,
    )


def _charts(held: Holdings, host: str = "", page: int = 0) -> list[Any]:
    found = [each for each in held.runs(page * RUNS, RUNS) if each.report]
    late = held.lateness([each.number for each in found], host)
    told = [Run(each.number, each.at, each.report or {}, url_for("run", name=each.name))
            for each in reversed(found)]  # fmt: skip
    return [chart for chart in charts_of(told, late, host) if not chart.is_empty]


# --- what is asked


def favicon() -> Any:
    """Without one a browser asks for it again and again."""
    return redirect(url_for("static", filename="icon.svg"))


PAGES: dict[str, Callable[..., Any]] = {
    "/": front,
    "/days": days,
    "/day/<day>": day,
    "/day/<day>/<host>": day_of_site,
    "/sites": sites,
    "/site/<host>": site,
    "/search": search,
    "/story": story,
    "/story/edits": edits,
    "/story/compare": compare,
    "/story/record": record,
    "/story/capture": capture,
    "/story/served": served,
    "/story/source": source,
    "/picture/<digest>": picture,
    "/runs": runs,
    "/run/<name>": run,
    "/gone": gone,
    "/about": about,
    "/favicon.ico": favicon,
}
"""By their addresses."""
