"""What the named queries answer on the kinds of records: activities, sources, dates, aims and more.

The expected rows come from reading the articles, not from the graph.
"""

from __future__ import annotations

from typing import Any

from kg.view import View

ZHEJIANG = "Women’s Federation of Zhejiang Province"
JINHUA = "Women’s Federation of Jinhua"
MONTH = "Zibo livestreaming month"
CEREMONY = "Launch ceremony of the Zibo livestreaming month"
SALE = "First online sale of the Zibo livestreaming month"
ALLIANCE = "First female online celebrity alliance"
NORTHEAST = ("Heilongjiang province", "Jilin province", "Liaoning")


def picked(rows: Any, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def one(view: View, query: str, **cells: Any) -> dict[str, Any]:
    """The one row whose cells are these."""
    (row,) = [r for r in view.query(query) if all(r[c] == cell for c, cell in cells.items())]
    return row


# --- activities, livestreams and training included ----------------------------------------------


def test_an_activity_has_one_row_whatever_its_parts(view: View) -> None:
    rows = view.query("activities")
    assert len(set(rows.column("activity_iri"))) == len(rows)
    streams = {row["activity_iri"] for row in rows if row["type"] == "livestream"}
    assert streams == set(view.query("livestreams").column("livestream_iri"))
    programmes = {row["activity_iri"] for row in rows if row["type"] == "training programme"}
    assert programmes == set(view.query("training").column("programme_iri"))


def test_what_was_launched_when_and_where(view: View) -> None:
    alliance = one(view, "activities", kind="launch")
    assert picked([alliance], "about", "when", "place", "province", "status") == [
        (ALLIANCE, "2020-03-11", "Hangzhou", "Zhejiang Province", "happened")
    ]
    # the article's launching is passive: that the federation did it is inferred
    assert picked([alliance], "organizer", "certainty", "inferred") == [
        (ZHEJIANG, "inferred", "organizer")
    ]
    month = one(view, "activities", label=MONTH)
    assert picked([month], "organizer", "place", "start", "status", "kind", "inferred") == [
        ("Zibo", "Zibo", "2020-05-29", "ongoing", "campaign", "end; place")
    ]
    members = one(view, "figures", about=ALLIANCE)
    assert (members["number"], members["bound"], members["measure"]) == (51, "exact", "members")


def test_activities_of_a_province_at_all_lower_levels(view: View) -> None:
    rows = [row for row in view.query("activities") if row["province"] == "Shandong province"]
    assert {(row["label"], row["status"]) for row in rows if row["article"] == "000-zibo"} >= {
        (MONTH, "ongoing"),
        (CEREMONY, "happened"),
        (SALE, "planned"),
        ("Livestreaming promotions by influencers in Zibo", "happened"),
    }
    (chen,) = [row for row in rows if row["article"] == "001-linfen"]
    assert (chen["place"], chen["inferred"]) == ("Shanghe county", "place")
    assert "Chen Xiaodong" in str(chen["host"]).split("; ")
    northeast = {
        row["province"] for row in view.query("activities") if "003" in str(row["article"])
    }
    assert northeast == {"Heilongjiang province", "Jilin province", None}


def test_part_of_what(view: View) -> None:
    wholes = dict(picked(view.query("activities"), "label", "part_of"))
    assert wholes[SALE] == wholes[CEREMONY] == MONTH
    assert wholes["Presentation of ceramic products by Bi Rongqing"] == CEREMONY
    assert wholes["Live-streaming economy forum"] == (
        "Chinese internet celebrity promotion tour in Jilin"
    )
    assert wholes[MONTH] is None


def test_who_works_with_whom(view: View) -> None:
    work = one(view, "activities", kind="cooperation")
    assert set(str(work["participant"]).split("; ")) == {
        "County heads in poverty-stricken areas", "local farmers", "enterprises",
        "key opinion leaders",
    }  # fmt: skip
    assert one(view, "activities", kind="administration")["time_of_day"] == "day"
    night = one(view, "activities", time_of_day="night")
    assert night["participant"] == "County heads in poverty-stricken areas"


def test_who_took_part_and_is_not_said_to_have_hosted(view: View) -> None:
    session = one(view, "activities", when="2020?-08-07")
    assert (session["host"], session["participant"]) == (None, "Zhang Jiancheng")
    assert session["place"] is None
    packing = one(view, "activities", product="zongzi")
    assert packing["participant"] == "Rural left-behind women"
    assert packing["type"] == "activity"


def test_training(view: View) -> None:
    rows = view.query("training")
    assert picked(rows, "programme", "organizer", "trainee", "status", "certainty", "article") == [
        (
            "Provincial livestreaming training base in Jilin", "Jilin province", None, "planned",
            "planned", "003-northeast",
        ),
        (
            "Training classes on boosting sales", JINHUA, "Chen Yuxian", "happened", "asserted",
            "004-zhejiang",
        ),
        (
            "Training of e-commerce representatives from Xinjiang by video link", None,
            "Female e-commerce representatives from Xinjiang", "happened", "asserted",
            "004-zhejiang",
        ),
    ]  # fmt: skip
    base, classes, remote = rows
    assert base["supporter"] == "Vocational colleges in Jilin"
    assert base["announced_at"] == "Live-streaming economy forum"
    assert base["level"] == "province"
    assert classes["topic"] == "boosting-sales"
    assert remote["part_of"] == classes["programme"]
    assert (remote["channel"], remote["trainees"]) == ("video-link", "more than 100")


# --- who says so --------------------------------------------------------------------------------


def test_the_source_of_most_claims(view: View) -> None:
    rows = list(view.query("attributions"))
    assert rows[0]["source"] == "Liu Shujun"
    assert all(row["claims_count"] == len(str(row["claims"]).split()) for row in rows)
    assert all(row["records_count"] <= row["claims_count"] for row in rows)
    records = {row["source"]: row["records_count"] for row in rows}
    assert max(records, key=lambda source: int(records[source] or 0)) == "Liu Shujun"
    assert {"China News Service", "Linfen Daily", "Zhu Xi"} <= set(records)
    spoken = {row["source"]: row["utterances_count"] for row in rows}
    assert (spoken["Liu Shujun"], spoken["Lu Jianying"], spoken["Douyin"]) == (3, 2, 0)
    assert (records["Boshan district government"], records["Cai Dong"]) == (2, 3)


def test_no_claim_has_two_sources(view: View) -> None:
    claims = [c for row in view.query("attributions") for c in str(row["claims"]).split()]
    assert len(claims) == len(set(claims))


def test_what_is_only_passed_on(view: View) -> None:
    rows = view.query("reported")
    told: dict[Any, set[Any]] = {}
    for source, what in picked(rows, "source", "what"):
        told.setdefault(source, set()).add(what)
    assert told["Linfen Daily"] == {
        "Livestreaming sales promotions by officials of Linfen", "14.2 million yuan", "$2 million",
        "61 livestreaming sales promotions", "10 million yuan",
    }  # fmt: skip
    assert told["China News Service"] == {
        "Livestreaming sales in Heilongjiang", "over 26,000 pieces", "over 8 million views",
        "more than 2 million yuan",
    }  # fmt: skip
    assert told["Cai Dong"] == {"More than 1.6 million", "200,000"}
    assert told["Boshan district government"] == {"$1.01 billion", "over 100"}
    assert told["Chinese internet celebrity promotion tour in Jilin"] == {
        "18.1 percent", "19.7 percent", "31 percent",
    }  # fmt: skip
    assert "asserted" not in rows.column("certainty")
    claims = {c for row in rows for c in str(row["claims"]).split()}
    counted = {c for r in view.query("attributions") for c in str(r["claims"]).split()}
    said = set(map(str, view.query("utterances").column("utterance_iri")))
    assert claims == counted - said


def test_who_said_what_to_whom(view: View) -> None:
    rows = list(view.query("utterances"))
    direct = {row["speaker"] for row in rows if row["mode"] == "direct"}
    assert direct == {
        "Lu Jianying", "Yang Xiaozhou", "Song Jianping", "Zhou Jianmin", "Chen Yuxian",
        "Song Jianfang",
    }  # fmt: skip
    assert {row["speaker"] for row in rows if row["official"] == "true"} == {
        "Lu Jianying", "Yang Xiaozhou", "Zhou Jianmin", "Liu Shujun", "Cai Dong",
    }  # fmt: skip
    assert {(r["speaker"], r["told_to"]) for r in rows if r["told_to"]} == {
        ("Liu Shujun", "CGTN"), ("Zhu Xi", "CGTN"),
    }  # fmt: skip
    announced = [r["speaker"] for r in rows if r["announced_at"]]
    assert announced == ["Cai Dong", "Jilin province"]
    daily = one(view, "utterances", speaker="Linfen Daily")
    assert daily["when"] == "2020-05-08"
    assert "61 livestreaming sales promotions" in str(daily["about"]).split("; ")
    wish = one(view, "utterances", speaker="Chen Yuxian")
    assert (wish["topic"], wish["official"]) == ("wish-to-host", "false")


def test_utterances_point_into_the_text_in_its_order(view: View) -> None:
    rows = list(view.query("utterances"))
    for row in rows:
        assert int(row["end"] or 0) - int(row["start"] or 0) == len(str(row["as_written"]))
    places = picked(rows, "article", "start")
    assert places == sorted(places)


def test_on_which_outlets_an_article_depends(view: View) -> None:
    rows = view.query("outlets")
    house = [row for row in rows if "china" in str(row["outlet"]).lower().replace(" ", "")]
    family = {r for r in picked(house, "article", "relation", "outlet") if "aily" in r[2]}
    assert family == {
        ("000-zibo", "publisher", "chinadaily.com.cn"),
        ("001-linfen", "via", "China Daily"),
        ("001-linfen", "credit", "China Daily"),
        ("003-northeast", "via", "China Daily"),
        ("003-northeast", "credit", "chinadaily.com.cn"),
    }
    cgtn = {row["relation"] for row in rows if row["outlet"] == "CGTN"}
    assert cgtn == {"publisher", "affiliation", "credit", "told"}
    assert picked([r for r in rows if r["relation"] == "reported"], "outlet", "article") == [
        ("Linfen Daily", "001-linfen"),
        ("China News Service", "003-northeast"),
    ]
    assert picked([r for r in rows if r["article"] == "004-zhejiang"], "outlet", "relation") == [
        ("Women of China", "publisher")
    ]
    inferred = {row["outlet"] for row in rows if row["certainty"] == "inferred"}
    assert inferred == {"ECNS", "CGTN"}


def test_images(view: View) -> None:
    rows = view.query("images")
    assert picked(rows, "article", "image", "kind", "credit", "shown_at", "event")[:5] == [
        ("000-zibo", "1.jpg", "photograph", "zbrbgw", None, CEREMONY),
        ("000-zibo", "2.jpg", "photograph", "lzcb.com", None, CEREMONY),
        ("000-zibo", "3.jpg", "photograph", "zbrbgw", None, MONTH),
        ("000-zibo", "4.jpg", "photograph", "zbrbgw", None, CEREMONY),
        ("000-zibo", "5.jpg", "poster", "zibofabu2014", None, SALE),
    ]
    assert picked(rows, "article", "credit", "shown_at")[5:] == [
        ("001-linfen", "China Daily", "Chen Xiaodong right"),
        ("002-chengbu", "CGTN", None),
        ("003-northeast", "chinadaily.com.cn", "middle"),
    ]
    people = set(view.query("persons").column("person"))
    shown = {
        row["image"]: people & set(str(row["depicts"]).split("; "))
        for row in rows
        if row["depicts"]
    }
    assert {image: who for image, who in shown.items() if who} == {
        "1.jpg": {"Bi Rongqing"},
        "Photograph of Chen Xiaodong": {"Chen Xiaodong"},
        "Photograph of Zhang Jiancheng": {"Zhang Jiancheng"},
    }


# --- when ---------------------------------------------------------------------------------------


def test_dated_events_in_their_order(view: View) -> None:
    rows = [row for row in view.query("timeline") if row["kind"] not in ("figure", "article")]
    expected = [
        ("2019-04", "County heads on Taobao Live-streaming", "ongoing"),
        ("2019-05-16", "Livestream sale by Chen Xiaodong", "happened"),
        ("2019-10~", "Livestreaming from Chengbu", "ongoing"),
        ("2020-03", "Live broadcasts with presidents of women’s federations", "ongoing"),
        ("2020-03-11", "Launch of the first female online celebrity alliance", "happened"),
        ("2020?-04/2020?-05", "Livestreaming sales in Heilongjiang", "happened"),
        ("2020-05", "Livestreams of Yang Xiaozhou in May 2020", "happened"),
        ("/2020-05-05", "Livestreaming sales promotions by officials of Linfen", "happened"),
        ("2020-05-06", "Livestreams of Yang Xiaozhou in May 2020", "happened"),
        ("2020-05-08", "Linfen Daily: reported", None),
        ("2020-05-29", CEREMONY, "happened"),
        ("2020-05-29", MONTH, "ongoing"),
        ("2020-06-06", SALE, "planned"),
        ("2020?-08-07", "Livestreaming session with Zhang Jiancheng", "happened"),
        (
            "2020-08-08?/2020-08-09?", "Chinese internet celebrity promotion tour in Jilin",
            "happened",
        ),
        ("2020-12-31", "China: extreme poverty", "planned"),
    ]  # fmt: skip
    told = picked(rows, "date", "what", "status")
    assert [event for event in told if event in expected] == expected


def test_the_order_goes_by_the_first_possible_day_then_the_last(view: View) -> None:
    days = [str(r["earliest"] or r["latest"]) for r in view.query("timeline")]
    assert days == sorted(days)


def test_a_date_that_is_read_with_other_knowledge_is_inferred(view: View) -> None:
    rows = view.query("timeline")
    inferred = {row["date"] for row in rows if row["date_certainty"] == "inferred"}
    assert {"2019-10~", "2020?-08-07", "2020-05-08", "2020-08-08?/2020-08-09?"} <= inferred
    assert {"2020-03-11", "2019-05-16", "2020-05-29", "2020-06-06"}.isdisjoint(inferred)
    for row in rows:
        if row["date_certainty"] == "inferred":
            assert row["certainty"] in ("inferred", "planned")
    assert one(view, "timeline", date="2020-06-06")["certainty"] == "planned"


def test_figures_about_activities_stay_out_of_the_timeline(view: View) -> None:
    figures = [row["what"] for row in view.query("timeline") if row["kind"] == "figure"]
    assert "Boshan district: 10 billion yuan" in figures
    assert "Northeast China: 133.3 billion kilograms" in figures
    assert not [what for what in figures if "livestream" in str(what).lower()]


def test_how_dates_were_read(view: View) -> None:
    read = {
        (row["article"], row["as_written"]): (row["date"], row["month_day"], row["basis"])
        for row in view.query("dates")
    }
    assert read["003-northeast", "Aug 7"] == ("2020?-08-07", "--08-07", "outside-knowledge")
    assert read["001-linfen", "May 16, 2019"] == ("2019-05-16", None, "explicit")
    assert read["001-linfen", "This month"] == ("2020-05", None, "dateline")
    assert read["001-linfen", "Friday"] == ("2020-05-08", None, "context")
    assert read["002-chengbu", "two months"] == ("2019-10~", None, "arithmetic")
    assert read["002-chengbu", "the end of next year"] == ("2020-12-31", None, "dateline")
    assert read["004-zhejiang", "March 11"] == ("2020-03-11", "--03-11", "dateline")
    assert read["004-zhejiang", "past few days"] == ("/2020-06-24", None, "context")


def test_what_rests_on_more_than_the_words(view: View) -> None:
    rows = view.query("inferences")
    found = set(picked(rows, "subject", "predicate", "object", "basis", "certainty"))
    assert found >= {
        ("Livestreaming from Chengbu", "host", "Liu Shujun", "context", "inferred"),
        ("Livestream sale by Chen Xiaodong", "place", "Shanghe county", "context", "inferred"),
        ("Boshan district", "within", "Zibo", "coreference", "asserted"),
        ("Jinhua City", "within", "Zhejiang Province", "context", "inferred"),
        ("001-linfen", "publisher", "ECNS", "context", "inferred"),
        ("003-northeast", "published", "2020-08?", "outside-knowledge", "inferred"),
        ("Aug 7", "EDTF", "2020?-08-07", "outside-knowledge", "inferred"),
    }
    assert "explicit" not in rows.column("basis")
    assert all(rows.column("words"))


# --- what is wanted, planned, ranked, said to be ------------------------------------------------


def test_plans(view: View) -> None:
    rows = view.query("plans")
    plans = set(picked(rows, "what", "type", "status", "who", "when"))
    assert plans == {
        ("Promotion by local government officials of Zibo", "activity", "planned",
         "Local government officials of Zibo", None),
        (SALE, "livestream", "planned", "Bi Rongqing", "2020-06-06"),
        ("more than 40 products", "figure", "planned", None, None),
        ("over 20 enterprises", "figure", "planned", None, None),
        ("extreme poverty", "aim", "planned", "China", "2020-12-31"),
        ("Provincial livestreaming training base in Jilin", "training programme", "planned",
         "Jilin province", None),
        ("22 vocational colleges", "figure", "planned", None, None),
        ("Choice of women entrepreneurs by the federation", "activity", "planned", ZHEJIANG, None),
        ("100", "figure", "planned", None, None),
        ("cooperation", "aim", "planned", ZHEJIANG, None),
        ("welfare", "aim", "planned", "High-performing female influencers", None),
        ("want", "aim", "wished", "Chen Yuxian", None),
    }  # fmt: skip
    assert set(rows.column("certainty")) == {"planned"}
    promised = one(view, "plans", who="Local government officials of Zibo")
    assert promised["product"] == "ceramics; colored glaze; silk products"
    assert one(view, "plans", status="wished")["product"] == "handmade noodles"


def test_aims(view: View) -> None:
    rows = view.query("aims")
    kinds = {(row["holder"] or row["about"], row["kind"]) for row in rows}
    assert kinds >= {
        ("China", "poverty-relief"),
        ("Officials of Linfen", "fame"),
        ("Officials of Linfen", "tourism"),
        (ZHEJIANG, "digital-economy"),
        ("Presidents of women’s federations across Zhejiang", "income"),
        ("Livestreaming from Chengbu", "good-example"),
    }
    assert [row["holder"] for row in rows if row["deadline"]] == ["China"]
    assert {(r["about"], r["reported_by"]) for r in rows if r["certainty"] == "reported"} == {
        (MONTH, "Local government officials of Zibo"),
        ("Livestreaming from Chengbu", "Liu Shujun"),
    }


def test_rankings(view: View) -> None:
    rows = list(view.query("rankings"))
    (linfen,) = [row for row in rows if row["article"] == "001-linfen"]
    assert picked([linfen], "ranked_by", "criterion", "ranked", "position", "when") == [
        (
            "Linfen's city government", "audience numbers; orders; revenue", "Officials of Linfen",
            None, "/2020-05-05",
        )
    ]  # fmt: skip
    others = [row for row in rows if row["article"] == "003-northeast"]
    assert picked(others, "ranked_by", "ranked", "position", "bound", "certainty") == [
        *[("Momo", province, 3, "le", "reported") for province in NORTHEAST],
        *[("Douyin", province, 5, "le", "reported") for province in NORTHEAST],
    ]
    assert {(row["ranked_by"], row["criterion"]) for row in others} == {
        ("Momo", None), ("Douyin", "video views"),
    }  # fmt: skip


def test_characterizations(view: View) -> None:
    rows = view.query("characterizations")
    found = set(picked(rows, "about", "aspect", "polarity", "as_written"))
    assert found >= {
        ("Zibo", "reputation", "favourable", "capital of ceramics"),
        ("Northeast China", "reputation", "favourable", "breadbasket"),
        ("Livestreaming from Chengbu", "payment", "neutral", "for free"),
        ("zongzi", "nature", "neutral", "food"),
    }
    bad = [row for row in rows if row["polarity"] == "unfavourable"]
    assert picked(bad, "topic", "reported_by", "certainty") == [
        ("export-market", "Local government officials of Zibo", "reported")
    ]


def test_designations(view: View) -> None:
    assert picked(view.query("designations"), "designated", "list", "certainty") == [
        ("Boshan district", "national culture export bases", "asserted"),
        ("Members of the alliance", "charity ambassadors", "asserted"),
    ]


# --- organizations, groups, goods ---------------------------------------------------------------


def test_organizations(view: View) -> None:
    rows = view.query("organizations")
    placed = {row["organization"]: (row["place"], row["province"]) for row in rows if row["place"]}
    assert placed == {
        "publicity department of Zibo": ("Zibo", "Shandong province"),
        "Boshan district government": ("Boshan district", "Shandong province"),
        "Linfen's city government": ("Linfen", "Shanxi province"),
        ZHEJIANG: ("Zhejiang Province", "Zhejiang Province"),
        JINHUA: ("Jinhua City", "Zhejiang Province"),
        "(unnamed cooperative in Jinhua)": ("Jinhua City", "Zhejiang Province"),
        ALLIANCE: ("China", None),
    }
    owned = {row["organization"]: row["part_of"] for row in rows if row["part_of"]}
    assert owned == {"Taobao Live-streaming": "Alibaba group"}
    firm = one(view, "organizations", organization="(unnamed local food firm)")
    assert (firm["kind"], firm["place"], firm["province"]) == ("company", None, None)
    assert firm["candidate_places"] == "Jinhua City; Xinjiang Uygur Autonomous Region"
    named = set(rows.column("organization"))
    assert {"Douyin", "Momo", "Kandian", "Tencent", "CGTN", "Linfen Daily"} <= named


def test_groups_are_no_persons(view: View) -> None:
    rows = view.query("groups")
    groups = set(rows.column("group_iri"))
    assert groups.isdisjoint(view.query("persons").column("person_iri"))
    assert groups.isdisjoint(view.query("officials").column("official_iri"))
    presidents = [row for row in rows if row["role"]]
    assert picked(presidents, "group", "role", "place") == [
        (
            "Presidents of women’s federations across Zhejiang",
            "president of a women's federation", "Zhejiang Province",
        )
    ]  # fmt: skip
    key = one(view, "groups", group="Key counties involved in poverty relief")
    assert (key["place"], key["certainty"]) == ("Linfen", "inferred")
    assert key["figures"] == "10 million yuan (sales-revenue)"
    officials = {row["place"] for row in rows if row["kind"] == "officials"}
    assert "Linfen" in officials


def test_products(view: View) -> None:
    rows = view.query("products")
    known = {row["product"]: row["specialty_of"] for row in rows if row["specialty_of"]}
    assert known == {"colored glaze": "Zibo", "porcelain": "Zibo"}
    assert {row["product"]: row["category"] for row in rows if row["category"]} == {
        "ceramics": "Cultural products",
        "colored glaze": "Cultural products",
        "silk products": "Cultural products",
        "millet": "local specialties",
        "walnuts": "local specialties",
    }
    sellers = {row["product"]: row["promoters"] for row in rows if row["promoters"]}
    assert sellers["walnuts"] == sellers["millet"] == "Yang Xiaozhou"
    assert sellers["plums"] == "Song Jianfang"
    # packed, wished and known for is not sold
    assert not {"zongzi", "handmade noodles", "porcelain"} & set(sellers)
