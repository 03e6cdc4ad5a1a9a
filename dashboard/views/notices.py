"""What must be said before the map: notes on the link, a publication in doubt, articles not read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import texts
from dashboard.figures.words import counted, day_in_words
from dashboard.views.markup import bullets, paragraph
from geodata.records import Annotation, Failure, Publication


def show(notes: Sequence[str], article: Annotation | None, failures: Sequence[Failure]) -> None:
    """Show the notices there are reasons for, quietly."""
    for note in notes:
        st.html(paragraph(note, "note"))
    if article and article.publication and article.publication.warnings:
        st.html(doubt(article.publication))
    if failures:
        show_failures(failures)


def doubt(publication: Publication) -> str:
    """Return the banner: the printed date, the date used, why, and the other readings."""
    used = texts.DOUBTED_READING.format(printed=publication.printed, day=day_in_words(publication.date, weekday=True))
    readings = [
        texts.READING.format(
            day=day_in_words(reading.date, weekday=True),
            odds=round(100 * reading.odds),
            reason=reading.reason,
        )
        for reading in publication.alternatives
    ]
    reasons = [reading.reason for reading in publication.alternatives if reading.date == publication.date]
    why = escape(sentence((reasons or publication.warnings)[0]))
    says = f"<strong>{escape(texts.DOUBTED)}</strong> {escape(used)}"
    folded = f'<p class="why folded">{why}</p>{bullets([*publication.warnings, *readings])}'
    more = f"<summary>{escape(texts.OTHER_READINGS)}</summary>{folded}"
    return f'<div class="doubt" dir="auto">{says} <span class="why">{why}</span><details>{more}</details></div>'


def sentence(text: str) -> str:
    """Return a reason as a sentence of its own."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def show_failures(failures: Sequence[Failure]) -> None:
    """Show which articles could not be read, folded away."""
    lines = [
        texts.FAILURE.format(article=failure.article_id, stage=failure.stage, message=failure.message)
        for failure in failures
    ]
    with st.expander(counted(texts.FAILURES, len(failures))):
        st.html(bullets(lines))
