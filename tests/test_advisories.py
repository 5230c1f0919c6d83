"""What is locked has no fault that the list of advisories beside the lock knows of."""

from __future__ import annotations

import re
import runpy
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CI = Path(__file__).parents[1] / ".ci"
CHECK: Any = runpy.run_path(str(CI / "advisories.py"))
LIST = tomllib.loads((CI / "advisories.toml").read_text("utf-8"))
ROW = '[[advisory]]\npackage = "Ferry_lib"\nid = "CVE-2026-1"\naffected = ">=1.2,<2.0.1"\n'
LOCK = "# locked\nferry-lib=={} \\\n    --hash=sha256:0\nferry==1.5 ; python_version < '3.12' \\\n"


def checked(folder: Path, version: str, more: str = "") -> int:
    known, lock = folder / "advisories.toml", folder / "requirements.txt"
    known.write_text(f'date = "2026-11-30"\n{ROW}{more}')
    lock.write_text(LOCK.format(version))
    status: int = CHECK["main"]([str(known), str(lock)])
    return status


@pytest.mark.parametrize("version", ["1.2", "1.2.0", "2.0.0", "1.99.post1"])
def test_a_version_that_is_affected_fails(
    version: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(tmp_path, version) == 1
    assert f"ferry-lib {version} is locked, and CVE-2026-1 affects" in capsys.readouterr().out


@pytest.mark.parametrize("version", ["1.1.9", "2.0.1", "2.0.1.post1", "10.0"])
def test_a_version_beside_it_and_a_package_of_a_like_name_do_not(
    version: str, tmp_path: Path
) -> None:
    assert checked(tmp_path, version) == 0


def test_one_that_is_accepted_with_a_reason_does_not(tmp_path: Path) -> None:
    assert checked(tmp_path, "1.2", 'accepted = "we call nothing of it"\n') == 0


def test_what_is_locked_here_has_no_fault_that_is_known() -> None:
    assert CHECK["main"]([]) == 0


def test_the_list_has_its_date_and_says_nothing_twice() -> None:
    rows = [(each["package"], each["id"]) for each in LIST["advisory"]]

    assert date.fromisoformat(LIST["date"])
    assert len(set(rows)) == len(rows)
    assert all(re.fullmatch(r"(CVE|GHSA|PYSEC)-[\w-]+", name) for _, name in rows)
    assert {package for package, _ in rows} <= {
        name for name, _ in CHECK["locked"](CHECK["LOCKS"])
    }
