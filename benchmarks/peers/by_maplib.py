"""maplib: a template for each table, mapped from a polars data frame, and N-Triples written.

Templates have no graph names. Values are given as maplib wants them: numbers, truths, dates and
times as such, others as text.

    python by_maplib.py TABLES OUTPUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl
from maplib import Model

XSD = "http://www.w3.org/2001/XMLSchema#"
LANGUAGE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
VALUE = pl.col("o")
CASTS = {
    f"{XSD}integer": VALUE.cast(pl.Int64),
    f"{XSD}decimal": VALUE.cast(pl.Decimal(38, 12)),
    f"{XSD}boolean": VALUE == "true",
    f"{XSD}date": VALUE.str.to_date(),
    f"{XSD}dateTime": VALUE.str.to_datetime(time_zone="UTC"),
}
TEMPLATE = """@prefix ottr: <http://ns.ottr.xyz/0.4/> .
<{name}> [ ottr:IRI ?s, {kind} ?o ] :: {{ ottr:Triple(?s, <{predicate}>, ?o) }} ."""


def main(folder: Path, output: Path) -> None:
    """Maps every table, and writes the triples."""
    model = Model()
    for number, table in enumerate(json.loads((folder / "tables.json").read_bytes())):
        kind, name = table["kind"], f"urn:template:{number}"
        frame = pl.read_csv(table["file"], columns=["s", "o"], infer_schema=False)
        if kind.startswith("@"):
            told = pl.struct(VALUE.alias(f"<{LANGUAGE}>"), pl.lit(kind[1:]).alias("l"))
            frame, kind = frame.with_columns(told.alias("o")), LANGUAGE
        elif kind in CASTS:
            frame = frame.with_columns(CASTS[kind].alias("o"))
        typed = "ottr:IRI" if kind == "iri" else f"<{kind}>"
        model.add_template(TEMPLATE.format(name=name, kind=typed, predicate=table["predicate"]))
        model.map(name, frame)
    model.write(str(output), format="ntriples")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
