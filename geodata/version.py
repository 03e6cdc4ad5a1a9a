"""Dateline's version, as it is installed."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("dateline")
except PackageNotFoundError:  # a source tree that was not installed
    __version__ = "0+unknown"
