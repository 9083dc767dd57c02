"""Names as printed: what folds, what only may be one, and what never is."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.people.agreement import Agreement, agreement, best_agreement, slips
from kg.people.names import Name, Reading, read_names
from kg.people.pinyin import COMPOUND_SURNAMES, SYLLABLES, same_hanzi, syllable_count


def told(one: str, other: str) -> Agreement:
    found = best_agreement(read_names(one), read_names(other))
    assert found is best_agreement(read_names(other), read_names(one))
    return found


# Written in other ways ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "Chen Xiaodong",
        "Xiaodong Chen",
        "CHEN Xiao-dong",
        "Chen Xiao Dong",
        "Chen, Xiaodong",
        "Chen, Xiao-Dong",
        "CHEN XIAODONG",
        "chen xiao'dong",
        "Chén Xiǎodōng",
        "Chen  Xiao–dong",
        "Chen-Xiao-dong",
        "Mr Chen Xiaodong",
        "Mr. Chen Xiaodong's",
        "Deputy County Head Chen Xiaodong",
        "Vice-Mayor Xiaodong CHEN",
    ],
)
def test_one_key_however_it_is_printed(written: str) -> None:
    assert told(written, "Chen Xiaodong") is Agreement.KEY
    assert told(written, "陈晓东") is Agreement.READING


@pytest.mark.parametrize(
    ("hanzi", "written"),
    [
        ("单晓东", "Shan Xiaodong"),
        ("解刚", "Xie Gang"),
        ("仇和", "Qiu He"),
        ("曾文", "Zeng Wen"),
        ("查文", "Zha Wen"),
        ("区文", "Ou Wen"),
        ("區文", "Ou Wen"),
        ("朴文", "Piao Wen"),
        ("尉迟文", "Yuchi Wen"),
        ("万俟文", "Moqi Wen"),
        ("覃刚", "Qin Gang"),
        ("覃刚", "Tan Gang"),
        ("乐明", "Yue Ming"),
        ("乐明", "Le Ming"),
        ("盖文", "Ge Wen"),
        ("盖文", "Gai Wen"),
        ("翟文", "Zhai Wen"),
        ("欧阳文", "Ouyang Wen"),
        ("歐陽文", "Ou Yang Wen"),
        ("欧阳文", "Wen Ouyang"),
        ("诸葛小明", "Zhuge Xiaoming"),
        ("诸葛小明", "Xiaoming Zhu-ge"),
        ("吕斌", "Lü Bin"),
        ("吕斌", "Lv Bin"),
        ("吕斌", "LYU Bin"),
        ("吕斌", "Lyu Bin"),
        ("吕斌", "Lǚ Bin"),
        ("徐略", "Xu Lüe"),
        ("徐略", "Xu Lue"),
        ("李娥", "Li E"),
        ("莫红娥", "Mo Hong'e"),
        ("莫红娥", "Mo Honge"),
        ("莫红娥", "Mo Hong’e"),
        ("李西安", "Li Xian"),
        ("李西安", "Li Xi'an"),
        ("丹增朗杰", "Danzeng Langjie"),
        ("丹增·朗杰", "Danzeng Langjie"),
        ("陈 晓东", "Chen Xiaodong"),
        ("陈晓东先生", "Chen Xiaodong"),
        ("陈晓东副县长", "Chen Xiaodong"),
        ("县委书记陈晓东", "Chen Xiaodong"),
        ("陳曉東", "Chen Xiaodong"),
    ],
)
def test_hanzi_are_read_as_names_are(hanzi: str, written: str) -> None:
    assert told(hanzi, written) is Agreement.READING


@pytest.mark.parametrize(
    ("hanzi", "written"),
    [
        ("吕斌", "Lu Bin"),
        ("单晓东", "Dan Xiaodong"),
        ("陈晓东", "Ch'en Hsiao-tung"),
        ("陈晓东", "Chen Hsiao-tung"),
        ("蒋经国", "Chiang Ching-kuo"),
        ("张朝明", "Zhang Zhaoming"),
    ],
)
def test_another_spelling_or_a_rare_reading_only_may_be_it(hanzi: str, written: str) -> None:
    assert told(hanzi, written) is Agreement.SPELLING
    assert not told(hanzi, written).is_full


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wang Wei", "Wei Wang"),
        ("Xiao Dong Chen", "Chen Xiaodong"),
        ("Choling Padma", "Padma Choling"),
    ],
)
def test_which_word_is_the_family_name_may_be_open(one: str, other: str) -> None:
    assert told(one, other) is Agreement.TURNED
    assert not told(one, other).is_full


def test_capitals_and_commas_show_the_family_name() -> None:
    assert told("Wei WANG", "WANG Wei") is Agreement.KEY
    assert told("Wang, Wei", "WANG Wei") is Agreement.KEY
    assert told("Wei WANG", "WEI Wang") is Agreement.DIFFERENT
    assert told("Wei, Wang", "王伟") is Agreement.DIFFERENT
    assert told("Wei Wang", "王伟") is Agreement.TURNED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Song Jianping", "Song Jianfang"),
        ("Yang Xiaozhou", "Yang Changxin"),
        ("Chen Xiaodong", "Chen Xiaodan"),
        ("Li Wen", "Li Wei"),
        ("Fang Ang", "Fan Gang"),
        ("Wang Wei", "Wang Weiwei"),
        ("Cai Dong", "A Dong"),
        ("Padma Choling", "Losang Jamcan"),
    ],
)
def test_another_syllable_is_another_name(one: str, other: str) -> None:
    assert told(one, other) is Agreement.DIFFERENT


def test_a_slip_leaves_no_name_that_can_be_read() -> None:
    for slip in ("Bi Rongqng", "Bi Rongqinng", "Bi Rongqign", "Bi Rongqimg"):
        assert told(slip, "Bi Rongqing") is Agreement.MISPRINT
        assert told(slip, "毕荣青") is Agreement.MISPRINT
    assert told("Bi Rngqng", "Bi Rongqing") is Agreement.DIFFERENT
    assert told("Li Qng", "Li Qing") is Agreement.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bi Rongqin", "Bi Rongqing"),
        ("Chen Xiaodong", "Cheng Xiaodong"),
        ("He Jialong", "贺娇龙"),
    ],
)
def test_one_letter_may_tell_two_names_apart_or_be_a_slip(one: str, other: str) -> None:
    assert told(one, other) is Agreement.SLIP
    assert not told(one, other).is_some


@settings(deadline=None)
@given(st.lists(st.text("ab", min_size=5, max_size=8), max_size=12))
def test_slips_are_all_pairs_that_differ_by_one_letter(words: list[str]) -> None:
    found = {frozenset(pair) for pair in slips(words)}
    assert len(found) == len(list(slips(words)))
    for one, other in combinations(dict.fromkeys(words), 2):
        both = [Name(word, (Reading("", word),), full=True) for word in (one, other)]
        assert (agreement(*both) is Agreement.SLIP) == (frozenset((one, other)) in found)


@pytest.mark.parametrize(
    ("part", "whole", "agrees"),
    [
        ("Chen", "Chen Xiaodong", True),
        ("Xiaodong", "Chen Xiaodong", True),
        ("Mayor Chen", "陈晓东", True),
        ("Trump", "Donald Trump", True),
        ("Padma", "Padma Choling", True),
        ("Chen", "Wang Xiaodong", False),
        ("Trump", "Trumper Donald", False),
    ],
)
def test_a_part_of_a_name_is_any_of_its_words(part: str, whole: str, agrees: bool) -> None:
    assert (told(part, whole) is Agreement.PART) == agrees


def test_a_title_beside_a_name_is_kept_apart_from_it() -> None:
    titles = {
        "Vice-Mayor Li Ping": "Vice-Mayor",
        "Mr. Wang": "Mr",
        "刘县长": "县长",
        "劉縣長": "县长",
        "临汾市市长王伟": "临汾市市长",
        "Wang Wei": "",
        "Mayor": "",
    }
    assert {name: read_names(name)[0].title for name in titles} == titles


def test_characters_speak_louder_than_letters() -> None:
    assert told("陈晓东", "陈小东") is Agreement.DIFFERENT_HANZI
    assert told("Chen Xiaodong (陈晓东)", "Chen Xiaodong 陈小东") is Agreement.DIFFERENT_HANZI
    assert told("Chen Xiaodong (陈晓东)", "陈晓东") is Agreement.HANZI
    assert told("Chen Xiaodong (陈晓东)", "Xiaodong Chen") is Agreement.KEY


def test_simplified_and_traditional_are_one_but_two_traditional_names_are_two() -> None:
    assert told("陈晓东", "陳曉東") is Agreement.HANZI
    assert told("钟明", "鍾明") is Agreement.HANZI
    assert told("鐘明", "鍾明") is Agreement.DIFFERENT_HANZI
    assert not same_hanzi("王乾", "王干")  # 乾 is a character of simplified names as well


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("Song", "Song Jianping"),
        ("Mr. Song", "宋建平"),
        ("宋先生", "宋建平"),
        ("Lu", "吕斌"),
        ("Ouyang", "欧阳文"),
        ("欧阳", "欧阳文"),
        ("Xiaodong", "Chen Xiaodong"),
    ],
)
def test_a_part_of_a_name_is_only_a_part(part: str, name: str) -> None:
    assert told(part, name) is Agreement.PART
    assert not told(part, name).is_full


@pytest.mark.parametrize(
    ("one", "other"), [("Tashi", "TASHI"), ("Adong", "A Dong"), ("PadmaCholing", "Padma Choling")]
)
def test_one_word_may_be_a_whole_name(one: str, other: str) -> None:
    assert told(one, other) is Agreement.SPELLING


def test_a_surname_is_not_another() -> None:
    assert told("Song", "Zhang Min") is Agreement.DIFFERENT
    assert told("宋先生", "张敏") is Agreement.DIFFERENT


def test_other_names_have_a_plain_key() -> None:
    assert told("Padma Choling", "PADMA CHOLING") is Agreement.KEY
    assert told("Nurlan Abilmazhinuly", "nurlan abilmazhinuly") is Agreement.KEY
    assert told("Aziz Müller", "Aziz Muller") is Agreement.KEY
    assert told("Abdul-Aziz Hamit", "Abdul Aziz Hamit") is Agreement.KEY


@pytest.mark.parametrize("written", ["", "123", "?!", " - "])
def test_without_letters_there_is_no_name(written: str) -> None:
    assert read_names(written) == ()
    assert best_agreement(read_names(written), read_names("Chen Xiaodong")) is Agreement.DIFFERENT


# Properties --------------------------------------------------------------------------------------

SYLLABLE = st.sampled_from(sorted(SYLLABLES))
NAMES = st.tuples(SYLLABLE, st.one_of(st.tuples(SYLLABLE), st.tuples(SYLLABLE, SYLLABLE)))
LATIN = st.text("abcdeghiklmnrstuvxyz' -,ü", max_size=24)


@settings(deadline=None)
@given(NAMES, st.sampled_from(["", "-", "'", " ", "–", "’"]), st.sampled_from(["", ",", " "]))
def test_the_key_does_not_hang_on_how_it_is_written(
    name: tuple[str, tuple[str, ...]], between: str, mark: str
) -> None:
    family, syllables = name
    plain = f"{family.title()} {''.join(syllables).title()}"
    other = f"{family.upper()}{mark} {between.join(syllables)}"
    assert told(plain, other) is Agreement.KEY
    assert set.union(*(set(n.blocks) for n in read_names(plain))) & set.union(
        *(set(n.blocks) for n in read_names(other))
    )


@settings(deadline=None)
@given(NAMES)
def test_a_name_of_two_syllables_may_be_printed_in_either_order(
    name: tuple[str, tuple[str, ...]],
) -> None:
    family, syllables = name
    assume(len(syllables) == 2 and "".join(syllables) not in SYLLABLES)
    assume("".join(syllables) not in COMPOUND_SURNAMES.values())
    assume(syllable_count("".join(syllables)) == 2)
    given_name = "".join(syllables).title()
    assert told(f"{family.title()} {given_name}", f"{given_name} {family.title()}") is Agreement.KEY


@settings(deadline=None)
@given(LATIN, LATIN)
def test_names_that_agree_in_full_share_a_block(one: str, other: str) -> None:
    for first in read_names(one):
        for second in read_names(other):
            found = agreement(first, second)
            assert found is agreement(second, first)
            if found.is_some and found not in (Agreement.PART, Agreement.MISPRINT):
                assert first.blocks & second.blocks


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_read(written: str) -> None:
    for name in read_names(written):
        assert name.readings


# The tables --------------------------------------------------------------------------------------


def test_the_syllables_are_those_that_characters_have() -> None:
    from pypinyin.constants import PINYIN_DICT, Style
    from pypinyin.style import convert

    listed = {
        convert(one, Style.NORMAL, strict=False).replace("ü", "v")
        for readings in PINYIN_DICT.values()
        for one in readings.split(",")
    }
    assert listed >= SYLLABLES
    interjections = {*("ê", "m", "n", "ng", "hm", "hng", "yo", "o", "lo")}
    rare = """biang bong cei chua den din eng fiao kei len nia nin nou nun rua tei wong zhei"""
    assert listed - SYLLABLES <= interjections | {*rare.split(" ")}


def test_latin_names_do_not_load_the_readings() -> None:
    told_modules = (
        "import sys; from kg.people.names import read_names; read_names('Chen Xiaodong');"
        "print('pypinyin' in sys.modules, 'opencc' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", told_modules], capture_output=True, text=True)
    assert ran.stdout.split() == ["False", "False"]
