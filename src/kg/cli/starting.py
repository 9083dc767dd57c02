"""kg init, kg add: a corpus of one's own."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

_RIGHTS = "Copyright of its publisher; the text is not part of this corpus"


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init_command(folder: Path) -> None:
    """Start a new corpus.

    It gets its folders, the annotation guide, and brat's configuration.
    """
    from kg.scaffold import init

    files = init(folder)
    click.echo(f"{folder}: a corpus without articles")
    for name in files:
        click.echo(f"  {name}")
    click.echo(f"next: kg add {shlex.quote(str(folder))} TEXT --published DATE --annotator NAME")


@click.command("add")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.argument("text", type=click.Path(path_type=Path))
@click.option("--id", "id_", help="The article's id (default: the text's name without ending).")
@click.option("--published", metavar="DATE", required=True, help="In EDTF, such as 2031-05-06.")
@click.option(
    "--annotator",
    envvar="KG_ANNOTATOR",
    required=True,
    show_envvar=True,
    help="Who annotates it.",
)
@click.option("--title", help="As printed, if it has one.")
@click.option("--section", help="Where in the publication it stands.")
@click.option("--publisher", help="Who published it.")
@click.option("--url", help="Where it was published.")
@click.option("--via", help="The outlet that the article was taken from.")
@click.option("--author", "authors", metavar="NAME", multiple=True, help="May be given again.")
@click.option("--editor", "editors", metavar="NAME", multiple=True, help="May be given again.")
@click.option("--modified", metavar="DATE", help="When it was last changed.")
@click.option("--story", help="The id shared by articles that reprint or rewrite one another.")
@click.option("--language", default="en", show_default=True, help="Language tag of the text.")
@click.option("--copyright", help="The notice printed with it.")
@click.option("--rights", default=_RIGHTS, show_default=True, help="Of the text.")
@click.option("--annotation-license", metavar="URL", help="Under which the annotations are given.")
def add_command(
    corpus: Path, text: Path, id_: str | None, **given: str | tuple[str, ...] | None
) -> None:
    """Add an article to a corpus.

    Writes the metadata of a TEXT, which stays where it is, and an empty annotation file.
    """
    from kg.scaffold import add

    keys = (
        "title",
        "section",
        "publisher",
        "url",
        "via",
        "authors",
        "editors",
        "published",
        "modified",
    )
    order = (*keys, "story", "language", "copyright", "rights", "annotator", "annotation_license")
    added = add(corpus, text, {key: given[key] for key in order}, id_)
    state = "annotated already" if added.annotated else "empty: annotate here"
    click.echo(f"{added.metadata_file}  {added.article.length} characters")
    click.echo(f"{added.annotation_file}  {state}")
    click.echo(f"next: kg check {shlex.quote(str(corpus))} --texts {shlex.quote(str(text.parent))}")
