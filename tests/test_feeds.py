"""Feeds and pages asked for politely, from a real server on loopback."""

import gzip

import pytest

from geodata.errors import ArticleError, FetchError
from geodata.sources import Visitor, sources_of
from geodata.sources.feeds import is_feed, read_feed
from tests.site import ANYWHERE, Answer, page, rss, serving

ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><id>urn:1</id><title>A &amp; B</title><link href="/a.html"/><updated>2024-06-01T08:00:00Z</updated></entry>
<entry><id>urn:2</id><title>No link</title><updated>2024-06-02T08:00:00Z</updated>
<content type="html">{content}</content></entry></feed>"""


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def waits():
    return []


@pytest.fixture
def visitor(waits):
    """A visitor who notes how long it would wait, at a standing clock."""
    return Visitor(ANYWHERE, wait=waits.append, clock=lambda: 0.0)


def outcomes(visitor, *names):
    return {shown: outcome(read) for shown, read in sources_of(map(str, names), visitor=visitor)}


def outcome(read):
    try:
        return read()
    except ArticleError as error:
        return str(error)


def test_rss_gives_the_article_of_each_page_with_the_feeds_date(site, visitor):
    site.pages = {"/rss": rss(site, 1, 2), "/1.html": page(1), "/2.html": page(2)}
    one, two = outcomes(visitor, site.address + "/rss").values()
    assert "Tamale" in one.text
    assert (one.printed, one.url) == ("Sat, 02 Jun 2024 08:00:00 GMT", f"{site.address}/1.html")
    assert one.source == one.url
    assert two.title == "Fire in Genoa: factory 2 gone"


def test_atom_entry_that_holds_its_text_needs_no_page(site, visitor):
    said = "&lt;p&gt;A bridge closed in Turin on day {}, the city said in a statement.&lt;/p&gt;"
    text = "".join(said.format(day) for day in range(40))
    site.pages = {"/atom": Answer(ATOM.format(content=text), media_type="application/atom+xml"), "/a.html": page(3)}
    a, two = outcomes(visitor, site.address + "/atom").values()
    assert a.url == f"{site.address}/a.html"
    assert "A bridge closed in Turin on day 39" in two.text
    assert two.source == f"{site.address}/atom#urn:2"
    assert site.paths() == ["/robots.txt", "/atom", "/a.html"]


def test_feed_file_and_page_address_are_read(site, visitor, tmp_path):
    site.pages = {"/1.html": page(1), "/2.html": page(2)}
    (tmp_path / "news.xml").write_text(rss(site, 1).body)
    assert list(outcomes(visitor, tmp_path / "news.xml", site.address + "/2.html")) == [
        f"{site.address}/1.html", f"{site.address}/2.html",
    ]  # fmt: skip


def test_page_that_cannot_be_had_is_one_failure_among_articles(site, visitor):
    site.pages = {"/rss": rss(site, 1, 2, 3), "/1.html": page(1), "/3.html": Answer("<p></p>")}
    one, two, three = outcomes(visitor, site.address + "/rss").values()
    assert "Tamale" in one.text
    assert "answered 404" in two
    assert "holds no article" in three


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(b"<rss>" + b"<item>" * 1_000_000), "larger than 5 MB"),
        (Answer(gzip.compress(b"<rss>" + bytes(50_000_000)), headers={"Content-Encoding": "gzip"}), "larger than 5 MB"),
        (Answer(b"<rss", status=503), "answered 503"),
        (Answer(b"<rss>", media_type="image/png"), "sent image/png"),
        (Answer(b"<rss>" * 1000), "is no feed of RSS or Atom"),
        (Answer(b"<rss>\xff\xfe" + b"<" * 10_000), "is no feed of RSS or Atom"),
        (Answer(gzip.compress(b"<rss/>")[:-12] + b"rubbish!", headers={"Content-Encoding": "gzip"}), "damaged"),
    ],
    ids=["endless", "bomb", "error", "picture", "tags", "rubbish", "damaged"],
)  # fmt: skip
def test_feed_that_is_none_is_one_failure(site, visitor, answer, why):
    site.pages = {"/rss": answer}
    [(name, said)] = outcomes(visitor, site.address + "/rss").items()
    assert name == site.address + "/rss"
    assert why in said


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", "utf-8"), ("cp1252", "utf-8"), ("iso-8859-1", "iso-8859-1"), ("utf-16", "utf-16")]
)
def test_feed_in_another_encoding_than_it_says_is_read(encoding, said):
    head = f'<?xml version="1.0" encoding="{said}"?>'
    text = f'{head}<rss version="2.0"><channel><item><title>Besançon</title></item></channel></rss>'
    assert is_feed(text.encode(encoding))
    assert [entry.title for entry in read_feed(text.encode(encoding), "feed")] == ["Besançon"]


def test_feed_that_names_a_file_of_this_machine_does_not_open_it(tmp_path):
    (tmp_path / "secret.xml").write_text(ATOM.format(content="secret"))
    with pytest.raises(ArticleError):
        read_feed(str(tmp_path / "secret.xml").encode(), "feed")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret.xml">]>'
    [entry] = read_feed(
        f'{entity}<rss version="2.0"><channel><item><title>T&x;</title></item></channel></rss>'.encode(), "f"
    )
    assert "secret" not in str(entry)


def test_entries_without_a_sound_address_ask_for_nothing(site, visitor):
    items = "".join(f"<item><title>{n}</title><link>{link}</link></item>" for n, link in enumerate(
        ("file:///etc/passwd", "javascript:alert(1)", "", "http://[broken", "//")))  # fmt: skip
    site.pages = {"/rss": rss(site, more=items)}
    assert all(isinstance(why, str) for why in outcomes(visitor, site.address + "/rss").values())
    assert site.paths() == ["/robots.txt", "/rss"]


def test_visitor_says_who_it_is_and_asks_conditionally(site, visitor):
    site.pages = {"/rss": rss(site, 1, etag='"v1"')}
    first = visitor.get(site.address + "/rss")
    assert (first.etag, first.unchanged) == ('"v1"', False)
    again = visitor.get(site.address + "/rss", etag=first.etag, last_modified="Sat, 01 Jun 2024 08:00:00 GMT")
    assert (again.data, again.unchanged, again.etag) == (b"", True, '"v1"')
    _, headers = site.asked[-1]
    assert headers["User-Agent"].startswith("Dateline/")
    assert headers["If-Modified-Since"] == "Sat, 01 Jun 2024 08:00:00 GMT"


def test_robots_txt_is_asked_for_once_and_obeyed_with_its_wildcards(site, visitor):
    rules = "User-agent: *\nDisallow: /*?print=\nDisallow: /private/\nAllow: /private/not\n"
    site.pages = {"/robots.txt": Answer(rules),
                  "/a": page(1), "/private/not": page(2)}  # fmt: skip
    visitor.get(site.address + "/a")
    visitor.get(site.address + "/private/not")
    for path in ("/a?print=1", "/private/b"):
        with pytest.raises(FetchError, match=r"asks in its robots\.txt"):
            visitor.get(site.address + path)
    assert site.paths() == ["/robots.txt", "/a", "/private/not"]


def test_redirect_to_what_robots_txt_forbids_is_not_followed(site, visitor):
    site.pages = {"/robots.txt": Answer("User-agent: dateline\nDisallow: /private\n"),
                  "/a": Answer(status=302, headers={"Location": "/private"}), "/private": page(1)}  # fmt: skip
    with pytest.raises(FetchError, match=r"robots\.txt"):
        visitor.get(site.address + "/a")
    assert "/private" not in site.paths()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_host_whose_robots_txt_cannot_be_had_is_not_asked(site, visitor, status):
    site.pages = {"/robots.txt": Answer(status=status), "/a": page(1)}
    with pytest.raises(FetchError, match=r"its robots\.txt cannot be read"):
        visitor.get(site.address + "/a")
    assert site.paths() == ["/robots.txt"]


def test_host_is_given_time_between_two_visits_and_another_host_is_not_waited_for(site, visitor, waits):
    site.pages = {f"/{n}.html": page(n) for n in range(3)}
    visitor.get(site.address + "/0.html")
    visitor.get(site.address.replace("127.0.0.1", "localhost") + "/0.html")
    assert waits == []
    visitor.get(site.address + "/1.html")
    visitor.get(site.address + "/2.html")
    assert waits == [1.0, 2.0]  # the clock stands still: the second turn comes after the first


def test_delay_that_robots_txt_asks_for_is_kept_up_to_a_minute(site, waits, visitor):
    site.pages = {"/robots.txt": Answer("User-agent: *\nCrawl-delay: 5\n"), "/a": page(1)}
    visitor.get(site.address + "/a")
    visitor.get(site.address + "/a")
    assert waits == [5.0]


def test_retry_after_is_told(site, visitor):
    site.pages = {"/a": Answer(status=429, headers={"Retry-After": "120"})}
    with pytest.raises(FetchError) as refused:
        visitor.get(site.address + "/a")
    assert (refused.value.status, refused.value.retry_after) == (429, 120.0)


def test_feed_can_lead_to_no_inner_address(site):
    visitor = Visitor(wait=lambda _: None)  # with the limits that everyone has
    site.pages = {"/1.html": page(1)}
    [why] = outcomes(visitor, site.address + "/1.html").values()
    assert "port" in why or "open internet" in why
    assert site.asked == []
