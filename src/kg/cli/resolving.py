"""kg resolve."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click


@click.group("resolve")
def resolve_command() -> None:
    """Say who or where a printed name is, or why that is not decided."""


@resolve_command.command("people")
@click.argument("file", metavar="FILE.jsonl|-")
@click.option("--candidates", is_flag=True, help="Then list the undecided pairs, best first.")
@click.option("-o", "--output", metavar="FILE", help="Write here; - is stdout.")
def people_command(file: str, candidates: bool, output: str | None) -> None:
    """Resolve records of persons to clusters of one person each.

    Reads an object a line: id, name, and if known post, place, date (all as printed) and article;
    other keys are left aside, with a line on stderr for each.
    A date is a year, a month or a day (2020, 2020-05, 2020-05-11), any other EDTF, or as English
    prints it (11 May 2020); what tells no year, such as "Friday", is as if it were not there.

    Writes an object a line: id, cluster (the id of its first record) and merged_because (null for
    a record that is joined to none before it). With --candidates, then an object for each pair
    that may be one person: a, b, score and explanation. A name alone never decides.

    A line that cannot be used is told and nothing is written, exit code 2; blank lines are read
    over.
    """
    from kg.deciding import place_key
    from kg.people.lines import answers, read_people
    from kg.people.resolver import resolve
    from kg.places.gazetteer import Gazetteer
    from kg.places.resolver import PlaceResolver

    records = read_people(raw_lines(file), shown(file), warn)
    gazetteer = Gazetteer.load()
    people = resolve(
        [record for _, record in records],
        place_key=place_key(PlaceResolver(gazetteer), gazetteer),
        with_candidates=candidates,
    )
    write_lines(answers(people, records), output)


@resolve_command.command("places")
@click.argument("file", metavar="FILE.jsonl|-")
@click.option("-o", "--output", metavar="FILE", help="Write here; - is stdout.")
def places_command(file: str, output: str | None) -> None:
    """Resolve mentions of places to codes of China's divisions.

    Reads an object a line: id, mention, and if known type, date (a year or a day), context (a list
    of the article's other places as printed) and phrase (the words around the mention). Writes an
    object a line: id, code (null if there is none), reason, and the codes of the candidates.

    type is the label or type word that an annotation gives the place, in any case: province,
    autonomous region, municipality, city, prefecture-level city, prefecture, autonomous prefecture,
    league, county-level city, district, county, autonomous county, banner, autonomous banner, the
    same in Chinese, or a level (province level, prefecture level, county level). A label of what
    is no division, such as town, village, river, university or country, gives no code; any other,
    such as place, says nothing.

    Other keys are left aside, with a warning.
    """
    from kg.places.gazetteer import Gazetteer
    from kg.places.lines import answers, read_places, uncollected
    from kg.places.resolver import PlaceResolver

    with uncollected():
        mentions = read_places(raw_lines(file), shown(file), _warn)
        write_lines(answers(PlaceResolver(Gazetteer.load()), mentions), output)


def _warn(sentence: str) -> None:
    click.echo(f"kg: {sentence}", err=True)


def raw_lines(file: str) -> list[bytes]:
    """The lines of a file, or of stdin for -.

    Raises:
        InputError: the file cannot be read.
    """
    from kg.errors import InputError

    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"not readable: {reason}", file=file, remedy="name a file") from error
    return raw.split(b"\n")


def shown(file: str) -> str:
    """What messages call the input."""
    return "stdin" if file == "-" else Path(file).as_posix()


def warn(sentence: str) -> None:
    """Tells on stderr what is no reason to stop."""
    click.echo(f"kg: {sentence}", err=True)


def write_lines(lines: Iterable[str], output: str | None) -> None:
    """Writes lines as they come, to stdout or a file.

    Raises:
        InputError: the file cannot be written.
    """
    from kg.errors import InputError

    if output in (None, "-"):
        write = sys.stdout.buffer.write
        for line in lines:
            write(line.encode("utf-8"))
        return
    try:
        with Path(output).open("w", encoding="utf-8", newline="\n") as opened:
            opened.writelines(lines)
    except OSError as error:
        raise InputError(
            f"{output} cannot be written: {error.strerror}", remedy="choose another file"
        ) from error
