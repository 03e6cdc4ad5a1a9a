"""The errors the library raises on purpose; each is also the built-in it refines."""


class GeodataError(Exception):
    """Base of every error that geodata raises on purpose."""


class ArticleError(GeodataError, ValueError):
    """An article cannot be read: empty, binary, too long or malformed."""


class GazetteerError(GeodataError, RuntimeError):
    """The compiled gazetteer is missing, damaged or of another version."""


class ModelError(GeodataError, RuntimeError):
    """The recognition model is missing, damaged or of another version."""


class DatasetError(GeodataError, RuntimeError):
    """A dataset cannot be read or written."""


class CorrectionError(GeodataError, ValueError):
    """A correction cannot be read, or does not fit what it corrects."""


class FetchError(GeodataError, OSError):
    """A page cannot be fetched, or may not be."""
