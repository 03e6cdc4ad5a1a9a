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
    """A page cannot be fetched, or may not be.

    `status` is what the host answered, where it did; `retry_after` the seconds it asked to be left alone for.
    """

    def __init__(self, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        """Keep what the host said beside the message."""
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class WatchError(GeodataError, RuntimeError):
    """Feeds cannot be watched: another process does, or what was noted of them cannot be read."""


class ClusterError(GeodataError, RuntimeError):
    """The workers that should read articles cannot be reached, do not fit, or are lost."""


class MissingPackageError(GeodataError, ImportError):
    """A package that Dateline can do without, but not for what is asked, is not installed."""
