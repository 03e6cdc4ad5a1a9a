"""What people corrected in a dataset: a file of its own, laid over the dataset when it is shown.

The dataset is never changed. A correction names its event by the words it was found by, so that it holds when the
article is read again, by a later version too.
"""

from geodata.corrections.applying import (
    Corrected,
    corrected_event,
    opened,
    written_over,
)
from geodata.corrections.lines import from_line, to_line
from geodata.corrections.log import FILE, Log, append, parse, read
from geodata.corrections.records import (
    Correction,
    Entry,
    Field,
    PlaceValue,
    TimeValue,
    Undo,
    Value,
    corrected_area,
    correction_of,
    standing,
    value_of,
)

__all__ = [
    "FILE",
    "Corrected",
    "Correction",
    "Entry",
    "Field",
    "Log",
    "PlaceValue",
    "TimeValue",
    "Undo",
    "Value",
    "append",
    "corrected_area",
    "corrected_event",
    "correction_of",
    "from_line",
    "opened",
    "parse",
    "read",
    "standing",
    "to_line",
    "value_of",
    "written_over",
]
