"""The context of a line says what its keys are called, and is nobody else's to change."""

from __future__ import annotations

from crawler.archive.linked_data import CONTEXT, OURS, SCHEMA_ORG, TERMS, context


def test_keys_are_those_of_schema_org_but_for_ours() -> None:
    told = context()

    assert told["@vocab"] == SCHEMA_ORG
    assert told["kicker"] == f"{OURS}kicker"
    assert told["provenance"]["@context"]["@vocab"] == OURS


def test_a_rare_key_is_explained_only_where_it_stands() -> None:
    assert "articleHtml" not in context(["headline"])
    assert context(["articleHtml", "headline"])["articleHtml"] == f"{OURS}articleHtml"
    assert "headline" not in context(["headline"])


def test_whoever_changes_a_context_changes_his_own() -> None:
    context()["provenance"]["@id"] = "changed"

    assert context() == CONTEXT


def test_each_of_our_terms_is_explained() -> None:
    assert all(text.endswith(".") for text in TERMS.values())
    assert {name for name in context(TERMS) if name in TERMS} == {*TERMS}
