"""The command line: `dateline read | watch | annotate | export | compact | …`; a thin coat over the library.

Exit status: 0 all was read; 1 some articles could not be read, the rest were; 2 nothing could be done.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from geodata.errors import ArticleError, GeodataError

if TYPE_CHECKING:
    from geodata.batch import Reading
    from geodata.dataset import Dataset
    from geodata.evaluation import Counts, EventScores, PlaceScores, TimeScores

app = typer.Typer(
    help="Read news and put every reported event where it happened and when.",
    epilog="Exit status: 0 all was read; 1 some articles could not be read, the rest were; 2 nothing could be done. "
    "DATELINE_GEOCODER=nominatim (or photon, geonames:USERNAME …) looks up online what the gazetteer lacks; "
    "unset, nothing is sent anywhere.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
SOME_FAILED = 1
NOTHING_DONE = 2
STOPPED = 130  # as shells have it for Ctrl-C
MANY = 1000  # articles, after which the search is prepared: below, the first one does it in a few tenths of a second

Output = Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="The dataset's folder or address (s3://…).")]


@app.command()
def read(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…",
            help="Text and HTML files, JSON Lines (.jsonl, .ndjson, also .gz), Parquet, WARC (.warc, .warc.gz), feeds "
            '(.rss, .atom, .xml), folders of these but feeds, addresses of pages and feeds; "-": standard input, '
            "JSON Lines or one text.",
        ),
    ],
    output: Output,
    text_column: Annotated[str | None, typer.Option(help="Parquet, JSON Lines: what holds the text.")] = None,
    id_column: Annotated[str | None, typer.Option(help="What holds the article's id.")] = None,
    title_column: Annotated[str | None, typer.Option(help="What holds the title.")] = None,
    date_column: Annotated[str | None, typer.Option(help="What holds the date of publication.")] = None,
    url_column: Annotated[str | None, typer.Option(help="What holds the address.")] = None,
    workers: Annotated[
        int, typer.Option("--workers", "-w", min=0, help="Processes of this machine that read; 0: this one alone.")
    ] = 0,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler's: tcp://HOST:PORT.")
    ] = None,
) -> None:
    """Read articles into the dataset of a folder, beside those that are there already.

    Columns that no option names are found by their usual names (text, body, id, title, date, url …).
    """
    from geodata.batch import read_sources
    from geodata.sources import STANDARD_INPUT, Columns, is_address, sources_of

    missing = [name for name in paths if not (name == STANDARD_INPUT or is_address(name) or Path(name).exists())]
    if missing:
        raise _stop(f"no such file or folder: {', '.join(missing)}")
    columns = Columns(text_column, id_column, title_column, date_column, url_column)
    with _progress("Reading") as tell:
        sources = sources_of(paths, columns)
        read_all = partial(read_sources, sources, output, tell, workers=workers, scheduler=scheduler)
        reading = _until_stopped(read_all, output)
    for failure in reading.failures:
        _say(f"{failure.article_id}: {failure.message}")
    if not reading.articles and not reading.failures:
        raise _stop("no articles there: a folder is searched for text, HTML, JSON Lines, Parquet and WARC files")
    if (further := reading.failed - len(reading.failures)) > 0:
        _say(f"and {further} more, which the dataset names")
    _say(f"{reading.articles} articles with {reading.events} events in {output}; {reading.failed} not read")
    if reading.copies:
        _say(f"{reading.copies} of them are copies of others, and noted as further sources of those")
    if reading.articles >= MANY:
        _prepare_search(output)
    if reading.failures:
        raise typer.Exit(SOME_FAILED)


def _prepare_search(output: str) -> None:
    """Index a dataset of this machine; where that fails or is stopped, the first search does it."""
    from geodata.dataset import read_dataset
    from geodata.search import prepare

    try:
        with _progress("Preparing the search") as tell:
            dataset = read_dataset(output)
            if isinstance(dataset.directory, Path):
                prepare(dataset, tell)
    except (KeyboardInterrupt, typer.Exit):
        _say("the search is not prepared; the first one will take longer")


def _until_stopped(read: Callable[[], Reading], output: str) -> Reading:
    """Read; Ctrl-C, upon which the library writes what it has, ends the command with a word and not a traceback."""
    try:
        return read()
    except KeyboardInterrupt:
        _say(f"stopped; what was read until then is in {output}")
        raise typer.Exit(STOPPED) from None


@app.command()
def watch(
    feeds: Annotated[list[str], typer.Argument(metavar="FEED…", help="Addresses of RSS and Atom feeds.")],
    output: Output,
    every: Annotated[float, typer.Option(min=1, metavar="MINUTES", help="Time between two rounds.")] = 15,
    once: Annotated[bool, typer.Option("--once", help="One round, then end: for cron and the like.")] = False,
) -> None:
    """Keep the dataset of a folder current with what is new in feeds, until it is stopped.

    It may be stopped at any moment: nothing is lost, and nothing is read twice.
    """
    from datetime import timedelta

    from geodata.sources import is_address
    from geodata.watching import watch as rounds

    if wrong := [feed for feed in feeds if not is_address(feed)]:
        raise _stop(f"not the address of a feed: {', '.join(wrong)}; it begins with http:// or https://")
    failed = False
    with _guarded():
        try:
            for done in rounds(feeds, output, every=None if once else timedelta(minutes=every)):
                for name, why in done.failures:
                    _say(f"{name}: {why}")
                failed = failed or bool(done.failures)
                _say(f"{done.feed}: {done.articles} new articles, {done.copies} copies, {len(done.failures)} not read")
        except KeyboardInterrupt:
            _say(f"stopped; what was read is in {output}")
            raise typer.Exit(STOPPED) from None
    if failed:
        raise typer.Exit(SOME_FAILED)


@app.command()
def annotate(
    articles: Annotated[
        Path, typer.Argument(metavar="IN.jsonl", help='One {"id", "text", …} a line; "-": standard input.')
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help='JSON Lines to write; "-": standard output.')],
) -> None:
    """Annotate articles in JSON Lines: a line out for each line in, in the same order."""
    from geodata.pipeline import Pipeline

    if str(articles) != "-" and not articles.is_file():
        raise _stop(f"no such file: {articles}")
    with _guarded():
        pipeline = Pipeline.load()
    failed = 0
    with _lines_in(articles) as lines, _text_out(output) as out, _progress("Annotating") as tell:
        for number, line in enumerate(lines):
            tell(number, 0, "")
            if not line.strip():
                continue
            result = _annotate_line(line, pipeline)
            failed += "error" in result
            out.write(json.dumps(result, ensure_ascii=False) + "\n")
    if failed:
        _say(f"{failed} lines could not be read; each has an “error” in its place")
        raise typer.Exit(SOME_FAILED)


def _annotate_line(line: str, pipeline: Any) -> dict[str, Any]:
    from geodata.articles import id_of_bad_line, read_json_line
    from geodata.contract import annotation_json
    from geodata.records import Failure

    try:
        article = read_json_line(line)
    except ArticleError as error:
        return {"id": id_of_bad_line(line), "error": str(error)}
    result = next(pipeline.pipe([article]))
    if isinstance(result, Failure):
        return {"id": article.raw_id, "error": result.message}
    return annotation_json(result, article.raw_id)


@app.command()
def export(
    dataset: Annotated[str, typer.Argument(metavar="DIR", help="A dataset's folder or address (s3://…).")],
    format: Annotated[str, typer.Option("--format", "-f", help="geojson, csv, kml or html.")] = "geojson",
    output: Annotated[Path, typer.Option("--output", "-o", help='The file to write; "-": standard output.')] = Path(
        "-"
    ),
) -> None:
    """Write a dataset's events, as people corrected them, as GeoJSON, CSV, KML or a page of their own (html)."""
    from geodata.corrections import opened
    from geodata.exports import writers

    formats = writers()
    writer = formats.get(format.lower())
    if writer is None:
        raise _stop(f"no such format: {format}; there are {', '.join(formats)}")
    with _guarded(), opened(dataset) as corrected, _text_out(output) as out:
        count = writer(corrected.dataset, out)
    _say(f"{count} events")


@app.command()
def compact(
    dataset: Annotated[str, typer.Argument(metavar="DIR", help="A dataset's folder or address (s3://…).")],
) -> None:
    """Merge a dataset's small files and sort them anew, and remove what killed writers left.

    Writing does some of it by itself; this does the rest, for programs that open the folder's files on their own.
    """
    from geodata.dataset import compact as compacted
    from geodata.dataset import read_dataset

    with _guarded():
        before = _number_of_parts(read_dataset(dataset))
        after = _number_of_parts(compacted(dataset))
    _say(f"{after} files, {before} before")


def _number_of_parts(dataset: Dataset) -> int:
    return sum(map(len, dataset.parts.values()))


@app.command()
def stories(
    dataset: Annotated[str, typer.Argument(metavar="DIR", help="A dataset's folder or address (s3://…).")],
    output: Annotated[Path, typer.Option("--output", "-o", help='JSON Lines to write; "-": standard output.')] = Path(
        "-"
    ),
) -> None:
    """Write the events that several articles tell of, one story a line, with what its tellings differ in."""
    from geodata.corrections import opened
    from geodata.quotes import quoted_events
    from geodata.stories import find_stories, story_json

    with _guarded(), opened(dataset) as corrected, _text_out(output) as out:
        found = find_stories(quoted_events(corrected.dataset))
        for story in found:
            out.write(json.dumps(story_json(story), ensure_ascii=False) + "\n")
    _say(f"{len(found)} stories")


@app.command()
def gazetteer(name: Annotated[str, typer.Argument(help="A place's name, as a text writes it.")]) -> None:
    """Show the places that a name may refer to, most prominent first."""
    from geodata.gazetteer import Gazetteer

    with _guarded():
        matches = Gazetteer.open().lookup(name)
    for match in matches:
        place = match.place
        fields = (place.id, place.name, f"{place.feature_class}.{place.feature_code}", place.country, place.admin1,
                  place.population, f"{place.lat:.4f}", f"{place.lon:.4f}", f"{match.prominence:.2f}")  # fmt: skip
        sys.stdout.write("\t".join(map(str, fields)) + "\n")
    if not matches:
        _say(f"no place is called {name}")
        raise typer.Exit(SOME_FAILED)


@app.command()
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="A folder that has no dataset yet.")],
    events: Annotated[int, typer.Option("--events", "-n", help="How many events to make up.")] = 10_000,
    articles: Annotated[
        int | None, typer.Option("--articles", help="How many articles tell of them; a tenth as many if not given.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another one makes other events.")] = 1,
) -> None:
    """Make up a dataset of any size, to try Dateline with. Its places are real; nothing else in it is, as it says."""
    from geodata.search import prepare
    from geodata.synthetic import write_synthetic

    try:
        with _progress("Making up articles") as tell:
            dataset = write_synthetic(output, events, articles, seed, tell)
    except ValueError as error:
        raise _stop(str(error)) from error
    with _progress("Preparing the search") as tell:
        prepare(dataset, tell)
    _say(
        f"{events:,} made-up events in {output}; to look at them: DATELINE_DATA={output} streamlit run dashboard/app.py"
    )


class Measure(StrEnum):
    """What can be evaluated."""

    PLACES = "places"
    TIMES = "times"
    EVENTS = "events"


@app.command()
def evaluate(
    what: Annotated[Measure, typer.Argument(help="Which annotation to hold Dateline against.")],
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD...", help="JSON Lines of annotated articles, or gold files (.json).")
    ],
    given_spans: Annotated[
        bool, typer.Option("--given-spans", help="places: resolve the gold spans, recognise none.")
    ] = False,
    overlap: Annotated[bool, typer.Option("--overlap", help="places: let an overlap do where spans differ.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="events: list each error in words.")] = False,
) -> None:
    """Measure Dateline on annotated articles, by the protocols of the field.

    places: gold without a gazetteer id, and demonyms, are neither found nor missed. times: TempEval-3. events: pins on
    the map against annotated events. A gold file (.json) annotates the text it names in "corpus_file", in its own
    folder or one beside it; a folder stands for the gold files in it.
    """
    from geodata.evaluation import evaluate_events, evaluate_places, evaluate_times, read_gold
    from geodata.pipeline import Pipeline

    with _guarded():
        pipeline, articles = Pipeline.load(), read_gold(gold)
        if what is Measure.PLACES:
            rows = _place_rows(evaluate_places(articles, pipeline, exact=not overlap, given_spans=given_spans))
        elif what is Measure.TIMES:
            rows = _time_rows(evaluate_times(articles, pipeline))
        else:
            rows = _event_rows(evaluate_events(articles, pipeline), errors)
    for name, figures in rows:
        sys.stdout.write(f"{name:28}{figures}".rstrip() + "\n")


def _place_rows(scores: PlaceScores) -> Iterator[tuple[str, str]]:
    yield "articles", str(scores.articles)
    yield "recognition", _figures(scores.recognition)
    yield "end to end within 161 km", _figures(scores.end_to_end)
    found = len(scores.errors_km)
    yield "resolution of found ones", f"Acc@161 {scores.accuracy:.4f}  AUC {scores.auc:.4f}  n {found}"
    for name, judged in (("scores of emitted ones", scores.emitted), ("scores of found ones", scores.resolved)):
        surest = f"surest 90 % right {judged.accuracy_of_surest:.4f}"
        yield name, f"calibration error {judged.expected_error:.4f}  {surest}  n {len(judged.judged)}"
    if scores.readings.wanted:
        yield "location or not", f"accuracy {scores.readings.recall:.4f}  n {scores.readings.wanted}"


def _time_rows(scores: TimeScores) -> Iterator[tuple[str, str]]:
    yield "articles", str(scores.articles)
    yield "span, strict", _figures(scores.strict)
    yield "span, relaxed", _figures(scores.relaxed)
    yield "type", _figures(scores.type)
    yield "value", _figures(scores.value)


def _event_rows(scores: EventScores, errors: bool) -> Iterator[tuple[str, str]]:
    for name, figure in scores.figures.items():
        yield name, "-" if figure is None else f"{figure:.4f}" if isinstance(figure, float) else str(figure)
    for error in scores.errors if errors else ():
        yield error, ""


def _figures(counts: Counts) -> str:
    return f"P {counts.precision:.4f}  R {counts.recall:.4f}  F1 {counts.f1:.4f}"


def _say(message: str) -> None:
    sys.stderr.write(f"dateline: {message}\n")


def _stop(message: str) -> typer.Exit:
    _say(message)
    return typer.Exit(NOTHING_DONE)


@contextmanager
def _guarded() -> Iterator[None]:
    """Turn what is wrong with files into one line and an exit status."""
    try:
        yield
    except GeodataError as error:
        raise _stop(str(error)) from error
    except OSError as error:
        raise _stop(f"{error.filename or ''}: {error.strerror or error}") from error


@contextmanager
def _lines_in(path: Path) -> Iterator[IO[str]]:
    """Open JSON Lines; bytes that are no UTF-8 become U+FFFD, so that one bad line stops nothing."""
    if str(path) == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
        return
    with _guarded(), path.open(encoding="utf-8-sig", errors="replace", newline="\n") as handle:
        yield handle


@contextmanager
def _text_out(path: Path) -> Iterator[IO[str]]:
    """Open a file to write that takes its place only when it is whole."""
    if str(path) == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    pending = path.with_name(f".{path.name}.{os.getpid()}")
    with _guarded():
        try:
            with pending.open("w", encoding="utf-8", newline="") as handle:
                yield handle
            pending.replace(path)
        finally:
            pending.unlink(missing_ok=True)


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show progress on standard error: a bar in a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[name]}", markup=False),
    )
    with (
        _guarded(),
        Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar,
    ):
        task = bar.add_task(what, total=None, name="")
        yield lambda done, total, name: bar.update(task, completed=done, total=total or None, name=name)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
