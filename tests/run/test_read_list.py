"""What tells a list from others of its path, of its folder, and of other days."""

from __future__ import annotations

from crawler.frontier.link import Link
from crawler.run.read_list import MOST_KINDS, ReadList

BASE = "https://a.example"


def pages(*paths: str) -> list[Link]:
    return [Link(f"{BASE}{path}", "page") for path in paths]


def stories(*numbers: int) -> list[Link]:
    return [Link(f"{BASE}/news/2026/0205/{10_000 + n}.html", "article") for n in numbers]


def read(path: str, *links: Link, body: bytes = b"") -> ReadList:
    made = ReadList(f"{BASE}{path}", body)
    made.add(links)
    return made


def test_links_in_another_order_and_other_slices_are_the_same() -> None:
    told = []
    for links in (stories(1, 2, 3), stories(3, 2, 1)):
        told.append(ReadList(f"{BASE}/list"))
        for link in links:
            told[-1].add([link])
    told.append(ReadList(f"{BASE}/list"))
    told[-1].add(stories(1, 2))

    contents = [each.by_path.content for each in told]
    assert contents[0] == contents[1] != contents[2]


def test_further_lists_of_its_own_and_the_numbers_of_others_tell_no_list_apart() -> None:
    one = read("/list?page=1", *stories(1), *pages("/list?page=2", "/tag/12/", "/sport/"))
    other = read("/list?page=7", *stories(1), *pages("/list?page=9", "/tag/7/", "/sport/"))
    named = read("/list?page=8", *stories(1), *pages("/list?page=9", "/tag/7/", "/culture/"))

    assert one.by_path.content == other.by_path.content != named.by_path.content
    assert one.by_path.kinds == other.by_path.kinds == ("a.example/tag/0/",)
    assert one.by_path.differing(other.by_path.sums) == {"a.example/tag/0/"}
    assert one.by_path.differing(one.by_path.sums) == set()
    assert one.by_day.content != other.by_day.content


def test_the_names_of_a_folder_are_told_by_what_they_link_to_where_they_have_no_story() -> None:
    hubs = [read(f"/category/{a}/", *pages(f"/category/{b}/")) for a, b in ("ab", "bc")]
    lists = [
        read(f"/category/{a}/", *stories(1), *pages(f"/category/{b}/")) for a, b in ("ab", "bc")
    ]

    assert hubs[0].by_folder.content != hubs[1].by_folder.content
    assert lists[0].by_folder.content == lists[1].by_folder.content


def test_a_list_of_nothing_is_told_by_its_body_and_one_without_a_body_by_nothing() -> None:
    assert read("/a/1/").by_path.content is None
    bodies = [read("/a/1/", body=body).by_path.content for body in (b"x", b"x", b"y")]
    assert bodies[0] == bodies[1] != bodies[2]


def test_a_list_that_leads_to_kinds_without_end_keeps_few_of_them() -> None:
    made = read("/list?page=1", *pages(*(f"/{'x' * n}/1/" for n in range(1, 9 * MOST_KINDS))))

    assert len(made.by_path.kinds) == MOST_KINDS
