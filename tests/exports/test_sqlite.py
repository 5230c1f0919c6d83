"""A database of stories finds words of any script, and forgets what no mark speaks of."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.archive.jsonl import to_record
from crawler.exports.held import HeldStory
from crawler.exports.sqlite import to_sqlite
from tests.exports.archives import CHINESE, story
from tests.exports.told import STORIES, exported, held_records


def test_the_database_finds_words_of_any_script(tmp_path: Path) -> None:
    with sqlite3.connect(exported("sqlite", tmp_path)) as db:
        assert [json.loads(row[0]) for row in db.execute("SELECT record FROM story")] == (
            held_records()
        )
        find = (
            "SELECT story.url FROM story_text JOIN story ON story.rowid = story_text.rowid "
            "WHERE story_text MATCH ? ORDER BY version"
        )
        for words, found in (
            ('"雨季提前"', [CHINESE.url]),
            ('"SAILED at"', [STORIES[1].url, STORIES[1].url]),
            ('"恢复通航" OR "HYPERLINK"', [CHINESE.url, STORIES[1].url]),
            ('"雨季推迟"', []),
        ):
            assert [row[0] for row in db.execute(find, (words,))] == found, words


def test_a_word_of_two_characters_is_found_in_the_table_itself(tmp_path: Path) -> None:
    with closing(sqlite3.connect(exported("sqlite", tmp_path))) as db:

        def found(query: str, words: str) -> list[str]:
            return [row[0] for row in db.execute(query, (words,))]

        assert found("SELECT url FROM story WHERE article_body LIKE ?", "%渡船%") == [CHINESE.url]
        assert found("SELECT url FROM story WHERE article_body LIKE ?", "%渡桥%") == []
        # Why the index is not asked: two characters are no trigram.
        assert found("SELECT rowid FROM story_text WHERE story_text MATCH ?", '"渡船"') == []


def held(number: int) -> HeldStory:
    return HeldStory(
        to_record(story(f"https://a.example/{number}", headline=f"Pier {number}")), ""
    )


def headlines(path: Path, words: str) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO story_text (story_text, rank) VALUES ('integrity-check', 1)")
        find = "SELECT headline FROM story_text WHERE story_text MATCH ? ORDER BY rowid"
        return [row[0] for row in db.execute(find, (f'"{words}"',))]


def test_rows_behind_the_mark_are_gone_and_no_word_of_theirs_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with to_sqlite(path) as write:
        write(held(1))
        mark = write.settle()
        write(held(2))
    assert headlines(path, "Pier") == ["Pier 1", "Pier 2"]

    with to_sqlite(path, mark) as write:
        write(held(3))

    assert headlines(path, "Pier") == ["Pier 1", "Pier 3"]


def test_a_journal_of_another_database_is_not_played_back(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    (tmp_path / "a.sqlite-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\1" * 900)
    with to_sqlite(path) as write:
        write(held(1))
    assert headlines(path, "Pier") == ["Pier 1"]
