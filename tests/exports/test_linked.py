"""Lines are linked data that two processors read without a network, and exports say the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyld import jsonld
from rdflib.compare import isomorphic
from rdflib.namespace import SDO

from crawler.archive.events import EventCause, event_record
from crawler.archive.jsonl import schema, to_line, to_record
from crawler.archive.linked_data import RARE, TERMS, context
from crawler.exports.held import HeldStory
from crawler.exports.linked import statements, to_json_ld, to_quads
from crawler.ledger.versions import Event
from crawler.model import Doubt, Edit, LikelyReading, Person
from tests.exports.archives import CHINESE, story

EDITED = story(
    "https://a.example/1",
    kicker="From the quay",
    author=(Person("Ann “A.” \\ Lee"), Person("Bo\tLi")),
    version=2,
    is_based_on="urn:sha256:" + "0" * 64,
    headline='Says "no"\u2028 and\x7f more',
)
EDITED = replace(
    EDITED,
    provenance=replace(
        EDITED.provenance,
        edits=(Edit("credit:author", "author", (), ({"name": "é"},)),),
        witnesses=(("headline", "h1"), ("author", "byline")),
        lost_share=0.125,
        doubts=(Doubt("就?了", (LikelyReading("就它了", 0.5), LikelyReading("就她了", 0.375))),),
        flags=("mirror", "truncated"),
    ),
)
SCHEMA_ORG = set(SDO.__annotations__)
STORIES = [CHINESE, EDITED]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a context was asked for")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    jsonld.set_document_loader(refuse)


def graph(text: str, form: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format=form)


def quads_of_pyld(document: Any) -> str:
    return str(jsonld.to_rdf(document, {"format": "application/n-quads"}))


@pytest.mark.parametrize("article", STORIES, ids=lambda article: article.url)
def test_two_processors_read_of_a_line_what_the_export_says(article: Any) -> None:
    line = to_line(article)

    by_export = graph("\n".join(statements(json.loads(line))), "nt")

    assert isomorphic(by_export, graph(quads_of_pyld(json.loads(line)), "nt"))
    assert len(by_export) > 15


def test_rdflib_finds_each_version_and_what_it_is_based_on() -> None:
    line = to_line(EDITED)

    read = graph(line, "json-ld")

    node = rdflib.URIRef(json.loads(line)["identifier"])
    assert [str(name) for name in read.objects(node, SDO.isBasedOn)] == [EDITED.is_based_on]
    assert [str(text) for text in read.objects(node, SDO.headline)] == [EDITED.headline]
    [known] = read.objects(node, rdflib.URIRef("urn:crawler:provenance"))
    assert {str(each) for each in read.objects(known, rdflib.URIRef("urn:crawler:flags"))} == {
        "mirror", "truncated",
    }  # fmt: skip


def test_a_whole_export_is_one_document_and_as_many_statements(tmp_path: Path) -> None:
    stories = [HeldStory(json.loads(to_line(article)), "") for article in STORIES]

    for writer, name in ((to_json_ld, "all.jsonld"), (to_quads, "all.nq")):
        with writer(tmp_path / name) as write:
            for each in stories:
                write(each)

    document = json.loads((tmp_path / "all.jsonld").read_text("utf-8"))
    quads = graph((tmp_path / "all.nq").read_text("utf-8"), "nt")
    assert isomorphic(quads, graph(quads_of_pyld(document), "nt"))


def test_a_line_of_an_older_archive_is_exported_under_todays_context(tmp_path: Path) -> None:
    record = json.loads(to_line(CHINESE))
    older = {k: v for k, v in record.items() if k != "@id"} | {"@context": "https://schema.org"}

    with to_json_ld(tmp_path / "one.jsonld") as write:
        write(HeldStory(older, ""))

    document = json.loads((tmp_path / "one.jsonld").read_text("utf-8"))
    assert document["@context"] == context(RARE)
    assert isomorphic(graph(quads_of_pyld(document), "nt"), graph(quads_of_pyld(record), "nt"))
    assert [*statements(older)] == [*statements(record)]


def test_every_key_of_a_line_is_a_term_of_schema_org_or_declared_as_ours() -> None:
    definitions = schema()["$defs"]
    parts = (
        "Person", "Organization", "PropertyValue", "ImageObject", "BlogPosting", "WebPage",
        "SocialMediaPosting", "VideoObject",
    )  # fmt: skip
    keys = {
        *schema()["properties"],
        *(key for part in parts for key in definitions[part]["properties"]),
    }

    unknown = {
        key
        for key in keys
        if not key.startswith("@") and key not in TERMS and key not in SCHEMA_ORG
    }

    assert unknown == set()
    assert all(key in context(RARE) for key in TERMS)
    assert not any(key in SCHEMA_ORG for key in TERMS)


def test_an_event_speaks_of_the_node_of_its_version() -> None:
    event = event_record(CHINESE, Event("Withdrawn", 1.0, "ab" * 32), EventCause("http-404", 404))

    read = graph(json.dumps(event), "json-ld")

    node = rdflib.URIRef(event["identifier"])
    assert [str(each) for each in read.objects(node, SDO.creativeWorkStatus)] == ["Withdrawn"]


def test_the_context_of_a_line_is_not_shared_between_records() -> None:
    one = to_record(CHINESE)

    one["@context"]["@vocab"] = "https://other.example/"

    assert to_record(CHINESE)["@context"]["@vocab"] == "https://schema.org/"
