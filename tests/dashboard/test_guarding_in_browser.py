"""The policy that every answer carries: the page works under it, and what somebody else put in does not run."""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import Page, expect

from dashboard.guarding import component_policy, page_policy
from tests.dashboard.conftest import Visit

HANDLER = """async (root) => {
    window.ran = false;
    const image = document.createElement("div");
    image.innerHTML = "<img src='data:,' onerror='window.ran = true'>";
    document.body.append(image);
    await new Promise((done) => setTimeout(done, 300));
    return window.ran;
}"""

SCRIPT = """() => {
    window.ran = false;
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return window.ran;
}"""


def refusals(page: Page) -> list[str]:
    """Return what the browser will have complained of under the policy."""
    found: list[str] = []

    def take(text: str) -> None:
        if "Content Security Policy" in text:
            found.append(text)

    page.on("console", lambda message: take(message.text))
    return found


def test_the_page_works_under_its_policy(visit: Visit, story: str) -> None:
    refused = refusals(visit.page)
    visit.open(story)
    visit.map.locator('[data-mark="story:e2"]').click()
    expect(visit.page.locator(".details")).to_contain_text("Dock workers marched")
    visit.page.get_by_role("button", name="Share").click()
    with visit.page.expect_download():
        visit.page.get_by_role("button", name="Picture (PNG)").click()
    assert refused == []


def test_what_is_injected_does_not_run(visit: Visit, story: str) -> None:
    refused = refusals(visit.page)
    visit.open(story)
    frames = [frame for frame in visit.page.frames if "component" in frame.url]
    assert frames
    for frame in (visit.page.main_frame, *frames):
        assert frame.evaluate(HANDLER) is False
    assert visit.page.evaluate(SCRIPT) is False
    assert len(refused) == 2 + len(frames)


@pytest.mark.parametrize("path", ["", "/_stcore/health", "/app/static/base/countries.json", "/x/component/y"])
def test_every_answer_carries_the_headers(story: str, path: str) -> None:
    with urllib.request.urlopen(story + path, timeout=10) as answer:
        assert answer.headers.get_all("Content-Security-Policy") == [page_policy(None)]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_only_the_tile_servers_own_images_are_let_in() -> None:
    for policy in (page_policy, component_policy):
        tiles = policy("https://{s}.tiles.example/{z}/{x}/{y}.png?key=1")
        assert "img-src 'self' data: blob: https://*.tiles.example;" in tiles
        assert "img-src 'self' data: blob:;" in policy(None)
    assert "'unsafe" not in page_policy(None).replace("style-src 'self' 'unsafe-inline'", "")
