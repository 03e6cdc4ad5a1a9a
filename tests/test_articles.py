import json
from pathlib import Path

import pytest

from geodata.articles import MOST_BYTES, read_json_line, read_text_file
from geodata.errors import ArticleError
from geodata.records import Span


def write(folder: Path, data: bytes, name: str = "article.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "zero bytes"),
        (bytes(range(128, 256)) * 4 + b"\x01\x02\x03" * 40, "not text"),
        (b"\x01\x02\x03\x04" * 10 + b"a word or two", "control characters"),
    ],
)
def test_unreadable_file_says_why(tmp_path, data, complaint):
    with pytest.raises(ArticleError, match=complaint):
        read_text_file(write(tmp_path, data))


def test_too_long_file_is_refused_unread(tmp_path):
    path = tmp_path / "long.txt"
    with path.open("wb") as handle:
        handle.truncate(50_000_000)
    with pytest.raises(ArticleError, match="50 MB, more than the 5 MB"):
        read_text_file(path)
    assert MOST_BYTES == 5_000_000


def test_missing_file_says_so(tmp_path):
    with pytest.raises(ArticleError, match="cannot be opened"):
        read_text_file(tmp_path / "none.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_give_the_same_text(tmp_path, encoding):
    text = "The café in Besançon burned — “totally”."
    assert read_text_file(write(tmp_path, text.encode(encoding))).text == text


def test_text_is_kept_as_it_is_but_for_line_ends(tmp_path):
    article = read_text_file(write(tmp_path, b" A title\r\n\r\nIn  Rome.\n"))
    assert article.text == " A title\n\nIn  Rome.\n"


def test_same_text_has_the_same_id_and_another_text_another(tmp_path):
    first = read_text_file(write(tmp_path, b"One thing."))
    again = read_text_file(write(tmp_path, b"One thing."))
    other = read_text_file(write(tmp_path, b"Another thing."))
    assert first.id == again.id
    assert first.id != other.id


def test_json_line_gives_article_and_spans():
    line = read_json_line(json.dumps({"id": 7, "text": "In Rome.", "published": "2025-06-02",
                                      "toponyms": [{"start": 3, "end": 7}]}))  # fmt: skip
    assert line.raw_id == 7
    assert line.article.printed == "2025-06-02"
    assert line.spans == (Span(3, 7),)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "not a line of JSON"),
        ("[1]", "not a JSON object"),
        ('{"id": 1}', '"text" is missing'),
        ('{"id": 1, "text": 5}', '"text" is missing or not a string'),
        ('{"text": "x"}', '"id" is missing'),
        ('{"id": 1, "text": "x", "published": 5}', '"published" is not a string'),
        ('{"id": 1, "text": "x", "toponyms": {}}', "not a list"),
        ('{"id": 1, "text": "x", "toponyms": [{"start": 0}]}', "lacks"),
        ('{"id": 1, "text": "x", "toponyms": [{"start": 0, "end": 9}]}', "outside the text"),
        ('{"id": 1, "text": "x", "toponyms": [{"start": true, "end": 1}]}', "outside the text"),
        ("[" * 100_000, "not a line of JSON"),
    ],
)
def test_bad_json_line_says_what_is_wrong(line, complaint):
    with pytest.raises(ArticleError, match=complaint):
        read_json_line(line)


def test_lone_surrogates_are_replaced_one_for_one():
    line = read_json_line('{"id": "\\ud800", "text": "In \\udfff Rome"}')
    assert line.article.text == "In \ufffd Rome"
