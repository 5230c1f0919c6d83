"""The report of a run as Prometheus reads it: a text file for node_exporter.

https://github.com/prometheus/node_exporter#textfile-collector, in the text format of
https://prometheus.io/docs/instrumenting/exposition_formats/.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from crawler.outcomes import Outcome
from crawler.report.alarms import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

RUN = (
    ("crawler_run_end_timestamp_seconds", "at", "When the last run ended."),
    ("crawler_run_duration_seconds", "seconds", "How long the last run took."),
    ("crawler_run_exit_status", "exit_status", "0 where all is well."),
    ("crawler_run_discovered_addresses", "discovered", "Addresses the last run accounts for."),
)
ALARMS = "crawler_alarms", "What somebody should look at, by kind."
OUTCOMES = "crawler_run_addresses", "How the addresses of the last run ended."
SITE = (
    ("crawler_site_fetched_bytes", "bytes", "Bytes on the wire in the last run."),
    ("crawler_site_fetched_pages", "fetched", "Pages fetched in the last run."),
    ("crawler_site_median_body_characters", "median_length", "Median length of new bodies."),
)


def metrics(report: Mapping[str, Any], sites: Sequence[str]) -> str:
    r"""Return the report of a run of sites in Prometheus' text format.

    What is of the whole run is told of each of them, so that a rule asks for its site alone.

    >>> report = {"at": 1.0, "seconds": 2, "exit_status": 0, "discovered": 3, "sites": {},
    ...           "alarms": [{"kind": "quiet"}]}
    >>> print(metrics(report, ["a.example"]).splitlines()[2])
    crawler_run_end_timestamp_seconds{site="a.example"} 1.0
    """
    return "\n".join(_lines(report, sites or [""])) + "\n"


def _lines(report: Mapping[str, Any], sites: Sequence[str]) -> Iterator[str]:
    for name, key, text in RUN:
        yield from _head(name, text)
        yield from (_sample(name, report[key], site=site) for site in sites)
    yield from _head(*ALARMS)
    yield from _alarm_lines(report["alarms"], sites)
    yield from _head(*OUTCOMES)
    for name, told in report["sites"].items():
        for outcome, number in told.items():
            if isinstance(number, dict):
                for reason, count in number.items():
                    yield _sample(OUTCOMES[0], count, site=name, outcome=outcome, reason=reason)
            elif outcome in OUTCOME_WORDS:
                yield _sample(OUTCOMES[0], number, site=name, outcome=outcome, reason="")
    for name, key, text in SITE:
        yield from _head(name, text)
        for each, told in report["sites"].items():
            yield _sample(name, told[key], site=each)


def _alarm_lines(alarms: Sequence[Mapping[str, Any]], sites: Sequence[str]) -> Iterator[str]:
    of_all = [each["kind"] for each in alarms if each.get("site") not in sites]
    for site in sites:
        kinds = of_all + [each["kind"] for each in alarms if each.get("site") == site]
        yield from (_sample(ALARMS[0], kinds.count(kind), site=site, kind=kind) for kind in KINDS)


OUTCOME_WORDS = set(Outcome) - {Outcome.DROPPED, Outcome.FAILED}
"""Outcomes that are told as one number; of the others each reason is."""


def _head(name: str, text: str) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} gauge"


def _sample(name: str, value: float, **labels: str) -> str:
    said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{said}}} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def write(path: Path, text: str) -> None:
    """Write a file that is never seen half written. Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, "utf-8")
    beside.replace(path)
