"""How neighbouring atoms join into one expression: "Monday" + "morning", "the end of" + "June"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geodata.timexes.grammar import Atom
from geodata.timexes.words import SP

DAYS = frozenset({"weekday", "date", "month_day", "iso", "numeric", "today", "holiday", "relative_day"})
"""Kinds of atom that name a day."""

_YEARS = frozenset({"year", "fiscal"})
_UNITS = frozenset({"rel_unit", "the_unit", "edge_unit", "ago", "year_ago", "latest"})
_EDGED = DAYS | _YEARS | {"rel_unit", "the_unit", "month", "quarter", "season", "decade", "century", "part", "part_now"}

_OF_A_UNIT = {
    "quarter": "year",
    "half": "year",
    "season": "year",
    "month": "year",
    "date": "year",
    "weekday": "week",
}
"""Kinds that a longer unit may follow and fix ("May last year", "Monday of this week"), with that unit."""

_FIXING = frozenset({"this", "last", "next", "the current", "current", "the last", "the next"})

_JOINS: tuple[tuple[frozenset[str], re.Pattern[str], frozenset[str], str], ...] = tuple(
    (left, re.compile(gap), right, result)
    for left, gap, right, result in (
        (frozenset({"weekday", "today"}), rf",?{SP}|{SP}\(", frozenset({"date", "iso", "numeric"}), "right"),
        (DAYS, rf",?{SP}(?:at{SP}|in{SP}the{SP})?|{SP}\(", frozenset({"part", "clock"}), "left"),
        (frozenset({"clock"}), rf",?{SP}(?:on{SP})?", DAYS, "right"),
        (frozenset({"part"}), rf"{SP}(?:on{SP}|of{SP})?", DAYS, "right"),
        (frozenset({"clock"}), SP, frozenset({"part_now"}), "right"),
        (frozenset({"part_now"}), rf"{SP}of{SP}", DAYS, "right"),
        (
            frozenset({"quarter", "half", "season"}),
            rf"{SP}of{SP}|,?{SP}",
            _YEARS | {"rel_unit", "the_unit"},
            "left",
        ),
        (frozenset({"month", "date"}), rf"{SP}(?:of{SP})?", frozenset({"rel_unit"}), "left"),
        (frozenset({"weekday"}), rf"{SP}(?:of{SP})?", frozenset({"rel_unit"}), "left"),
        (_YEARS | {"rel_unit"}, rf"['’]s?{SP}", frozenset({"quarter", "half"}), "right"),
        (frozenset({"same_period"}), rf"{SP}(?:(?:of|in){SP})?(?:the{SP})?", _UNITS | _YEARS, "right"),
        (frozenset({"the_unit"}), SP, frozenset({"ago"}), "right"),
        (frozenset({"rel_unit", "the_unit"}), rf"{SP}of{SP}", frozenset({"date"}), "right"),
        (frozenset({"edge"}), rf"{SP}|-", _EDGED, "right"),
    )
)


def joined(text: str, atoms: Iterable[Atom]) -> list[Atom]:
    """Return the atoms with every pair that the table joins made one, in text order."""
    done: list[Atom] = []
    for atom in atoms:
        while done and (pair := _pair(text, done[-1], atom)):
            done.pop()
            atom = pair
        done.append(atom)
    return done


def _pair(text: str, left: Atom, right: Atom) -> Atom | None:
    """Return the two atoms as one, or `None` where the table does not join them."""
    if right.start - left.end > 16 or left.fields.keys() & right.fields.keys() - {"rel", "unit", "sep"}:
        return None
    gap = text[left.end : right.start]
    for lefts, between, rights, result in _JOINS:
        if left.kind in lefts and right.kind in rights and between.fullmatch(gap):
            if not _agree(left, right):
                return None
            kind = right.kind if result == "right" else left.kind
            fields = left.fields | right.fields if result == "right" else right.fields | left.fields
            if left.kind in _OF_A_UNIT or right.kind in ("quarter", "half"):
                base = right if result == "left" else left
                fields |= {f"base_{key}": base.fields[key] for key in ("rel", "unit") if key in base.fields}
            return Atom(kind, left.start, right.end, fields)
    return None


def _may_be_fixed(left: Atom, right: Atom) -> bool:
    """Tell whether a month, day or weekday still lacks the year or week that "this year", "last week" gives."""
    if left.kind not in ("month", "date", "weekday"):
        return True
    return right.fields.get("rel", "").lower() in _FIXING and {"rel", "year", "year2"}.isdisjoint(left.fields)


def _agree(left: Atom, right: Atom) -> bool:
    """Tell whether two atoms that stand together also belong together."""
    if left.kind in _OF_A_UNIT and right.kind in ("rel_unit", "the_unit"):
        return right.fields["unit"].lower() == _OF_A_UNIT[left.kind] and _may_be_fixed(left, right)
    if left.kind == "rel_unit" and right.kind in ("quarter", "half"):
        return left.fields["unit"].lower() == "year"
    if left.kind in ("rel_unit", "the_unit") and right.kind == "date":
        return left.fields["unit"].lower() == "week"
    return True
