"""Questions that one named query answers by itself: the rows with some cells, and what they say.

Questions and answers come from reading the articles. What needs more than one query, a sum or a
sort of its own, stands in ``questions/``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kg.view import View


@dataclass(frozen=True)
class Asked:
    """A question, the named query, the cells that single out its rows, and what they say."""

    question: str
    query: str
    where: dict[str, object]
    columns: str
    answer: tuple[tuple[object, ...], ...]


ASKED = [
    Asked(
        "Who is Song Jianping?",
        "persons",
        {"person": "Song Jianping"},
        "official role organization",
        (("false", "vice-president", "Shanxi Institute of Social Sciences"),),
    ),
    Asked(
        "In which city is the cooperative that Chen Yuxian manages, and how old is she?",
        "persons",
        {"person": "Chen Yuxian"},
        "role place gender age_range",
        (("general manager", "Jinhua City", "female", "60-69"),),
    ),
    Asked(
        "When is Cai Dong shown to hold the post, and how surely is that dated?",
        "officials",
        {"official": "Cai Dong"},
        "role attested_on",
        (("vice provincial governor", "2020-08?"),),
    ),
    Asked(
        "Which article tells neither title nor publisher nor author nor date?",
        "articles",
        {"title": None, "publisher": None},
        "article author editor published_certainty via",
        (("003-northeast", None, None, "inferred", "China Daily"),),
    ),
    Asked(
        "In which city and province is Xinchang?",
        "places",
        {"label": "Xinchang County"},
        "within province level",
        (("Shaoxing City", "Zhejiang Province", "county"),),
    ),
    Asked(
        "Where is Linfen, and what stands there?",
        "places",
        {"place": "Linfen"},
        "latitude longitude point point_vintage point_iri",
        (("36.08889", "111.51889", "seat", "2026", "https://sws.geonames.org/1803567/"),),
    ),
    Asked(
        "Where is the north-east, which is no division?",
        "places",
        {"place": "Northeast China"},
        "latitude longitude point point_vintage point_iri",
        ((None, None, None, None, None),),
    ),
    Asked(
        "Of which province is Hangzhou the capital?",
        "places",
        {"place": "Hangzhou"},
        "capital_of within_certainty",
        (("Zhejiang Province", "asserted"),),
    ),
    Asked(
        "In which province does the article on Chengbu put it?",
        "places",
        {"code": "430529"},
        "within province",
        ((None, "Hunan Province"),),
    ),
    Asked(
        "For which goods is Zibo known?",
        "products",
        {"specialty_of": "Zibo"},
        "product",
        (("colored glaze",), ("porcelain",)),
    ),
    Asked(
        "Which named goods does the head of Puxian promote?",
        "products",
        {"promoters": "Yang Xiaozhou", "generic": "false"},
        "product category",
        (("millet", "local specialties"), ("walnuts", "local specialties")),
    ),
    Asked(
        "On which platform is the sale of 6 June, and has it taken place?",
        "livestreams",
        {"start": "2020-06-06"},
        "host platform status certainty",
        (("Bi Rongqing", "Kandian", "planned", "planned"),),
    ),
    Asked(
        "From when to when does the livestreaming month of Zibo last?",
        "activities",
        {"label": "Zibo livestreaming month"},
        "start end inferred",
        (("2020-05-29", "[2020-06-28..2020-06-29]", "end; place"),),
    ),
    Asked(
        "Which livestream does Zhou Jianmin host?",
        "livestreams",
        {"host": "Zhou Jianmin"},
        "livestream",
        (),
    ),
    Asked(
        "Who spoke to CGTN, and of what?",
        "utterances",
        {"told_to": "CGTN"},
        "speaker topic official",
        (("Liu Shujun", "results", "true"), ("Zhu Xi", "platform-programme", "false")),
    ),
    Asked(
        "Which figures does Cai Dong vouch for?",
        "reported",
        {"source": "Cai Dong"},
        "what kind",
        (("200,000", "online-stores"), ("More than 1.6 million", "people-engaged")),
    ),
    Asked(
        "How are the profits of Chengbu's livestreaming shared?",
        "figures",
        {"measure": "profit-share"},
        "about as_written number bound reported_by certainty",
        (
            ("Livestreaming from Chengbu", "the rest", 20, "lt", "Liu Shujun", "inferred"),
            ("farmers and enterprises", "Over 80 percent", 80, "gt", "Liu Shujun", "reported"),
        ),
    ),
    Asked(
        "How much grain did the north-east harvest, and what share of the nation's is that?",
        "figures",
        {"about": "Northeast China", "period": "2018"},
        "measure as_written unit base",
        (
            ("grain-harvest", "133.3 billion kilograms", "kilogram", None),
            ("grain-harvest-change", "up 15 billion kilograms", "kilogram", "2017"),
            ("national-grain-share", "some 20.3 percent", "percent", None),
        ),
    ),
    Asked(
        "At which exact place does Jilin stand in the rankings?",
        "rankings",
        {"ranked": "Jilin province"},
        "ranked_by criterion position bound complete",
        (("Momo", None, 3, "le", None), ("Douyin", "video views", 5, "le", None)),
    ),
    Asked(
        "Whom does a video link train, while which other training goes on?",
        "activities",
        {"channel": "video-link"},
        "trainee same_time_as",
        (
            (
                "Female e-commerce representatives from Xinjiang",
                "Training classes on boosting sales",
            ),
        ),
    ),
    Asked(
        "Which list was Boshan put on?",
        "designations",
        {"designated": "Boshan district"},
        "list",
        (("national culture export bases",),),
    ),
    Asked(
        "By when is extreme poverty to end, and who aims at that?",
        "aims",
        {"deadline": "2020-12-31"},
        "holder kind status",
        (("China", "poverty-relief", "planned"),),
    ),
    Asked(
        "Which images show the launch ceremony, and whose are they?",
        "images",
        {"event": "Launch ceremony of the Zibo livestreaming month"},
        "image credit",
        (("1.jpg", "zbrbgw"), ("2.jpg", "lzcb.com"), ("4.jpg", "zbrbgw")),
    ),
    Asked(
        "Which newspaper's report is cited, and when did it appear?",
        "utterances",
        {"speaker": "Linfen Daily"},
        "when topic certainty",
        (("2020-05-08", "sales-figures", "asserted"),),
    ),
    Asked(
        "Is the county of the food firm told?",
        "organizations",
        {"organization": "(unnamed local food firm)"},
        "place candidate_places",
        ((None, "Jinhua City; Xinjiang Uygur Autonomous Region"),),
    ),
    Asked(
        "Do Chengbu's rate and total agree?",
        "tensions",
        {"kind": "rate-and-total"},
        "about detail",
        (
            (
                "Livestreaming from Chengbu",
                "10000 over two months comes to about 600000, not 2000000",
            ),
        ),
    ),
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.question)
def test_the_answer(asked: Asked, view: View) -> None:
    rows = [
        tuple(row[column] for column in asked.columns.split())
        for row in view.query(asked.query)
        if all(row[column] == cell for column, cell in asked.where.items())
    ]
    assert rows == list(asked.answer)
