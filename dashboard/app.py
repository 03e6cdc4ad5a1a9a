"""The dashboard's server: `streamlit run dashboard/app.py`.

Its start runs side by side with the first reader's browser: while that loads Streamlit's own scripts, a thread imports
what the page needs and works out a first page.
"""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware

from dashboard.guarding import Guard
from dashboard.settings import settings

SHORT_TURN = 0.0005
"""Seconds after which importing lets the server answer, so that the browser waits the less for it."""


def get_ready() -> None:
    """Import the page and let it get ready; events, which many make slow to read, are read beside the import."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SHORT_TURN)
    try:
        from dashboard import data

        Thread(target=data.get_ready, args=(settings(),), daemon=True).start()
        from dashboard import frame

        frame.get_ready()
    finally:
        sys.setswitchinterval(usual)


@asynccontextmanager
async def getting_ready(_app: st.App) -> AsyncIterator[None]:
    """Get ready beside the server, and show the page to who started it on a desktop."""
    if not st.get_option("server.headless"):
        # Streamlit itself opens a browser for a script only, not for an app with a start of its own.
        path = (st.get_option("server.baseUrlPath") or "").strip("/")
        address = f"http://{st.get_option('browser.serverAddress')}:{st.get_option('server.port')}/{path}"
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    Thread(target=get_ready, daemon=True).start()
    yield


guard = Middleware(Guard, tiles=settings().tiles, base=st.get_option("server.baseUrlPath") or "")
app = st.App("page.py", lifespan=getting_ready, middleware=[guard])
