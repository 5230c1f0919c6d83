"""A step names what was done, and keeps the text after it."""

from __future__ import annotations

from crawler.text.repair.repair import trace_all
from crawler.text.repair.steps import Step


def test_the_steps_of_a_text_lead_to_what_was_meant() -> None:
    [steps] = trace_all(["cafÃƒÂ©"])

    assert steps == (
        Step("undo_utf8_read_as_cp1252", "cafÃ©"),
        Step("undo_utf8_read_as_cp1252", "café"),
    )
    assert all(step.unsure == () for step in steps)
