"""The floors of the house, held: a module imports only what stands below it.

The imports of every module of `crawler` are read from its source. `FLOORS` says in which order
the rooms of the core stand, lowest first; `ROOMS` says the same inside a package, for its modules
and for its folders. Inside a package an import for type checking counts like any other.
"""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = (
    {"forked", "garbage", "pattern_codes"},
    {"patterns"},
    {"normal_forms"},
    {"outcomes", "lang"},
    {"model", "compression", "text"},
    {"wire", "memory", "frontier"},
    {"boilerplate", "ledger", "page_requests", "private_addresses"},
    {"archive"},
    {"site"},
    {"sites", "page"},
    {"extract", "exports"},
    {"first_page", "reread", "view"},
)
CORE = {name: floor for floor, names in enumerate(FLOORS) for name in names}
SHELL_ONLY = {"scrapy", "twisted", "itemadapter"}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "crawler").rglob("*.py"))
}

ROOMS: dict[str, tuple[str, ...]] = {
    "crawler.model": ("capture", "article"),
    "crawler.page": (
        "candidate letters mirrored plain_text tree reserved joined_pages",
        "document next_page",
        "blocks",
        "embedded",
        "headline",
        "template",
        "body",
        "page_blocks",
        "kind shape",
        "findings",
        "fields",
        "comments precedence",
        "evidence",
        "metadata",
        "article",
        "explained read",
    ),
    "crawler.page.blocks": (
        "class_vocabulary",
        "element_hints",
        "outline",
        "block_roles sections",
        "linked_lines",
        "flow",
        "paragraphs",
        "standfirst",
    ),
    "crawler.page.embedded": (
        "bounds",
        "jsonld js_literal references",
        "rich_text structured",
        "rsc",
        "script_values",
        "app_state",
    ),
    "crawler.page.headline": ("titles", "slug kicker", "headline_block", "layout_headline"),
    "crawler.page.body": ("layout_body", "container"),
    "crawler.page.comments": ("written", "in_data in_markup", "comments"),
    "crawler.page.kind": ("soft_errors", "listings", "shells", "kind"),
    "crawler.page.findings": (
        "element_names line_text people picture_source preformatted site_names",
        "byline_signs captions machine_times signed_lines table_rows terms",
        "bylines",
        "credit_lines story_text",
        "findings",
    ),
    "crawler.lang": (
        "letter_pairs words",
        "language letter_pairs_build",
        "credit_words error_phrases page_phrases phrases teaser_phrases",
        "dates",
        "names notice_phrases",
        "offices",
    ),
    "crawler.lang.dates": (
        "fold moment timezones",
        "calendars months relative",
        "address cldr_build machine weekdays written",
        "parse",
        "labels",
    ),
    "crawler.text": (
        "compare credits encoding harmless notices",
        "mirror signatures",
        "repair",
    ),
    "crawler.text.encoding": (
        "encodings language_model letters_build",
        "labels",
        "likelihood",
        "decode",
    ),
    "crawler.text.repair": (
        "escapes mojibake_signs steps",
        "entities forms mojibake_detect",
        "invisible",
        "latin_words utf8_runs",
        "decode_doubts latin_mistakes lost_bytes",
        "latin_doubts",
        "decode_candidates",
        "election",
        "mojibake",
        "repair",
    ),
    "crawler.text.mirror": (
        "character_pairs mirror_damage pinyin pinyin_build spam unencodable",
        "gbk_codes phrases",
        "gbk_ways likely_readings",
        "gbk_search",
        "character_pairs_build gbk_realign mirror simplify",
        "phrases_build",
        "mirror_restore torn_tags",
    ),
    "crawler.text.compare": ("changes minhash",),
    "crawler.frontier": (
        "article_score charsets labels markup queries",
        "urls",
        "link refresh",
        "slices",
        "feeds guesses json_lists paging robots selfsaid sitemaps wanted",
        "html_lists",
        "sources",
    ),
    "crawler.ledger": (
        "database revisit_policy versions",
        "bands schema",
        "captures postgresql runs",
        "stories takedowns taken_over url_patterns",
        "accounts files fleets hosts",
        "due_hosts",
        "addresses",
        "listings membership",
        "visits",
        "ledger",
        "copying",
    ),
    "crawler.archive": (
        "alone closing disk linked_data raw_bytes record_dates",
        "schema scratch stored_lines tombstone warc",
        "description jsonl packed_members record_digests",
        "cdx check_lines check_proven drafts events segment unpacking",
        "containers object_store writers",
        "warc_reader",
        "check_questions check_records layout manifest outbox record_capture stored_captures",
        "check_inventory index_pass recovery",
        "captures_index check_findings check_ledger check_pieces segments",
        "folders",
        "captures check_whole rebuild_answers rebuild_runs retention transaction writer",
        "check offsite rebuild_fate takedown",
        "rebuild_ledger",
        "rebuild",
    ),
    "crawler.exports": (
        "held",
        "appended columns selected",
        "folders linked pack parquet sinks sqlite",
        "writers",
        "writing",
    ),
    "crawler.view": (
        "labels line_files rows served shown words",
        "charts excerpts in_place noted",
        "index",
        "holdings side_by_side templating",
        "asked report_file",
        "pages",
        "app",
    ),
    "crawler.reread": (
        "held_lines wanted_files",
        "file_reading",
        "processes reports stored_files",
        "on_ray",
    ),
    "crawler.run": (
        "clock failures in_thread run_state sameness silent_owners site_keys site_memory turns",
        "host_limits read_list same_days",
        "page_task same_lists",
        "capture_source claims group_commit in_flight next_visit rights salvage site_stats",
        "kept_stories lost_runs opening parts_ahead run_addresses site_run story_page traps",
        "leases page_writer story_histories",
        "joining",
        "store",
    ),
    "crawler.report": (
        "alarms drift webhook",
        "metrics receipt",
    ),
}
"""Packages with their rooms, lowest floor first; rooms of one floor do not know each other."""


def room_of(module: str) -> str:
    return (module.split(".")[1:] or ["__init__"])[0]


@cache
def imports(module: str, *, typing: bool = True) -> frozenset[str]:
    """Return what a module imports; with `typing`, what it does for type checking as well."""
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if node in typing_only and not typing:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in inner}
    return frozenset(found - {module})


@pytest.mark.parametrize("module", [name for name in MODULES if room_of(name) in CORE])
def test_a_floor_imports_only_what_stands_below_it(module: str) -> None:
    floor = CORE[room_of(module)]

    for name in imports(module, typing=False):
        parts = name.split(".")
        assert parts[0] not in SHELL_ONLY, f"the core knows no {parts[0]}"
        if parts[0] != "crawler" or len(parts) == 1:
            continue
        assert parts[1] in CORE, f"{name} is of the shell"
        same_room = parts[1] == room_of(module)
        assert CORE[parts[1]] < floor or same_room, f"{name} stands on the same floor or above"


def test_every_room_of_the_core_is_on_a_floor() -> None:
    shell = {
        "__init__", "access", "browser", "download", "engine", "scheduler", "tap", "workers",
        "spiders", "worker_process",
        "pipelines", "middlewares", "extensions", "commands", "settings", "deploy", "run",
        "report", "fixtures", "api", "addon", "own_spiders", "installed",
        "log_lines", "page_visit",
    }  # fmt: skip
    assert {room_of(module) for module in MODULES} <= set(CORE) | shell


@pytest.mark.parametrize("package", ROOMS)
def test_a_room_of_a_package_imports_only_rooms_below_it(package: str) -> None:
    floors = {room: n for n, rooms in enumerate(ROOMS[package]) for room in rooms.split()}
    start = f"{package}."
    inside = [name.removeprefix(start) for name in MODULES if name.startswith(start)]

    assert {name.partition(".")[0] for name in inside} <= set(floors), "a room without a floor"
    for name in inside:
        room = name.partition(".")[0]
        for other in imports(f"{package}.{name}"):
            below = other.removeprefix(start).partition(".")[0]
            if other.startswith(start) and below != room:
                assert floors[below] < floors[room], f"{name} imports {other}, no floor below it"


def test_no_modules_import_each_other_in_a_circle() -> None:
    # The package itself imports nothing until a public name is asked for.
    modules = set(MODULES) - {"crawler"}
    graph = {module: imports(module) & modules for module in modules}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


def is_store(node: ast.expr) -> bool:
    """Say whether an expression is a store by its name: `store`, `x.store`, `store_of(x)`."""
    return (
        (isinstance(node, ast.Name) and node.id == "store")
        or (isinstance(node, ast.Attribute) and node.attr == "store")
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "store_of")
    )


def reaches_through(tree: ast.AST) -> list[str]:
    """Return the expressions that take a part of a store, and then a part of that."""
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and is_store(node.value.value)
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("self.store.hosts.rest(host)", ["self.store.hosts.rest"]),
        ("store_of(crawler).ledger.run", ["store_of(crawler).ledger.run"]),
        ("store.state.number += 1", ["store.state.number"]),
        ("self.hosts = store.hosts", []),
        ("self.store.commit().bit_length()", []),
    ],
)
def test_reaching_through_a_store_is_seen(line: str, told: list[str]) -> None:
    assert reaches_through(ast.parse(line)) == told


@pytest.mark.parametrize("module", MODULES)
def test_nobody_reaches_through_the_store(module: str) -> None:
    """Whoever needs a part of a run takes that part: the parts may change, the names stay."""
    assert reaches_through(ast.parse(MODULES[module].read_text("utf-8"))) == []


def test_no_two_modules_of_the_page_have_one_name() -> None:
    names = Counter(
        path.stem
        for module, path in MODULES.items()
        if module.startswith("crawler.page.") and path.stem != "__init__"
    )

    assert [name for name, count in names.items() if count > 1] == []


FOUR_STAGES = ("document", "page_blocks", "evidence", "article")


def test_a_capture_goes_down_the_stages_of_reading_once() -> None:
    """A stage is called by the recipe, and by no module that an earlier stage is made of."""
    for n, stage in enumerate(FOUR_STAGES):
        module = f"crawler.page.{stage}"
        later = {f"crawler.page.{name}" for name in FOUR_STAGES[n + 1 :]}
        reached, left = set(), [module]
        while left:
            for name in imports(left.pop(), typing=False) & set(MODULES):
                if name not in reached:
                    reached.add(name)
                    left.append(name)
        assert not reached & later, f"{stage} calls a later stage"


TABLE_IS_BUILT = "_build"
"""Modules of this ending make a table of corpora that are not in the repository: its tests are
those of the module that reads the table."""


def file_of_tests(module: Path) -> Path:
    """Return where a stranger looks for the tests of a module: ``tests`` mirrors ``crawler``."""
    name = module.stem.strip("_").replace("-", "_")
    return ROOT / "tests" / module.parent.relative_to(ROOT / "crawler") / f"test_{name}.py"


def test_each_module_has_a_test_file_by_its_name() -> None:
    modules = [
        path
        for path in MODULES.values()
        if not path.name.startswith("__") and not path.stem.endswith(TABLE_IS_BUILT)
    ]

    untested = [path for path in modules if not file_of_tests(path).is_file()]

    assert [str(file_of_tests(path).relative_to(ROOT)) for path in untested] == []


@pytest.mark.parametrize(
    ("module", "tests"),
    [
        ("archive/cdx.py", "archive/test_cdx.py"),
        ("commands/add-site.py", "commands/test_add_site.py"),
        ("tap.py", "test_tap.py"),
    ],
)
def test_the_tests_of_a_module_are_found_by_its_name(module: str, tests: str) -> None:
    assert file_of_tests(ROOT / "crawler" / module) == ROOT / "tests" / tests
