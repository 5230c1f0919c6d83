"""A log line holds no password, and nothing that a terminal obeys."""

from __future__ import annotations

import logging

import pytest

from crawler.log_lines import HarmlessRecord

SECRET = "s3cr3t-hunter2"


@pytest.mark.parametrize(
    "told",
    [
        f"proxy http://own:{SECRET}@127.0.0.1:3128 is gone",
        "Overridden settings:\n{'WEBHOOK_URL': 'https://a.example/" + SECRET + "',\n 'A': 1}",
        f"Overridden settings:\n{{'ARCHIVE_STORE': 's3://own:p@{SECRET}@a.example/x'}}",
        f"Overridden settings:\n{{'AWS_SECRET_ACCESS_KEY': '{SECRET}', 'B_TOKEN': \"{SECRET}\"}}",
    ],
)
def test_a_log_line_holds_no_password(told: str) -> None:
    record = HarmlessRecord("a", logging.INFO, "", 1, "%s", (told,), None)

    assert SECRET not in record.getMessage()


@pytest.mark.parametrize("told", ["mail ferry@quay.example or http://a.example/@ferry", "a@b"])
def test_an_at_sign_elsewhere_stays_in_the_log(told: str) -> None:
    assert HarmlessRecord("a", logging.INFO, "", 1, told, (), None).getMessage() == told
