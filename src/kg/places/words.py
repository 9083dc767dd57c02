"""The words that news English and Chinese put around a place's name, as tables.

What a word means for a division is data here; what follows from it is decided in
``kg.places.resolver``.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """What a type word such as ``city`` may stand for.

    ``exact`` are the types of the gazetteer that the word names; ``loose`` those that journalists
    call so, too, considered where no unit is of an exact type.
    """

    exact: frozenset[str]
    loose: frozenset[str] = frozenset()


def _kind(exact: str, loose: str = "") -> Kind:
    return Kind(frozenset(exact.split()), frozenset(loose.split()))


_PROVINCE = _kind("province", "autonomous-region")
_REGION = _kind(
    "autonomous-region special-administrative-region",
    "province municipality prefecture autonomous-prefecture league prefecture-level-city",
)
_SAR = _kind("special-administrative-region")
_MUNICIPALITY = _kind("municipality", "prefecture-level-city")
_CITY = _kind(
    "prefecture-level-city county-level-city municipality",
    "special-administrative-region prefecture autonomous-prefecture league",
)
_PREFECTURE = _kind("prefecture autonomous-prefecture league", "prefecture-level-city")
_COUNTY = _kind("county autonomous-county", "banner autonomous-banner other")
_DISTRICT = _kind("district new-area", "other")
_NEW_AREA = _kind("new-area")
_BANNER = _kind("banner autonomous-banner")
_COUNTY_LEVEL = _kind(
    "county autonomous-county district new-area county-level-city banner autonomous-banner other"
)
_PREFECTURE_LEVEL = _kind("prefecture-level-city prefecture autonomous-prefecture league")
_PROVINCE_LEVEL = _kind("province autonomous-region municipality special-administrative-region")

# A new area is a district that is called so: most new areas are no divisions.
# Type words in lower case, hyphens as spaces.
KINDS = {
    "province": _PROVINCE,
    "provincial": _PROVINCE,
    "autonomous region": _kind("autonomous-region"),
    "region": _REGION,
    "special administrative region": _SAR,
    "sar": _SAR,
    "municipality": _MUNICIPALITY,
    "municipal": _CITY,
    "city": _CITY,
    "cities": _CITY,
    "town city": _CITY,
    "prefecture level city": _kind("prefecture-level-city", "county-level-city"),
    "subprovincial city": _kind("prefecture-level-city"),
    "sub provincial city": _kind("prefecture-level-city"),
    "prefectural level city": _kind("prefecture-level-city"),
    "prefectural city": _kind("prefecture-level-city"),
    "county level city": _kind("county-level-city", "prefecture-level-city"),
    "prefecture": _PREFECTURE,
    "prefectural": _PREFECTURE,
    "autonomous prefecture": _kind("autonomous-prefecture"),
    "league": _kind("league", "prefecture-level-city"),
    "county": _COUNTY,
    "autonomous county": _kind("autonomous-county", "county autonomous-banner"),
    "district": _DISTRICT,
    "new district": _NEW_AREA,
    "new area": _NEW_AREA,
    "forestry district": _kind("other", "district"),
    "forest district": _kind("other", "district"),
    "special district": _kind("other", "district"),
    "mining district": _DISTRICT,
    "banner": _BANNER,
    "autonomous banner": _kind("autonomous-banner", "banner"),
    "joint banner": _kind("banner"),
    "united banner": _kind("banner"),
    "worker peasant district": _kind("other", "district"),
    "provinces": _PROVINCE,
    "counties": _COUNTY,
    "districts": _DISTRICT,
    "prefectures": _PREFECTURE,
    "banners": _BANNER,
    "autonomous regions": _kind("autonomous-region"),
    "municipalities": _MUNICIPALITY,
    # type words in Hanyu Pinyin
    "sheng": _PROVINCE,
    "shi": _CITY,
    "diqu": _kind("prefecture"),
    "xian": _COUNTY,
    "zizhixian": _kind("autonomous-county"),
    "zizhizhou": _kind("autonomous-prefecture"),
    "zizhiqu": _kind("autonomous-region"),
    "zizhiqi": _kind("autonomous-banner"),
    "qu": _DISTRICT,
    "qi": _BANNER,
    "meng": _kind("league"),
}
PINYIN = frozenset("sheng shi diqu xian qu qi meng".split())
PLURALS = frozenset("cities provinces counties districts prefectures banners".split())

# Type words at the end of a Chinese name, longest first.
KINDS_ZH = {
    "特别行政区": _SAR,
    "自治州": _kind("autonomous-prefecture"),
    "自治区": _kind("autonomous-region"),
    "自治县": _kind("autonomous-county"),
    "自治旗": _kind("autonomous-banner"),
    "地级市": _kind("prefecture-level-city"),
    "县级市": _kind("county-level-city"),
    "直辖市": _kind("municipality"),
    "地区": _kind("prefecture", "prefecture-level-city"),
    "林区": _kind("other district"),
    "特区": _kind("other"),
    "新区": _NEW_AREA,
    "省": _PROVINCE,
    "市": _CITY,
    "州": _kind("autonomous-prefecture"),
    "盟": _kind("league", "prefecture-level-city"),
    "县": _COUNTY,
    "区": _kind("district new-area", "autonomous-region other"),
    "旗": _BANNER,
}

# Words that begin like a type word.
NO_KINDS_ZH = ("县域", "市民", "市场", "区域", "省份", "旗下", "旗舰")

# Names of districts that are common nouns, too: "the urban area", "the suburbs".
COMMON_ZH = frozenset("市区 新区 矿区 东区 西区 南区 北区 中区 城区 郊区 市郊区".split())

# What a Chinese stem may lack of a full name.
ENDINGS_ZH = ("", *KINDS_ZH, "维吾尔自治区", "壮族自治区", "回族自治区")

# What lies below Taiwan, of which the table has the whole only; keys as in ``kg.places.printed``.
BELOW_TAIWAN = frozenset(
    """
    taipei newtaipei taoyuan taichung tainan kaohsiung keelung hsinchu chiayi miaoli changhua
    nantou yunlin pingtung yilan hualien taitung penghu kinmen matsu taibei taizhong gaoxiong
    台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义 苗栗 彰化 南投 云林 屏东 宜兰 花莲 台东 澎湖 马祖
    """.split()
)

# Labels of annotation schemes and of tables: what they say of the kind, beside the type words.
LABELS = {
    "province level": _PROVINCE_LEVEL,
    "provincial level": _PROVINCE_LEVEL,
    "prefecture level": _PREFECTURE_LEVEL,
    "prefectural level": _PREFECTURE_LEVEL,
    "county level": _COUNTY_LEVEL,
}

# Kinds of places below or beside the divisions: a name of one is none of a division.
BELOW = {
    "town": "a town",
    "towns": "towns",
    "township": "a township",
    "townships": "townships",
    "subdistrict": "a subdistrict",
    "street": "a street",
    "street community": "a community",
    "neighborhood": "a neighbourhood",
    "neighbourhood": "a neighbourhood",
    "community": "a community",
    "village": "a village",
    "villages": "villages",
    "hamlet": "a village",
    "sumu": "a township",
    "gacha": "a village",
    "development zone": "a development zone",
    "development area": "a development zone",
    "high tech zone": "a development zone",
    "free trade zone": "a free trade zone",
    "pilot zone": "a pilot zone",
    "economic zone": "an economic zone",
    "special economic zone": "an economic zone",
    "industrial park": "an industrial park",
    "industrial zone": "an industrial park",
    "tech park": "an industrial park",
    "zone": "a zone",
    "scenic area": "a scenic area",
    "scenic spot": "a scenic area",
    "nature reserve": "a nature reserve",
    "national park": "a park",
    "镇": "a town",
    "乡": "a township",
    "村": "a village",
    "街道": "a subdistrict",
    "苏木": "a township",
    "开发区": "a development zone",
}

# Of these, those that in lower case still end the name: "X villages" are villages in X.
BELOW_LOW = frozenset("town township subdistrict village sumu gacha hamlet".split())

# Parts of the country that are no divisions.
_REGIONS = """
northeast china|north china|east china|south china|central china|northwest china|southwest china
northeastern china|northern china|eastern china|southern china|northwestern china|western china
southwestern china|southeast china|southeastern china|west china|southwest|northwest|northeast
yangtze river delta|yangtze delta|pearl river delta|pearl delta|greater bay area|bohai rim
guangdong hong kong macao greater bay area|beijing tianjin hebei|beijing tianjin hebei region
yangtze river economic belt|yellow river basin|loess plateau|qinghai tibet plateau|jing jin ji
yangtze river basin|qinghai tibetan plateau|tibetan plateau|bohai bay|beibu gulf|dongbei|jiangnan
东北|华北|华东|华南|华中|西北|西南|长三角|珠三角|京津冀|大湾区|粤港澳大湾区|长江三角洲|东北地区
"""
REGIONS = frozenset(_REGIONS.strip().replace("\n", "|").split("|")) | {
    f"{side} china" for side in "n s e w ne nw se sw".split()
}

COUNTRY = frozenset(
    "china|mainland china|chinese mainland|mainland|prc|people's republic of china|greater china"
    "|中国|中华人民共和国|大陆|全国".split("|")
)

# Words without a name, with the kind of unit that they speak of.
_UNNAMED = "it here there its their local locally home nationwide place places area areas".split()
UNNAMED: dict[str, Kind | None] = dict.fromkeys(_UNNAMED)
UNNAMED |= {word: KINDS[word] for word in ("city", "county", "province", "district", "prefecture")}
UNNAMED |= {word: KINDS[word] for word in ("municipality", "banner", "league", "autonomous county")}
UNNAMED |= {word: KINDS[word] for word in ("autonomous prefecture", "county level city")}
UNNAMED |= {word: KINDS[word] for word in ("prefecture level city", "autonomous region")}
UNNAMED |= {
    "region": _kind("autonomous-region"),
    "town": None,
    "village": None,
    "capital": None,
    "capital city": None,
    "provincial capital": None,
    "国家": None,
    "我省": _PROVINCE,
    "全省": _PROVINCE,
    "该省": _PROVINCE,
    "我市": _CITY,
    "全市": _CITY,
    "该市": _CITY,
    "我县": _COUNTY,
    "全县": _COUNTY,
    "该县": _COUNTY,
    "我区": _DISTRICT,
    "全区": _DISTRICT,
    "该区": _DISTRICT,
    "当地": None,
    "本地": None,
}

# A part of a unit is not the unit.
PARTS = frozenset(
    """
    north south east west northern southern eastern western central northeast northwest southeast
    southwest northeastern northwestern southeastern southwestern downtown suburban rural upper
    lower inner greater old mid midwestern
    """.split()
)

# Words between a name and its type word that change neither.
QUALITIES = frozenset("former suburban rural urban then new-found ethnic".split())

# Words after a name that speak of the place itself: its offices and office holders.
OFFICES = frozenset(
    """
    government governor governors vice deputy mayor mayors vice-mayor committee commission bureau
    department administration administrative authority authorities office official officials party
    communist cpc congress people's peoples court procuratorate police prosecutors leaders head
    secretary chief magistrate leadership public security health customs legislature council
    residents people natives native resident citizens farmers villagers gdp media local officers
    area areas regions chairman chairwoman chairperson director standing discipline center-based
    based born level meteorological
    """.split()
)

# Words that end the name of something else, with what that is.
_HEADS = {
    "a newspaper or broadcaster": """
        daily news post times newspaper tv television radio broadcasting gazette herald weekly
        magazine press express agency channel network journal""",
    "a university, school or institute": """
        university college school academy institute institutes kindergarten polytechnic
        conservatory laboratory lab""",
    "a river, lake or mountain": """
        river lake mountain mountains mount reservoir plain basin plateau peninsula sea strait bay
        gulf island islands gorge gorges canal desert grassland wetland glacier valley falls
        waterfall creek hills hill spring springs forest cave caves cape corridor dam""",
    "a company": """
        group co ltd corp corporation inc company holdings holding bank securities insurance
        technology technologies pharmaceutical pharmaceuticals motor motors automobile steel
        brewery distillery dairy cement mine mines mining coal smelter shipyard electronics
        logistics cooperative energy oilfield petroleum petrochemical chemical industries industrial
        exchange""",
    "an airline, airport, station or port": "airlines airline airways airport station port railway "
    "railways metro subway terminal",
    "a road, bridge or building": """
        road street avenue expressway highway bridge tunnel tower building hotel square garden
        gardens park temple pagoda palace museum theater theatre stadium library hospital gate
        mosque monastery church mansion zoo""",
    "an association": """
        federation association society union foundation chamber institution alliance club fc
        football basketball ballet opera orchestra troupe organization evergrande guoan shenhua
        sipg luneng taishan teda""",
    "a dynasty": "dynasty kingdom",
    "an event": "festival expo exhibition fair games olympics marathon forum summit conference",
    "a market, works or resort": "market factory plant mill resort",
    "a dish or product": """
        ham noodle noodles wine liquor vinegar duck cuisine hotpot porcelain tofu brocade
        embroidery baijiu dumplings pancake chicken sausage tea pickled pickles crayfish crab
        crabs orange oranges melon melons pear pears grape grapes apple apples kiwi lychee lychees
        jujube jujubes peaches wolfberry wolfberries goji ginseng rice pepper garlic beef mutton
        lamb silk carpet carpets jade lantern lanterns""",
    "a currency": "dollar dollars pataca patacas",
    "a dialect": "dialect dialects",
    "a clock time": "time",
}
HEADS = {word: what for what, words in _HEADS.items() for word in words.split()}

# Of these heads, the ones that make a name of something else in lower case, too.
LOW_HEADS = frozenset(
    """
    river lake mountains reservoir plain basin plateau peninsula strait gorge dynasty kingdom ham
    noodle noodles wine liquor vinegar duck cuisine hotpot porcelain tofu brocade embroidery baijiu
    tea pickled pickles crayfish crab crabs dialect dialects time opera pancake railway expressway
    highway airport university airlines dollar dollars pataca patacas melons pears grapes oranges
    apples peaches jujubes wolfberries lychees
    """.split()
)

# Words in lower case that end the name of a business: "X Jinliu energy company".
BUSINESSES = frozenset(
    """
    company companies corporation factory firm group plant mine mill enterprise cooperative
    co-operative plantation bank brewery distillery shipyard refinery
    """.split()
)

# Words before a name that make it part of another: "Bank of X".
HEADS_OF = frozenset(
    "voice university bank institute academy college museum battle treaty school journal".split()
)

# Names that mean something else where no type word stands with them.
BETTER_KNOWN = {"xinhua": "the news agency", "新华社": "the news agency"}

# Titles before the name of a person.
TITLES = frozenset(
    "mr mrs ms miss dr prof professor president premier chairman comrade sir madam".split()
)

_HEADS_ZH = {
    "a newspaper or broadcaster": "日报 晚报 早报 晨报 时报 商报 都市报 电视台 广播",
    "a university, school or institute": "大学 学院 中学 小学 研究院 研究所 师范 科技大学",
    "a river, lake or mountain": "河 江 湖 山 海 盆地 高原 平原 半岛 水库",
    "a company": "集团 公司 银行 股份 证券",
    "an airline, airport, station or port": "机场 火车站 站 航空",
    "a road, bridge or building": "路 街 大道 大桥 高速 医院 博物馆 公园",
    "a dish or product": "火腿 陈醋 面条 拉面 烤鸭 酒 菜",
    "a dialect": "话 方言",
}
HEADS_ZH = tuple((word, what) for what, words in _HEADS_ZH.items() for word in words.split())

# The peoples in the names of autonomous units, in the spellings of news and maps.
_PEOPLES = """
tibetan zang mongol mongolian mongols menggu hui miao hmong yi yizu zhuang bouyei buyi buyei korean
chaoxian manchu manchurian man dong yao bai tujia hani kazak kazakh kazaks dai li lisu va wa she
lahu shui sui dongxiang naxi nakhi jingpo kirgiz kyrgyz kirghiz tu monguor daur mulao mulam qiang
blang bulang salar sala maonan gelao gelo klau xibe sibe achang pumi primi tajik nu ozbek uzbek
russian ewenki evenki deang de'ang bonan bao'an baoan yugur yugu jing gin tatar derung drung dulong
oroqen hezhen monba lhoba jino uygur uyghur uighur uygurs hasake keerkezi weiwuer various
nationalities ethnic multinational multi nationality minority multiethnic
"""
PEOPLES = frozenset(_PEOPLES.split())
PEOPLES_ZH = """
维吾尔 哈萨克 柯尔克孜 蒙古族 蒙古 藏族 回族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族
白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 拉祜族 水族 东乡族 纳西族 景颇族 土族
达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯 锡伯族 普米族 塔吉克 怒族 鄂温克族 保安族
裕固族 独龙族 鄂伦春 各族
""".split()

# Countries: what else a capitalised name in an article most often is.
_COUNTRIES = """
afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh
belarus belgium benin bolivia bosnia botswana brazil britain brunei bulgaria cambodia cameroon
canada chad chile colombia congo croatia cuba cyprus czechia denmark djibouti ecuador egypt england
eritrea estonia ethiopia europe africa asia fiji finland france gabon georgia germany ghana greece
guatemala guinea haiti honduras hungary iceland india indonesia iran iraq ireland israel italy
jamaica japan jordan kazakhstan kenya kuwait kyrgyzstan laos latvia lebanon liberia libya lithuania
luxembourg madagascar malaysia maldives mali malta mauritius mexico moldova monaco mongolia
montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman
pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda
samoa scotland senegal serbia singapore slovakia slovenia somalia spain sudan suriname sweden
switzerland syria tajikistan tanzania thailand togo tonga tunisia turkey turkmenistan uganda ukraine
uruguay us usa uk uae uzbekistan vanuatu venezuela vietnam wales yemen zambia zimbabwe america
"""
_COUNTRIES_OF_WORDS = """
south korea|north korea|republic of korea|dpr korea|saudi arabia|new zealand|south africa|sri lanka
united states|united kingdom|united arab emirates|european union|southeast asia|central asia
costa rica|papua new guinea|czech republic
"""
COUNTRIES = frozenset(_COUNTRIES.split()) | frozenset(
    _COUNTRIES_OF_WORDS.strip().replace("\n", "|").split("|")
)
