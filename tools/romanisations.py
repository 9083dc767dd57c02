"""English names that no rule gives: the tables that people made and reviewed."""

from __future__ import annotations

from typing import NamedTuple


class Name(NamedTuple):
    """The English names of a unit; ``aliases`` are further printed forms."""

    en: str
    full_en: str
    aliases: tuple[str, ...] = ()


# By code: the full Chinese name, and the names in English. Postal spellings are aliases.
PROVINCES = {
    "110000": ("北京市", Name("Beijing", "Beijing", ("Peking", "Beijing Municipality"))),
    "120000": ("天津市", Name("Tianjin", "Tianjin", ("Tientsin", "Tianjin Municipality"))),
    "130000": ("河北省", Name("Hebei", "Hebei Province", ("Hopeh", "Hopei"))),
    "140000": ("山西省", Name("Shanxi", "Shanxi Province", ("Shansi",))),
    "150000": (
        "内蒙古自治区",
        Name("Inner Mongolia", "Inner Mongolia Autonomous Region", ("Nei Mongol", "Neimenggu")),
    ),
    "210000": ("辽宁省", Name("Liaoning", "Liaoning Province")),
    "220000": ("吉林省", Name("Jilin", "Jilin Province", ("Kirin",))),
    "230000": ("黑龙江省", Name("Heilongjiang", "Heilongjiang Province", ("Heilungkiang",))),
    "310000": ("上海市", Name("Shanghai", "Shanghai", ("Shanghai Municipality",))),
    "320000": ("江苏省", Name("Jiangsu", "Jiangsu Province", ("Kiangsu",))),
    "330000": ("浙江省", Name("Zhejiang", "Zhejiang Province", ("Chekiang",))),
    "340000": ("安徽省", Name("Anhui", "Anhui Province", ("Anhwei",))),
    "350000": ("福建省", Name("Fujian", "Fujian Province", ("Fukien",))),
    "360000": ("江西省", Name("Jiangxi", "Jiangxi Province", ("Kiangsi",))),
    "370000": ("山东省", Name("Shandong", "Shandong Province", ("Shantung",))),
    "410000": ("河南省", Name("Henan", "Henan Province", ("Honan",))),
    "420000": ("湖北省", Name("Hubei", "Hubei Province", ("Hupeh", "Hupei"))),
    "430000": ("湖南省", Name("Hunan", "Hunan Province")),
    "440000": ("广东省", Name("Guangdong", "Guangdong Province", ("Kwangtung",))),
    "450000": ("广西壮族自治区", Name("Guangxi", "Guangxi Zhuang Autonomous Region", ("Kwangsi",))),
    "460000": ("海南省", Name("Hainan", "Hainan Province")),
    "500000": ("重庆市", Name("Chongqing", "Chongqing", ("Chungking", "Chongqing Municipality"))),
    "510000": ("四川省", Name("Sichuan", "Sichuan Province", ("Szechuan", "Szechwan"))),
    "520000": ("贵州省", Name("Guizhou", "Guizhou Province", ("Kweichow",))),
    "530000": ("云南省", Name("Yunnan", "Yunnan Province")),
    "540000": (
        "西藏自治区",
        Name("Tibet", "Tibet Autonomous Region", ("Xizang", "Xizang Autonomous Region")),
    ),
    "610000": ("陕西省", Name("Shaanxi", "Shaanxi Province", ("Shensi",))),
    "620000": ("甘肃省", Name("Gansu", "Gansu Province", ("Kansu",))),
    "630000": ("青海省", Name("Qinghai", "Qinghai Province", ("Tsinghai",))),
    "640000": ("宁夏回族自治区", Name("Ningxia", "Ningxia Hui Autonomous Region", ("Ningsia",))),
    "650000": (
        "新疆维吾尔自治区",
        Name(
            "Xinjiang",
            "Xinjiang Uygur Autonomous Region",
            ("Sinkiang", "Xinjiang Uyghur Autonomous Region"),
        ),
    ),
    "710000": ("台湾省", Name("Taiwan", "Taiwan Province")),
    "810000": (
        "香港特别行政区",
        Name(
            "Hong Kong", "Hong Kong Special Administrative Region", ("Hong Kong SAR", "Xianggang")
        ),
    ),
    "820000": (
        "澳门特别行政区",
        Name(
            "Macao",
            "Macao Special Administrative Region",
            ("Macau", "Macao SAR", "Macau SAR", "Aomen"),
        ),
    ),
}

# Where pypinyin's reading of a name, or of a character in any place name, is not the place's.
# Longer entries win over shorter ones.
READINGS = {
    "勒": "le", "什": "shi", "都": "du", "长": "chang", "长子": "zhang zi",
    "乐陵": "lao ling", "伽师": "jia shi", "佛冈": "fo gang",
    "佛坪": "fo ping", "六合": "lu he", "单": "shan", "南乐": "nan le", "召陵": "shao ling",
    "大城": "dai cheng", "宕昌": "tan chang", "崆峒": "kong tong", "庞家堡": "pang jia bu",
    "曾都": "zeng du", "朝阳": "chao yang", "民乐": "min le", "泊头": "bo tou",
    "洪洞": "hong tong", "浚": "xun", "浪卡子": "lang ka zi", "涡阳": "guo yang",
    "漯河": "luo he", "珲春": "hun chun", "畹町": "wan ding", "石咀山": "shi zui shan",
    "称多": "chen duo", "穆棱": "mu ling", "筠连": "jun lian", "红寺堡": "hong si bu",
    "繁峙": "fan shi", "荥经": "ying jing", "蚌山": "beng shan", "覃塘": "qin tang",
    "闵行": "min hang", "马尾": "ma wei", "龙圩": "long xu",
}  # fmt: skip

# Names in languages other than Chinese, by the first two digits of the code and the Chinese name
# without kind of unit and peoples: the official romanisation, then other printed forms. Pinyin is
# added by rule.
ROMANISED: dict[str, dict[str, str]] = {}

# What followed a unit and no rule finds: by its code and last year, the codes of the next year.
SUCCESSORS: dict[tuple[str, int], str] = {
    ("310108", 2014): "310106",
}
