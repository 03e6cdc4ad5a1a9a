"""Where articles come from: files of every kind, whole and broken."""

import gzip
import io
import json
import pickle
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geodata.errors import ArticleError
from geodata.sources import Columns, sources_of

SENTENCES = (
    "A ferry with sixty people on board ran aground near the harbour mouth on Tuesday evening.",
    "Rescuers brought everyone ashore within two hours, the coast guard said in a statement.",
    "The cause is being looked into, and the line will stay closed until the end of the week.",
)
HTML = (
    "<html><head><title>Ferry aground</title><meta charset='utf-8'>"
    "<meta property='article:published_time' content='2024-05-07'>"
    "<link rel='canonical' href='https://example.org/ferry'></head>"
    "<body><nav>Home News Sport</nav><article><h1>Ferry aground</h1>"
    + "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    + "</article></body></html>"
)


def outcomes(*names, **options):
    """Return what came of each source: its article, or the reason that there is none."""
    return {shown: outcome(read) for shown, read in sources_of(map(str, names), **options)}


def outcome(read):
    try:
        return read()
    except ArticleError as error:
        return str(error)


def lines(path: Path, *rows) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def table(path: Path, **columns) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def warc(path: Path, *pages, compressed=True) -> Path:
    """Write a WARC file; each page is its address, its bytes and further HTTP headers."""
    records = [warc_record("warcinfo", "", b"software: a test\r\n")]
    for url, data, headers in pages:
        lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in headers), "Content-Type: text/html", "", ""]
        records.append(warc_record("response", url, "\r\n".join(lines).encode() + data))
    path.write_bytes(b"".join(gzip.compress(record, 1) if compressed else record for record in records))
    return path


def warc_record(kind: str, url: str, block: bytes) -> bytes:
    lines = ("WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", f"Content-Length: {len(block)}", "", "")
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def test_folder_gives_its_articles_in_order_of_name(tmp_path):
    folder = tmp_path / "news"
    for name in ("b.txt", "a.TXT", "README.md", "deep/c.md", "deep/d.html", ".git/e.txt", "f.png", "g.xml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(HTML if name.endswith("html") else "In Rome.")
    lines(folder / "h.jsonl", {"id": 1, "text": "In Oslo."})
    assert list(outcomes(folder)) == [
        "news/a.TXT",
        "news/b.txt",
        "news/deep/c.md",
        "news/deep/d.html",
        "news/h.jsonl#1",
    ]


def test_folder_search_passes_over_tables_of_a_dataset_and_links_that_lead_back(tmp_path):
    (tmp_path / "data" / "events").mkdir(parents=True)
    (tmp_path / "data" / "dataset.json").write_text("{}")
    table(tmp_path / "data" / "events" / "part.parquet", text=["In Rome."])
    (tmp_path / "data" / "more.txt").write_text("In Lima.")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [article.text for article in outcomes(tmp_path).values()] == ["In Lima."]


def test_html_file_gives_text_title_date_and_the_address_it_tells(tmp_path):
    path = tmp_path / "ferry.HTML"
    path.write_text(HTML)
    [article] = outcomes(path).values()
    assert all(sentence in article.text for sentence in SENTENCES)
    assert "Sport" not in article.text
    assert (article.title, article.printed) == ("Ferry aground", "2024-05-07")
    assert article.url == "https://example.org/ferry"


def test_html_in_another_encoding_than_it_says_is_read(tmp_path):
    path = tmp_path / "cafe.html"
    path.write_bytes(HTML.replace("ferry with", "café ferry with").encode("cp1252"))
    [article] = outcomes(path).values()
    assert "café ferry" in article.text


@pytest.mark.parametrize("data", [b"", b"<", b"\0\1\2<p>", b"<div>" * 50_000, b"<p></p></b>" * 1000])
def test_broken_html_file_says_why(tmp_path, data):
    path = tmp_path / "broken.html"
    path.write_bytes(data)
    [why] = outcomes(path).values()
    assert "broken.html" in why


@pytest.mark.parametrize("name", ["huge.html", "huge.txt"])
def test_huge_file_is_refused_unread(tmp_path, name):
    with (tmp_path / name).open("wb") as handle:
        handle.truncate(100_000_000)
    assert "100 MB, more than the 5 MB" in outcomes(tmp_path / name)[str(tmp_path / name)]


def test_device_without_end_is_refused():
    assert "more than 5 MB" in outcomes("/dev/zero")["/dev/zero"]


def test_json_lines_give_an_article_each_and_bad_ones_say_why(tmp_path):
    path = lines(
        tmp_path / "news.jsonl",
        {"id": "a", "text": "In Rome.", "title": "Rome", "published": "2025-06-02", "url": "https://example.org/a"},
        "{broken",
        "",
        {"id": "c", "text": 5},
        {"text": "In Lima.", "source": "a paper"},
    )
    (first, read), *bad, (_, last) = outcomes(path).items()
    assert first == f"{path}#a"
    assert (read.id, read.title, read.printed) == ("a", "Rome", "2025-06-02")
    assert read.source == first
    assert [(name.removeprefix(str(path)), why.split(":")[0]) for name, why in bad] == [
        (":2", "line 2"),
        ("#c", "line 4"),
    ]
    assert (last.text, last.id.startswith("news-")) == ("In Lima.", True)


def test_fields_of_json_lines_are_those_that_were_named_and_a_line_may_lack_all_but_the_text(tmp_path):
    path = lines(
        tmp_path / "news.jsonl",
        {"text": "no", "words": "In Rome.", "link": "https://example.org/1"},
        {"text": "no", "words": "In Oslo."},
        {"text": "no"},
    )
    rome, oslo, why = outcomes(path, columns=Columns(text="words", url="link")).values()
    assert (rome.text, rome.url, oslo.text, oslo.url) == ("In Rome.", "https://example.org/1", "In Oslo.", None)
    assert why == "line 3: “words” is missing or not text"


def test_compressed_json_lines_are_read_and_a_cut_off_file_gives_what_is_whole(tmp_path):
    rows = "".join(json.dumps({"id": n, "text": f"In Rome {n}. {hash(str(n))}"}) + "\n" for n in range(2000))
    data = gzip.compress(rows.encode())
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    (tmp_path / "b.ndjson.gz").write_bytes(data[: len(data) // 2])
    assert len(outcomes(tmp_path / "a.jsonl.gz")) == 2000
    cut = list(outcomes(tmp_path / "b.ndjson.gz").values())
    assert 500 < len(cut) < 1500
    assert "b.ndjson.gz cannot be read on" in cut[-1]


def test_line_that_unfolds_to_a_hundred_megabytes_is_refused_and_the_next_is_read(tmp_path):
    with gzip.open(tmp_path / "bomb.jsonl.gz", "wb", compresslevel=1) as handle:
        handle.write(b'{"id": 1, "text": "')
        for _ in range(100):
            handle.write(b" " * 1_000_000)
        handle.write(b'"}\n{"id": 2, "text": "In Rome."}\n')
    bomb, after = outcomes(tmp_path / "bomb.jsonl.gz").values()
    assert "line 1 has more than 30 MB" in bomb
    assert after.text == "In Rome."


def test_json_lines_in_utf_16_are_refused_once_and_in_windows_1252_are_read(tmp_path):
    row = json.dumps({"id": 1, "text": "In Besançon."}, ensure_ascii=False) + "\n"
    (tmp_path / "wide.jsonl").write_bytes((row * 3).encode("utf-16"))
    (tmp_path / "western.jsonl").write_bytes(row.encode("cp1252"))
    western, wide = outcomes(tmp_path).values()
    assert "UTF-16" in wide
    assert western.text == "In Besançon."


def test_second_bearer_of_an_id_gets_one_of_its_own_every_time(tmp_path):
    rows = [{"id": 7, "text": text} for text in ("In Rome.", "In Oslo.", "In Rome.")]
    path = lines(tmp_path / "twice.jsonl", *rows)
    ids = [read().id for _, read in sources_of([str(path)])]
    assert ids[0] == ids[2] == "7"
    assert ids[1].startswith("7-")
    assert ids == [read().id for _, read in sources_of([str(path)])]
    assert len({read().source for _, read in sources_of([str(path)])}) == 2


def test_parquet_columns_are_found_by_their_usual_names(tmp_path):
    path = table(
        tmp_path / "news.parquet", ID=[1, 2], Body=["In Rome.", None], headline=["Rome", "?"],
        date=[date(2024, 5, 7), None], link=["https://example.org/1", None],
    )  # fmt: skip
    read, why = outcomes(path).values()
    assert (read.id, read.text, read.title, read.printed) == ("1", "In Rome.", "Rome", "2024-05-07")
    assert read.url == "https://example.org/1"
    assert why == "row 2: “Body” is missing or not text"


def test_parquet_columns_are_those_that_were_named(tmp_path):
    path = table(tmp_path / "news.parquet", text=["no"], words=["In Rome."], at=[datetime(2024, 5, 7, 12, 30)])
    [read] = outcomes(path, columns=Columns(text="words", date="at")).values()
    assert (read.text, read.printed) == ("In Rome.", "2024-05-07T12:30:00")


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (Columns(), "has no column of texts; it has id, words: name one by --text-column"),
        (Columns(text="prose"), "has no column “prose”; it has id, words"),
        (Columns(text="words", url="link"), "has no column “link”; it has id, words"),
    ],
)
def test_parquet_without_a_column_names_those_it_has(tmp_path, columns, why):
    path = table(tmp_path / "news.parquet", id=[1], words=["In Rome."])
    assert why in outcomes(path, columns=columns)[str(path)]


def test_damaged_parquet_says_so(tmp_path):
    path = table(tmp_path / "news.parquet", text=["In Rome."] * 100)
    path.write_bytes(path.read_bytes()[:-30])
    assert "cannot be read as Parquet" in outcomes(path)[str(path)]


@pytest.mark.parametrize("compressed", [True, False])
def test_warc_gives_its_pages_of_html(tmp_path, compressed):
    path = warc(
        tmp_path / ("crawl.warc.gz" if compressed else "crawl.warc"),
        ("https://example.org/a", HTML.encode(), ()),
        ("https://example.org/b", gzip.compress(HTML.encode()), [("Content-Encoding", "gzip")]),
        ("https://example.org/c", b"\x89PNG", [("Content-Type", "image/png")]),
        compressed=compressed,
    )
    first, second = outcomes(path).items()
    assert first[0] == f"{path}#https://example.org/a"
    assert (first[1].title, first[1].url) == ("Ferry aground", "https://example.org/a")
    assert SENTENCES[2] in second[1].text


def test_warc_page_that_unfolds_to_a_hundred_megabytes_is_refused_and_the_next_is_read(tmp_path):
    bomb = gzip.compress(bytes(100_000_000), 1)
    path = warc(
        tmp_path / "crawl.warc.gz",
        ("https://example.org/bomb", bomb, [("Content-Encoding", "gzip")]),
        ("https://example.org/a", HTML.encode(), ()),
    )
    refused, after = outcomes(path).values()
    assert "more than 5 MB" in refused
    assert after.title == "Ferry aground"


def test_warc_that_breaks_off_gives_what_is_whole_and_says_so(tmp_path):
    pages = [(f"https://example.org/{n}", HTML.encode(), ()) for n in range(3)]
    path = warc(tmp_path / "crawl.warc.gz", *pages)
    data = bytearray(path.read_bytes())
    data[-200:] = b"\xff" * 200
    path.write_bytes(data)
    *_, (name, why) = outcomes(path).items()
    assert (name, "cannot be read on after" in why) == (str(path), True)


def test_file_that_is_no_warc_says_so(tmp_path):
    (tmp_path / "empty.warc").write_bytes(b"")
    (tmp_path / "other.warc.gz").write_bytes(gzip.compress(b"hello " * 100))
    assert all(isinstance(why, str) for why in outcomes(tmp_path).values())
    assert len(outcomes(tmp_path)) == 2


def test_standard_input_is_json_lines_or_one_text():
    rows = b'{"id": 1, "text": "In Rome."}\n{"id": 2, "text": "In Oslo."}\n'
    assert [read().id for _, read in sources_of(["-"], standard_input=io.BytesIO(rows))] == ["1", "2"]
    [(_, read)] = sources_of(["-"], standard_input=io.BytesIO(b"ROME, 4 May -\nA bridge closed.\n"))
    assert read().text == "ROME, 4 May -\nA bridge closed.\n"
    assert read().source is None
    [(_, read)] = sources_of(["-"], standard_input=io.BytesIO(b""))
    assert "empty" in outcome(read)


def test_sources_can_be_sent_to_another_process(tmp_path):
    (tmp_path / "a.txt").write_text("In Rome.")
    lines(tmp_path / "b.jsonl", {"id": 1, "text": "In Oslo."}, "{")
    table(tmp_path / "c.parquet", text=["In Lima."])
    warc(tmp_path / "d.warc", ("https://example.org/a", HTML.encode(), ()))
    sources = list(sources_of([str(tmp_path)]))
    assert len(sources) == 5
    sent = pickle.loads(pickle.dumps(sources))
    assert [outcome(read) for _, read in sent] == [outcome(read) for _, read in sources]
