"""What every answer tells the browser to refuse: scripts, frames and addresses that are not the dashboard's own."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMPONENTS = "component/"
"""Below it Streamlit serves components, each a page of its own in a frame; anywhere else it answers with the page."""

_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class Guard:
    """ASGI middleware that adds the headers.

    `tiles` is the template of a tile server's address, or `None`; `base` is the path that the page is served under.
    """

    def __init__(self, app: ASGIApp, tiles: str | None, base: str) -> None:
        """Work the headers out once."""
        self.app = app
        self.components = "/".join(["", *filter(None, base.split("/")), COMPONENTS])
        self.page, self.component = _headers(page_policy(tiles)), _headers(component_policy(tiles))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = self.component if scope["path"].startswith(self.components) else self.page

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self.app(scope, receive, guarded)


def page_policy(tiles: str | None) -> str:
    """Return the policy of the page itself: no script but from files of ours and those that Streamlit begins with."""
    return _policy(f"'self' blob: {' '.join(_scripts_of_streamlit())}", tiles)


def component_policy(tiles: str | None) -> str:
    """Return the policy of the map's frame: streamlit-folium writes scripts into it and compiles them there."""
    return _policy("'self' 'unsafe-inline' 'unsafe-eval'", tiles)


def _policy(scripts: str, tiles: str | None) -> str:
    images = " ".join(["'self' data: blob:", *_origin(tiles)])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "script-src-attr 'none'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {images}",
            "font-src 'self' data:",
            "connect-src 'self' blob: data: ws: wss:",
            "frame-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


def _origin(tiles: str | None) -> list[str]:
    """Return the server of a template of addresses, `{s}` for any of its names."""
    parts = urlsplit(tiles or "")
    return [f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"] if parts.netloc else []


def _scripts_of_streamlit() -> list[str]:
    """Return the fingerprints of the scripts that stand in Streamlit's own page."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    return [f"'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in _INLINE.findall(page)]


def _headers(policy: str) -> list[tuple[bytes, bytes]]:
    named = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        # OpenStreetMap's tiles want to know the site that shows them; no more than that is told.
        "referrer-policy": "strict-origin-when-cross-origin",
    }
    return [(name.encode(), value.encode()) for name, value in named.items()]
