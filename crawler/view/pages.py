"""The pages of the viewer: each a function of what was asked, by its address."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Response, abort, current_app, g, redirect, render_template, request, url_for
from markupsafe import Markup

from crawler import patterns as re
from crawler.archive.check_lines import UNREADABLE
from crawler.archive.jsonl import schema
from crawler.archive.schema import faults
from crawler.outcomes import TABLE
from crawler.view.charts import Run, charts_of
from crawler.view.holdings import PAGE, RUNS, SITES, Holdings, StoryRow, Window
from crawler.view.in_place import edits_of, in_place, paragraphs_of
from crawler.view.line_files import ERRORS
from crawler.view.served import (
    POLICY,
    is_page,
    media_type,
    picture_type,
    shown_page,
    source_of,
)
from crawler.view.shown import texts_of, visible
from crawler.view.side_by_side import side_by_side
from crawler.view.words import words_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.model import Capture
    from crawler.view.holdings import VersionRow

    Record = dict[str, Any]

_DIGEST = re.compile(r"[a-z0-9-]{1,10}:[A-Za-z0-9+/=_-]{8,128}")
_HITS = 20
_AROUND = 70
"""Characters on each side of a word that was found."""

METADATA = (
    ("By", "author"), ("Edited by", "editor"), ("With", "contributor"),
    ("Taken from", "sourceOrganization"), ("Publisher", "publisher"),
    ("Published", "datePublished"), ("Modified", "dateModified"), ("Place", "dateline"),
    ("Section", "articleSection"), ("Keywords", "keywords"), ("Language", "inLanguage"),
    ("Words", "wordCount"), ("Description", "description"), ("Canonical", "mainEntityOfPage"),
    ("Also at", "sameAs"), ("Rights", "copyrightNotice"), ("Rights of", "copyrightHolder"),
    ("Licence", "license"), ("Reserved", "usageInfo"),
    ("Covers from", "coverageStartTime"), ("Covers to", "coverageEndTime"),
    ("Free to read", "isAccessibleForFree"),
)  # fmt: skip
"""What stands beside a story: its name for people, and in the record."""

TEXTS = ("headline", "kicker", "alternativeHeadline", "abstract", "articleBody", "image")
"""What is told of in the story itself: who said it stands beside it."""

KNOWN = (
    ("Captured", "fetchedAt"), ("Read as", "encoding"), ("Evidence", "evidence"),
    ("Declared", "declaredEncoding"), ("Or else", "runnerUp"), ("Bytes lost", "decodingErrors"),
    ("Text lost", "lostShare"), ("Not served", "missingShare"), ("Flags", "flags"),
    ("Changed", "changed"), ("Profile", "site"),
    ("Layout", "layout"), ("Reader", "reader"), ("Site memory", "memory"),
)  # fmt: skip


# --- days


def front() -> str:
    """The newest two days that have stories."""
    held = _held()
    newest = held.newest_day()
    days = [newest, held.beside(newest)[0]] if newest else []
    return render_template(
        "front.html",
        days=[(day, *held.count_on(day), held.day(day)) for day in days if day],
        earlier=held.beside(days[-1])[0] if days and days[-1] else "",
    )


def day(day: str) -> str:
    """The stories of a day, by site."""
    held, page = _held(), _number("page")
    _demand_day(day)
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
    held, page = _held(), _number("page")
    _demand_day(day)
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
    held = _held()
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
    return render_template("sites.html", sites=_held().sites())


def site(host: str) -> str:
    """A site: how its runs went, and its stories."""
    held, before = _held(), request.args.get("before", "")
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
    held = _held()
    typed = request.args.get("q", "")[:500]
    window = Window(
        since=_day_or_none("since"),
        until=_day_or_none("until"),
        host=request.args.get("site", "")[:300],
    )
    before = _number("before", limit=1 << 62)
    hits, count = held.found(typed, window, before, _HITS + 1) if typed.strip() else ([], 0)
    looked_for = words_in(typed)
    return render_template(
        "search.html",
        typed=typed,
        window=window,
        hits=[(hit, _excerpt(hit.body, looked_for)) for hit in hits[:_HITS]],
        count=count,
        before=before,
        older=hits[_HITS - 1].line if len(hits) > _HITS else 0,
    )


def _excerpt(body: str, words: list[str]) -> Markup:
    """Return the part of a text in which words stand, with the words marked."""
    if not words:
        return visible(body[: 3 * _AROUND])
    pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    first = pattern.search(body)
    begin = max(0, first.start() - _AROUND) if first else 0
    end = min(len(body), (first.end() if first else 0) + 3 * _AROUND)
    parts, at = [Markup("… ") if begin else Markup("")], begin
    for found in pattern.finditer(body, begin, end):
        parts += [visible(body[at : found.start()]), Markup("<mark>"), visible(found[0]),
                  Markup("</mark>")]  # fmt: skip
        at = found.end()
    parts += [visible(body[at:end]), Markup(" …") if end < len(body) else Markup("")]
    return Markup("").join(parts)


# --- one story


def story() -> str:
    """A story, with what is known of it."""
    held, row, versions, line = _asked()
    record = _record(held, line)
    known = _dict(record.get("provenance"))
    witnesses = {str(pair[0]): str(pair[1]) for pair in _list(known.get("witnesses"))
                 if isinstance(pair, list) and len(pair) == 2}  # noqa: PLR2004 # fmt: skip
    images = [each for each in _list(record.get("image")) if isinstance(each, dict)]
    return render_template(
        "story.html",
        **_about(row, versions, line, record),
        record=record,
        paragraphs=paragraphs_of(record),
        images=images,
        updates=[each for each in _list(record.get("liveBlogUpdate")) if isinstance(each, dict)],
        placed={n: [each for each in images if each.get("position") == n]
                for n in range(len(paragraphs_of(record)) + 1)},
        rows=[(label, name, texts_of(record.get(name)), witnesses.get(name, ""))
              for label, name in METADATA if texts_of(record.get(name))],
        told=[(name, witnesses[name]) for name in TEXTS if name in witnesses],
        known=[(label, texts_of(known[name])) for label, name in KNOWN
               if known.get(name) and texts_of(known[name])],
        captures=_list(known.get("captures")),
        events=held.events_of(row.url),
        faults=_faults(record),
    )  # fmt: skip


def edits() -> str:
    """What was taken off a story or repaired, where it stood."""
    held, row, versions, line = _asked()
    record = _record(held, line)
    return render_template(
        "edits.html", **_about(row, versions, line, record), record=record, made=in_place(record)
    )


def compare() -> str:
    """Two versions of a story, side by side."""
    held, row, versions, line = _asked()
    before = _number("before") or max(1, line.version - 1)
    earlier = next((each for each in versions if each.version == before), None)
    if earlier is None:
        abort(404, f"version {before} of this story is not held")
    record = _record(held, line)
    return render_template(
        "compare.html",
        **_about(row, versions, line, record),
        earlier=earlier,
        later=line,
        rows=side_by_side(_record(held, earlier), record),
    )


def record() -> str:
    """The record of a story, as its line has it."""
    held, row, versions, line = _asked()
    found = _record(held, line)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    return render_template(
        "record.html", **_about(row, versions, line, found), text=text, faults=_faults(found)
    )


def capture() -> str:
    """The capture that a story was read from, in a frame."""
    held, row, versions, line = _asked()
    record = _record(held, line)
    page = _number("page")
    places = _list(_dict(record.get("provenance")).get("locations"))
    found, why = _captured(held, record, page)
    return render_template(
        "capture.html",
        **_about(row, versions, line, record),
        capture=found,
        why=why,
        is_page=found is not None and is_page(found),
        media_type=media_type(found) if found else "",
        place=_dict(places[page]) if page < len(places) else {},
        page=page,
        pages=len(places),
    )


def served() -> Response:
    """What stands in that frame: nothing of it runs, and nothing of it asks anybody."""
    # A link of somebody else's must not open it as a page of its own.
    if request.headers.get("Sec-Fetch-Dest", "iframe") != "iframe":
        abort(403, "a capture is shown in its frame only")
    held, _, _, line = _asked()
    record = _record(held, line)
    found, why = _captured(held, record, _number("page"))
    if found is None:
        abort(404, why)
    kept = {str(each.get("contentUrl")): str(each.get("digest"))
            for each in map(_dict, _list(record.get("image"))) if each.get("digest")}  # fmt: skip

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
    held, row, versions, line = _asked()
    record, page = _record(held, line), _number("page")
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
    found = _held().picture(digest) if _DIGEST.fullmatch(digest) else None
    kind = picture_type(found) if found else ""
    if found is None or not kind:
        abort(404, "there is no such picture here")
    answer = Response(found.body, content_type=kind)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _asked() -> tuple[Holdings, StoryRow, list[VersionRow], VersionRow]:
    """Return the story that is asked for, its versions, and the one that is meant."""
    held = _held()
    row = held.story(request.args.get("url", ""))
    versions = held.versions(row) if row else []
    if row is None or not versions:
        abort(404, "there is no such story here")
    number = _number("version") or versions[-1].version
    line = next((each for each in versions if each.version == number), None)
    if line is None:
        abort(404, f"version {number} of this story is not held")
    return held, row, versions, line


def _record(held: Holdings, line: VersionRow) -> Record:
    found, why = held.record(line.line)
    if found is None:
        abort(404, f"its line cannot be read: {why}")
    return found


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
    places = _list(_dict(record.get("provenance")).get("locations"))
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
    held, page = _held(), _number("page")
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
    found = _held().run(name)
    if found is None:
        abort(404, "there is no report of such a run")
    meanings = {f"{outcome}/{entry.reason}": entry.meaning
                for entry in TABLE for outcome in entry.outcomes}  # fmt: skip
    return render_template("run.html", run=found, report=found.report or {}, meanings=meanings)


def gone() -> str:
    """The stories that were withdrawn, and those that were taken down."""
    held, page = _held(), _number("page")
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
    held = _held()
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


def _held() -> Holdings:
    held: Holdings = g.held
    return held


def _number(name: str, limit: int = 1_000_000) -> int:
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0  # noqa: PLR2004 digits
    return number if number < limit else 0


def _day_or_none(name: str) -> str:
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return ""


def _demand_day(text: str) -> None:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return
    except ValueError:
        pass
    abort(404, "there is no such day")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


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
