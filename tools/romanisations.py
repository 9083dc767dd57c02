"""English names that no rule gives: the tables that people made and reviewed."""

from __future__ import annotations

from typing import NamedTuple


class Name(NamedTuple):
    """The English names of a unit; ``aliases`` are further printed forms."""

    en: str
    full_en: str
    aliases: tuple[str, ...] = ()


# By code of the province: what it is called for short in Chinese.
SHORT_ZH = {
    "110000": "京",
    "120000": "津",
    "130000": "冀",
    "140000": "晋",
    "150000": "蒙|内蒙",
    "210000": "辽",
    "220000": "吉",
    "230000": "黑",
    "310000": "沪",
    "320000": "苏",
    "330000": "浙",
    "340000": "皖",
    "350000": "闽",
    "360000": "赣",
    "370000": "鲁",
    "410000": "豫",
    "420000": "鄂",
    "430000": "湘",
    "440000": "粤",
    "450000": "桂",
    "460000": "琼",
    "500000": "渝",
    "510000": "川|蜀",
    "520000": "贵|黔",
    "530000": "云|滇",
    "540000": "藏",
    "610000": "陕|秦",
    "620000": "甘|陇",
    "630000": "青",
    "640000": "宁",
    "650000": "新",
    "710000": "台",
    "810000": "港",
    "820000": "澳",
}

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

# Names whose English form is not the pinyin of the characters, or which are printed in other forms,
# too: by the first two digits of the code and the Chinese name without kind of unit and peoples.
# First the form in official English use, then the others; pinyin is added by rule. Xinjiang's
# names of Chinese origin (Shache) stand as such, with the Uygur one (Yarkant) after them.
ROMANISED = {
    "15": {
        "呼和浩特": "Hohhot|Huhhot|Huhehot",
        "赛罕": "Saihan",
        "土默特": "Tumd|Tumed|Tumet",
        "托克托": "Togtoh",
        "和林格尔": "Horinger",
        "昆都仑": "Hondlon",
        "白云鄂博": "Bayan Obo|Baiyun Obo",
        "达尔罕茂明安": "Darhan Muminggan|Darhan Muming'an|Darkhan Muminggan|Damao",
        "赤峰": "Chifeng|Ulanhad",
        "阿鲁科尔沁": "Ar Horqin|Aru Horqin|Arukhorchin",
        "巴林": "Bairin|Baarin",
        "克什克腾": "Hexigten|Heshigten",
        "翁牛特": "Ongniud|Ongnigud",
        "喀喇沁": "Harqin|Kharchin",
        "敖汉": "Aohan|Aokhan",
        "通辽": "Tongliao",
        "科尔沁": "Horqin|Khorchin",
        "库伦": "Hure",
        "扎鲁特": "Jarud",
        "霍林郭勒": "Holingol|Holin Gol|Huolin Gol",
        "鄂尔多斯": "Ordos|Erdos",
        "康巴什": "Kangbashi|Kangbashen",
        "达拉特": "Dalad",
        "准格尔": "Jungar|Junggar",
        "鄂托克": "Otog",
        "杭锦": "Hanggin",
        "乌审": "Uxin",
        "伊金霍洛": "Ejin Horo|Ejin Horoo",
        "伊克昭": "Ih Ju|Ikh Juu",
        "呼伦贝尔": "Hulunbuir|Hulun Buir|Hulunber",
        "海拉尔": "Hailar",
        "扎赉诺尔": "Jalainur|Jalai Nur",
        "阿荣": "Arun",
        "莫力达瓦": "Morin Dawa|Moridawa",
        "陈巴尔虎": "Chen Barag|Old Barag|Prairie Chen Barag",
        "新巴尔虎": "Xin Barag|New Barag",
        "扎兰屯": "Zhalantun|Zalantun|Jalantun",
        "额尔古纳": "Ergun|Argun|Erguna|Ergune",
        "根河": "Genhe|Gegengol",
        "布特哈": "Butha",
        "喜桂图": "Xiguit",
        "巴彦淖尔": "Bayannur|Bayan Nur|Bayan Nuur",
        "乌拉特": "Urad",
        "潮格": "Qog",
        "乌兰察布": "Ulanqab|Ulan Qab|Ulanchab|Ulanqabu|Ulaanchab",
        "察哈尔": "Qahar|Chahar",
        "四子王": "Siziwang|Dorbed",
        "兴安": "Hinggan|Xingan|Khingan",
        "乌兰浩特": "Ulanhot|Ulan Hot|Ulaanhot",
        "阿尔山": "Arxan|Arshan",
        "扎赉特": "Jalaid|Jalait",
        "锡林郭勒": "Xilingol|Xilin Gol",
        "二连浩特": "Erenhot|Erlian|Erlianhot|Ereen",
        "锡林浩特": "Xilinhot|Xilin Hot",
        "阿巴嘎": "Abag|Abaga",
        "苏尼特": "Sonid|Sunid",
        "东乌珠穆沁": "East Ujimqin|Dong Ujimqin|East Uzhumqin|East Ujimchin|East Uzemchin",
        "西乌珠穆沁": "West Ujimqin|Xi Ujimqin|West Uzhumqin|West Ujimchin|West Uzemchin",
        "太仆寺": "Taibus",
        "镶黄": "Xianghuang|Bordered Yellow|Hobot Xar",
        "正镶白": "Zhengxiangbai|Plain and Bordered White|Xulun Hobot Qagan",
        "正蓝": "Zhenglan|Plain Blue|Xulun Hoh",
        "多伦": "Duolun|Dolonnur|Dolon Nor",
        "阿巴哈纳尔": "Abahanar",
        "阿拉善": "Alxa|Alashan|Alagxa",
        "额济纳": "Ejin|Ejine",
        "哲里木": "Jirem|Jerim",
        "昭乌达": "Ju Ud|Juu Uda",
        "石拐": "Shiguai",
        "鄂温克": "Ewenki|Evenki|Evenk",
        "鄂伦春": "Oroqen|Orochen|Elunchun",
        "牙克石": "Yakeshi|Yakshi",
    },
    "54": {
        "拉萨": "Lhasa",
        "林周": "Lhunzhub|Lhundrup|Lhundup",
        "当雄": "Damxung|Damshung",
        "尼木": "Nyemo",
        "曲水": "Quxu|Quxur|Chushur",
        "堆龙德庆": "Doilungdeqen|Tolung Dechen",
        "达孜": "Dagze|Taktse",
        "墨竹工卡": "Maizhokunggar|Meldro Gungkar",
        "日喀则": "Xigaze|Shigatse",
        "桑珠孜": "Samzhubze|Samdrubtse",
        "南木林": "Namling",
        "江孜": "Gyangze|Gyantse|Gyangtse",
        "定日": "Tingri",
        "萨迦": "Sa'gya|Sakya",
        "拉孜": "Lhaze|Lhatse",
        "昂仁": "Ngamring",
        "谢通门": "Xaitongmoin|Shetongmon",
        "白朗": "Bainang|Panam",
        "仁布": "Rinbung|Rinpung",
        "康马": "Kangmar",
        "定结": "Dinggye|Tingkye",
        "仲巴": "Zhongba|Drongpa",
        "亚东": "Yadong|Dromo|Chomo|Yatung",
        "吉隆": "Gyirong|Kyirong",
        "聂拉木": "Nyalam",
        "萨嘎": "Saga",
        "岗巴": "Gamba|Kampa",
        "隆格尔": "Lunggar",
        "昌都": "Qamdo|Chamdo",
        "卡若": "Karub|Karro|Kharub",
        "江达": "Jomda|Jomdo",
        "贡觉": "Gonjo",
        "类乌齐": "Riwoqe|Riwoche",
        "丁青": "Dengqen|Tengchen",
        "察雅": "Zhag'yab|Chagyab|Drayab",
        "八宿": "Baxoi|Pashoe|Pasho",
        "左贡": "Zogang|Zogong|Dzogang",
        "芒康": "Markam|Mangkam",
        "洛隆": "Lhorong|Lhorung",
        "边坝": "Banbar|Palbar|Pelbar",
        "山南": "Shannan|Lhoka|Lhokha",
        "乃东": "Nedong|Nedon",
        "扎囊": "Zhanang|Chanang|Dranang",
        "贡嘎": "Gonggar|Gongkar|Konggar",
        "桑日": "Sangri|Zangri",
        "琼结": "Qonggyai|Chongye|Qonggyi",
        "穷结": "Qonggyai|Chongye",
        "曲松": "Qusum|Chusum",
        "措美": "Comai|Tsome",
        "洛扎": "Lhozhag|Lhodrak|Lhozhak",
        "加查": "Gyaca|Gyatsa",
        "隆子": "Lhunze|Lhuntse",
        "错那": "Cona|Tsona|Tshona",
        "浪卡子": "Nagarze|Nanggarze|Nakartse|Nagartse",
        "林芝": "Nyingchi|Nyingtri",
        "工布江达": "Gongbo'gyamda|Kongpo Gyamda",
        "米林": "Mainling|Manling|Menling",
        "墨脱": "Medog|Metok",
        "波密": "Bomi|Bome|Pome",
        "察隅": "Zayu|Dzayul",
        "朗": "Nang|Nangxian",
        "那曲": "Nagqu|Nagchu|Nakchu",
        "嘉黎": "Lhari",
        "比如": "Biru|Driru",
        "聂荣": "Nyainrong|Nyenrong",
        "安多": "Amdo",
        "申扎": "Xainza|Shentsa|Xianza",
        "索": "Sog|Sogxian|Sok",
        "班戈": "Baingoin|Palgon|Bangoin",
        "巴青": "Baqen|Bachen",
        "尼玛": "Nyima",
        "双湖": "Shuanghu|Tsonyi",
        "阿里": "Ngari",
        "噶尔": "Gar",
        "普兰": "Burang|Purang",
        "札达": "Zanda|Tsada",
        "日土": "Rutog|Rutok",
        "革吉": "Ge'gyai|Gegye",
        "改则": "Gerze|Gertse",
        "措勤": "Coqen|Tsochen|Coqin",
        "巴宜": "Bayi|Chagyib",
    },
    "65": {
        "乌鲁木齐": "Urumqi|Urumchi",
        "沙依巴克": "Saybag|Sayibak|Shayibak|Saybagh",
        "克拉玛依": "Karamay|Karamai",
        "乌尔禾": "Orku|Urho|Urhe",
        "吐鲁番": "Turpan|Turfan|Tulufan",
        "鄯善": "Shanshan|Piqan|Pichan",
        "托克逊": "Toksun|Toqsun",
        "哈密": "Hami|Kumul|Qumul",
        "巴里坤": "Barkol|Barkul|Balikun",
        "伊吾": "Yiwu|Araturuk",
        "呼图壁": "Hutubi|Kutubi|Qutubi",
        "玛纳斯": "Manas",
        "奇台": "Qitai|Guqung",
        "吉木萨尔": "Jimsar|Jimusar",
        "木垒": "Mori|Mulei",
        "博尔塔拉": "Bortala",
        "温泉": "Wenquan|Arixang|Arishang",
        "阿拉山口": "Alashankou|Alataw|Alataw Pass|Alashan Pass",
        "巴音郭楞": "Bayingolin|Bayangol|Bayingol|Bayinguolin",
        "库尔勒": "Korla",
        "轮台": "Luntai|Bugur",
        "尉犁": "Yuli|Lopnur",
        "若羌": "Ruoqiang|Qarkilik|Charklik",
        "且末": "Qiemo|Qarqan|Cherchen",
        "焉耆": "Yanqi|Karasahr|Karashahr",
        "和硕": "Hoxud|Hoshut",
        "博湖": "Bohu|Bagrax",
        "阿克苏": "Aksu|Aqsu",
        "温宿": "Wensu|Onsu",
        "库车": "Kuqa|Kucha",
        "沙雅": "Xayar|Shayar",
        "新和": "Xinhe|Toksu",
        "乌什": "Wushi|Uqturpan|Uchturpan",
        "阿瓦提": "Awat",
        "柯坪": "Kalpin|Kelpin",
        "克孜勒苏": "Kizilsu|Kyzylsu",
        "阿图什": "Artux|Artush|Atush",
        "阿克陶": "Akto",
        "阿合奇": "Akqi",
        "乌恰": "Wuqia|Ulugqat|Uluqchat",
        "喀什": "Kashgar|Kaxgar|Kashi",
        "疏附": "Shufu|Konaxahar|Kona Sheher",
        "疏勒": "Shule|Yengixahar|Yengi Sheher",
        "英吉沙": "Yengisar|Yingisar",
        "泽普": "Zepu|Poskam|Poskan",
        "莎车": "Shache|Yarkant|Yarkand",
        "叶城": "Yecheng|Kargilik|Karghalik",
        "麦盖提": "Makit|Markit",
        "岳普湖": "Yopurga|Yopurgha",
        "伽师": "Jiashi|Payzawat|Peyzawat|Peyziwat",
        "巴楚": "Bachu|Maralbexi|Maralbeshi|Maralbashi",
        "塔什库尔干": "Taxkorgan|Tashkurgan|Tashkorgan|Tashikurgan",
        "和田": "Hotan|Khotan",
        "墨玉": "Moyu|Karakax|Karakash|Qaraqash",
        "皮山": "Pishan|Guma",
        "洛浦": "Lop",
        "策勒": "Qira|Chira",
        "于田": "Yutian|Keriya|Kiriya",
        "民丰": "Minfeng|Niya",
        "伊犁": "Ili",
        "伊宁": "Yining|Gulja|Ghulja|Kulja",
        "奎屯": "Kuytun",
        "霍尔果斯": "Horgos|Khorgos|Korgas|Khorgas",
        "察布查尔": "Qapqal|Chapchal",
        "巩留": "Gongliu|Tokkuztara",
        "新源": "Xinyuan|Kunes",
        "昭苏": "Zhaosu|Mongolkure",
        "特克斯": "Tekes",
        "尼勒克": "Nilka|Nilke",
        "塔城": "Tacheng|Qoqek|Tarbagatay|Chuguchak|Chochek",
        "乌苏": "Usu",
        "额敏": "Emin|Dorbiljin",
        "托里": "Toli",
        "裕民": "Yumin|Qagantokay",
        "和布克赛尔": "Hoboksar|Hobuksar|Kobuksar",
        "阿勒泰": "Altay|Altai",
        "布尔津": "Burqin|Burchin",
        "富蕴": "Fuyun|Koktokay",
        "福海": "Fuhai|Burultokay",
        "哈巴河": "Habahe|Kaba",
        "青河": "Qinghe|Qinggil",
        "吉木乃": "Jeminay|Jimunay",
        "阿拉尔": "Aral|Alar",
        "图木舒克": "Tumxuk|Tumshuk|Tumshuq",
        "可克达拉": "Kokdala|Cocodala",
        "昌吉": "Changji|Sanji",
        "达坂城": "Dabancheng|Dawanching",
    },
    "63": {
        "果洛": "Golog|Golok",
        "刚察": "Gangca|Gangcha",
        "同仁": "Tongren|Rebgong|Repkong|Rebkong",
        "尖扎": "Jainca|Jianzha|Jentsa",
        "泽库": "Zekog|Tsekhog",
        "河南": "Henan|Sogwo",
        "共和": "Gonghe|Chabcha",
        "同德": "Tongde|Gepasumdo",
        "贵德": "Guide|Trika",
        "兴海": "Xinghai|Tsigorthang",
        "贵南": "Guinan|Mangra",
        "玛沁": "Maqen|Machen|Maqing|Machin",
        "班玛": "Baima|Padma|Pema",
        "甘德": "Gade|Gabde",
        "达日": "Darlag|Tarlag",
        "久治": "Jigzhi|Chigdril",
        "玛多": "Madoi|Mado",
        "玉树": "Yushu|Yulshul",
        "杂多": "Zadoi|Dzato|Zado",
        "称多": "Chindu|Chengduo|Trindu",
        "治多": "Zhidoi|Drito",
        "囊谦": "Nangqen|Nangchen",
        "曲麻莱": "Qumarleb|Chumarleb",
        "格尔木": "Golmud|Golmo",
        "茫崖": "Mangya|Mangnai",
        "乌兰": "Ulan|Wulan",
        "都兰": "Dulan|Dulaan",
        "天峻": "Tianjun|Themchen",
        "黄南": "Huangnan|Malho",
        "海南": "Hainan|Tsolho",
        "海北": "Haibei|Tsojang",
        "海西": "Haixi|Tsonub",
    },
    "51": {
        "筠连": "Junlian|Yunlian",
        "阿坝": "Aba|Ngawa|Ngaba",
        "马尔康": "Barkam",
        "壤塘": "Zamtang|Dzamthang",
        "若尔盖": "Zoige|Dzoge",
        "黑水": "Heishui|Trochu",
        "甘孜": "Garze|Kardze",
        "康定": "Kangding|Dartsedo|Dardo",
        "德格": "Dege|Derge",
        "石渠": "Serxu|Sershul|Sershu",
        "色达": "Sertar|Serthar",
        "理塘": "Litang|Lithang",
        "巴塘": "Batang|Bathang",
        "炉霍": "Luhuo|Zhaggo|Drango",
        "道孚": "Dawu|Tawu",
        "白玉": "Baiyu|Palyul|Baiyul",
        "新龙": "Xinlong|Nyagrong",
        "雅江": "Yajiang|Nyagquka|Nyagchuka",
        "丹巴": "Danba|Rongzhag|Rongtrak",
        "稻城": "Daocheng|Dabba",
        "得荣": "Derong",
        "乡城": "Xiangcheng|Qagcheng|Chaktreng",
        "九龙": "Jiulong|Gyezil",
        "松潘": "Songpan|Zungqu",
        "红原": "Hongyuan|Kakhog",
        "小金": "Xiaojin|Tsanlha",
        "金川": "Jinchuan|Chuchen",
    },
    "62": {
        "宕昌": "Tanchang|Dangchang",
        "迭部": "Tewo|Thewo",
        "卓尼": "Jone|Chone",
        "碌曲": "Luqu|Luchu",
        "玛曲": "Maqu|Machu",
        "夏河": "Xiahe|Sangchu|Labrang",
        "舟曲": "Zhouqu|Zhugqu|Drugchu",
        "合作": "Hezuo|Tsoe",
        "阿克塞": "Aksay|Aksai",
        "天祝": "Tianzhu|Pari",
        "甘南": "Gannan|Kanlho",
    },
    "53": {
        "迪庆": "Diqing|Deqen|Dechen",
        "德钦": "Deqen|Dechen",
        "香格里拉": "Shangri-La|Xamgyi'nyilha",
        "中甸": "Zhongdian|Gyalthang|Gyaltang",
        "西双版纳": "Xishuangbanna|Sipsongpanna|Xishuang Banna",
        "丽江": "Lijiang|Likiang",
    },
    "23": {
        "哈尔滨": "Harbin",
        "齐齐哈尔": "Qiqihar|Tsitsihar",
        "富拉尔基": "Fularji|Hulan Ergi",
        "杜尔伯特": "Dorbod|Dorbet|Durbote",
        "佳木斯": "Jiamusi|Kiamusze",
        "大兴安岭": "Daxing'anling|Da Hinggan Ling|Greater Khingan",
        "梅里斯": "Meilisi|Meris",
    },
    "22": {
        "前郭尔罗斯": "Qian Gorlos|Qianguo",
        "延边": "Yanbian|Yeonbyeon",
    },
    "21": {
        "喀喇沁左翼": "Harqin Left Wing|Harqin Left|Harqin Zuoyi|Kazuo",
        "沈阳": "Shenyang|Mukden",
        "大连": "Dalian|Dairen",
    },
    "13": {"大城": "Daicheng|Dacheng"},
    "14": {"万柏林": "Wanbailin|Wanbolin", "长子": "Zhangzi|Changzi", "洪洞": "Hongtong|Hongdong"},
    "34": {"涡阳": "Guoyang|Woyang", "枞阳": "Zongyang|Congyang", "六安": "Lu'an|Liu'an"},
    "41": {"中牟": "Zhongmu|Zhongmou"},
    "64": {"红寺堡": "Hongsibu|Hongsipu|Hongsibao"},
    "32": {
        "南京": "Nanjing|Nanking",
        "苏州": "Suzhou|Soochow",
    },
    "33": {
        "杭州": "Hangzhou|Hangchow",
    },
    "35": {
        "厦门": "Xiamen|Amoy",
        "福州": "Fuzhou|Foochow",
    },
    "37": {
        "乐陵": "Laoling|Leling",
        "青岛": "Qingdao|Tsingtao",
        "烟台": "Yantai|Chefoo",
    },
    "44": {
        "广州": "Guangzhou|Canton",
        "汕头": "Shantou|Swatow",
    },
    "45": {
        "覃塘": "Qintang|Tantang",
        "百色": "Baise|Bose",
    },
    "61": {
        "西安": "Xi'an|Sian",
    },
}

# Banners are told apart by sides and places in a row; the first form is the official one.
SIDES = {
    "左": ("Left", "Zuo"),
    "右": ("Right", "You"),
    "前": ("Front", "Qian"),
    "中": ("Middle", "Zhong"),
    "后": ("Rear", "Hou"),
    "中后": ("Middle and Rear", "Zhonghou"),
    "左翼前": ("Left Wing Front", "Zuoyi Qian"),
    "左翼中": ("Left Wing Middle", "Zuoyi Zhong"),
    "左翼后": ("Left Wing Rear", "Zuoyi Hou"),
    "右翼前": ("Right Wing Front", "Youyi Qian"),
    "右翼中": ("Right Wing Middle", "Youyi Zhong"),
    "右翼后": ("Right Wing Rear", "Youyi Hou"),
}

# What followed a unit where no rule finds it: by its code and last year, the units of the next
# year, by name or, where the province has several of the name, by code. A unit that was cut up has
# those that got most of it.
SUCCESSORS = {
    ("332128", 1980): "湖州市",  # 吴兴县
    ("332528", 1980): "衢州市",  # 衢县
    ("372200", 1980): "潍坊地区",  # 昌潍地区
    ("433000", 1980): "怀化地区",  # 黔阳地区
    ("442730", 1980): "高明县 鹤山县",  # 高鹤县
    ("512600", 1980): "永川地区",  # 江津地区
    ("432500", 1981): "娄底地区",  # 涟源地区
    ("132824", 1982): "廊坊市",  # 安次县
    ("142428", 1982): "榆次市",  # 榆次县
    ("152121", 1982): "扎兰屯市",  # 布特哈旗
    ("152124", 1982): "牙克石市",  # 喜桂图旗
    ("152400", 1982): "赤峰市",  # 昭乌达盟
    ("152521", 1982): "锡林浩特市",  # 阿巴哈纳尔旗
    ("232404", 1982): "230803",  # 向阳区
    ("232406", 1982): "230805",  # 东风区
    ("232411", 1982): "230811",  # 郊区
    ("232624", 1982): "黑河市",  # 爱辉县
    ("320702", 1982): "连云区",  # 连云港区
    ("132925", 1982): "泊头市",  # 交河县
    ("320703", 1982): "",  # 盐区
    ("342624", 1982): "巢湖市",  # 巢县
    ("422821", 1982): "恩施市",  # 恩施县
    ("432921", 1983): "永州市",  # 零陵县
    ("372322", 1986): "滨州市",  # 滨县
    ("342223", 1991): "宿州市",  # 宿县
    ("449003", 1986): "海口市",  # 海口市
    ("320704", 1982): "新海区",  # 新浦区
    ("320705", 1982): "新海区",  # 海州区
    ("320711", 1982): "云台区",  # 郊区
    ("330303", 1982): "330302",  # 西城区
    ("342727", 1982): "黄山市",  # 太平县
    ("372602", 1982): "新泰市",  # 新汶市
    ("422101", 1982): "鄂州市",  # 鄂城市
    ("422131", 1982): "鄂州市",  # 鄂城县
    ("422523", 1982): "随州市",  # 随县
    ("422526", 1982): "老河口市",  # 光化县
    ("430102", 1982): "430102",  # 城东区
    ("430103", 1982): "430103",  # 城南区
    ("430104", 1982): "430104",  # 城西区
    ("430105", 1982): "430105",  # 城北区
    ("442321", 1982): "潮州市",  # 潮安县
    ("442401", 1982): "梅县市",  # 梅州市
    ("442421", 1982): "梅县市",  # 梅县
    ("532222", 1982): "曲靖市",  # 沾益县
    ("532901", 1982): "大理市",  # 下关市
    ("232200", 1983): "齐齐哈尔市",  # 嫩江地区
    ("232400", 1983): "佳木斯市",  # 合江地区
    ("510621", 1983): "510602",  # 德阳县
    ("142500", 1984): "长治市 晋城市",  # 晋东南地区
    ("220321", 1984): "公主岭市",  # 怀德县
    ("352500", 1984): "漳州市",  # 龙溪地区
    ("110110", 1985): "房山区",  # 燕山区
    ("320702", 1985): "新浦区 海州区",  # 新海区
    ("533322", 1985): "泸水县",  # 碧江县
    ("362501", 1986): "临川市",  # 抚州市
    ("410107", 1986): "密县",  # 新密区
    ("422129", 1986): "武穴市",  # 广济县
    ("422722", 1986): "枝城市",  # 宜都县
    ("440602", 1986): "440602",  # 汾江区
    ("640205", 1986): "石嘴山区",  # 石咀山区
    ("640211", 1986): "惠农县",  # 郊区
    ("310111", 1987): "宝山区",  # 吴淞区
    ("352100", 1987): "南平地区",  # 建阳地区
    ("360211", 1987): "浮梁县",  # 鹅湖区
    ("360212", 1987): "浮梁县",  # 蛟潭区
    ("362223", 1987): "樟树市",  # 清江县
    ("442400", 1987): "梅州市",  # 梅县地区
    ("511125", 1987): "峨眉山市",  # 峨眉县
    ("442401", 1987): "梅江区 梅县",  # 梅县市
    ("130707", 1988): "宣化区",  # 庞家堡区
    ("352126", 1988): "武夷山市",  # 崇安县
    ("511021", 1988): "东兴区",  # 内江县
    ("330107", 1989): "拱墅区",  # 半山区
    ("340206", 1989): "鸠江区",  # 四褐山区
    ("210222", 1990): "普兰店市",  # 新金县
    ("440502", 1990): "升平区",  # 同平区
    ("440503", 1990): "升平区",  # 安平区
    ("440504", 1990): "金园区",  # 公园区
    ("440505", 1990): "金园区",  # 金沙区
    ("210821", 1991): "大石桥市",  # 营口县
    ("310221", 1991): "闵行区",  # 上海县
    ("342300", 1991): "滁州市",  # 滁县地区
    ("372300", 1991): "滨州地区",  # 惠民地区
    ("510702", 1991): "涪城区 游仙区",  # 市中区
    ("132436", 1992): "高碑店市",  # 新城县
    ("142100", 1992): "大同市 朔州市",  # 雁北地区
    ("422800", 1992): "恩施土家族苗族自治州",  # 鄂西土家族苗族自治州
    ("460029", 1992): "儋州市",  # 儋县
    ("513032", 1992): "万源市",  # 白沙工农区
    ("513001", 1992): "达川市",  # 达县市
    ("211400", 1993): "葫芦岛市",  # 锦西市
    ("370204", 1993): "市北区",  # 台东区
    ("370206", 1993): "李沧区",  # 沧口区
    ("422600", 1993): "十堰市",  # 郧阳地区
    ("432821", 1993): "苏仙区",  # 郴县
    ("440702", 1993): "蓬江区",  # 城区
    ("440711", 1993): "江海区",  # 郊区
    ("510128", 1993): "崇州市",  # 崇庆县
    ("320222", 1994): "锡山市",  # 无锡县
    ("420603", 1994): "樊城区",  # 樊东区
    ("420604", 1994): "樊城区",  # 樊西区
    ("432900", 1994): "永州市",  # 零陵地区
    ("231122", 1995): "五大连池市",  # 德都县
    ("232100", 1995): "哈尔滨市",  # 松花江地区
    ("320911", 1995): "盐都县",  # 郊区
    ("421000", 1995): "荆州市",  # 荆沙市
    ("510602", 1995): "旌阳区",  # 市中区
    ("130904", 1996): "",  # 郊区
    ("140102", 1996): "迎泽区",  # 南城区
    ("140103", 1996): "杏花岭区",  # 北城区
    ("140112", 1996): "小店区 晋源区",  # 南郊区
    ("140113", 1996): "尖草坪区",  # 北郊区
    ("430203", 1996): "石峰区",  # 北区
    ("430204", 1996): "芦淞区",  # 南区
    ("433021", 1996): "洪江市",  # 黔阳县
    ("511202", 1996): "万县区",  # 龙宝区
    ("511203", 1996): "万县区",  # 天城区
    ("511204", 1996): "万县区",  # 五桥区
    ("517002", 1996): "涪陵区",  # 枳城区
    ("517003", 1996): "涪陵区",  # 李渡区
    ("342200", 1997): "宿州市",  # 宿县地区
    ("642100", 1997): "吴忠市",  # 银南地区
    ("152300", 1998): "通辽市",  # 哲里木盟
    ("513000", 1998): "达州市",  # 达川地区
    ("513001", 1998): "通川区",  # 达川市
    ("533101", 1998): "瑞丽市",  # 畹町市
    ("542134", 1998): "芒康县",  # 盐井县
    ("542528", 1998): "仲巴县",  # 隆格尔县
    ("310102", 1999): "黄浦区",  # 南市区
    ("320205", 1999): "滨湖区",  # 马山区
    ("320586", 1999): "吴中区 相城区",  # 吴县市
    ("330721", 1999): "金东区",  # 金华县
    ("362432", 1999): "井冈山市",  # 宁冈县
    ("340505", 2000): "雨山区",  # 向山区
    ("130206", 2001): "丰润区",  # 新区
    ("320112", 2001): "六合区",  # 大厂区
    ("320122", 2001): "浦口区",  # 江浦县
    ("321011", 2001): "维扬区",  # 郊区
    ("350321", 2001): "荔城区 秀屿区",  # 莆田县
    ("410511", 2001): "龙安区",  # 郊区
    ("440602", 2001): "禅城区",  # 城区
    ("440603", 2001): "禅城区",  # 石湾区
    ("460102", 2001): "美兰区",  # 振东区
    ("640102", 2001): "兴庆区",  # 城区
    ("640103", 2001): "金凤区 西夏区",  # 新城区
    ("640204", 2001): "大武口区",  # 石炭井区
    ("350202", 2002): "思明区",  # 鼓浪屿区
    ("350204", 2002): "思明区",  # 开元区
    ("440506", 2002): "濠江区",  # 达豪区
    ("440508", 2002): "金平区",  # 金园区
    ("440509", 2002): "金平区",  # 升平区
    ("440510", 2002): "濠江区",  # 河浦区
    ("510902", 2002): "船山区 安居区",  # 市中区
    ("640205", 2002): "惠农区",  # 石嘴山区
    ("640222", 2002): "平罗县 兴庆区",  # 陶乐县
    ("450206", 2001): "450202 450203 450204 450205",  # 市郊区
    ("450106", 2003): "西乡塘区",  # 永新区
    ("340204", 2004): "镜湖区",  # 新芜区
    ("440107", 2004): "荔湾区",  # 芳村区
    ("230107", 2005): "香坊区",  # 动力区
    ("530802", 2006): "思茅区",  # 翠云区
    ("650108", 2006): "米东区",  # 东山区
    ("652303", 2006): "米东区",  # 米泉市
    ("120107", 2008): "滨海新区",  # 塘沽区
    ("120108", 2008): "滨海新区",  # 汉沽区
    ("120109", 2008): "滨海新区",  # 大港区
    ("310119", 2008): "浦东新区",  # 南汇区
    ("110103", 2009): "东城区",  # 崇文区
    ("110104", 2009): "西城区",  # 宣武区
    ("320304", 2009): "泉山区 320302",  # 九里区
    ("420600", 2009): "襄阳市",  # 襄樊市
    ("310103", 2010): "黄浦区",  # 卢湾区
    ("320803", 2010): "淮安区",  # 楚州区
    ("341402", 2010): "巢湖市",  # 居巢区
    ("500110", 2010): "綦江区",  # 万盛区
    ("500111", 2010): "大足区",  # 双桥区
    ("320502", 2011): "姑苏区",  # 沧浪区
    ("320503", 2011): "姑苏区",  # 平江区
    ("320504", 2011): "姑苏区",  # 金阊区
    ("340502", 2011): "花山区",  # 金家庄区
    ("370205", 2011): "市北区",  # 四方区
    ("370284", 2011): "黄岛区",  # 胶南市
    ("520114", 2011): "花溪区",  # 小河区
    ("370802", 2012): "任城区",  # 市中区
    ("450404", 2012): "万秀区",  # 蝶山区
    ("130103", 2013): "长安区 130104",  # 桥东区
    ("440903", 2013): "电白区",  # 茂港区
    ("130603", 2014): "莲池区",  # 北市区
    ("130604", 2014): "莲池区",  # 南市区
    ("310108", 2014): "静安区",  # 闸北区
    ("320202", 2014): "梁溪区",  # 崇安区
    ("320203", 2014): "梁溪区",  # 南长区
    ("320204", 2014): "梁溪区",  # 北塘区
    ("340703", 2014): "铜官区",  # 狮子山区
    ("130421", 2015): "邯山区 丛台区",  # 邯郸县
    ("330204", 2015): "鄞州区",  # 江东区
    ("360427", 2015): "庐山市",  # 星子县
    ("140211", 2017): "云冈区 平城区",  # 南郊区
    ("140402", 2017): "潞州区",  # 城区
    ("140411", 2017): "潞州区",  # 郊区
    ("371202", 2017): "莱芜区",  # 莱城区
    ("230702", 2018): "伊美区",  # 伊春区
    ("230705", 2018): "金林区",  # 西林区
    ("230706", 2018): "乌翠区",  # 翠峦区
    ("230707", 2018): "丰林县",  # 新青区
    ("230708", 2018): "伊美区",  # 美溪区
    ("230709", 2018): "金林区",  # 金山屯区
    ("230710", 2018): "丰林县",  # 五营区
    ("230711", 2018): "乌翠区",  # 乌马河区
    ("230712", 2018): "汤旺县",  # 汤旺河区
    ("230714", 2018): "汤旺县",  # 乌伊岭区
    ("230715", 2018): "丰林县",  # 红星区
    ("230716", 2018): "友好区",  # 上甘岭区
    ("360105", 2018): "新建区",  # 湾里区
    ("130521", 2019): "襄都区 信都区",  # 邢台县
    ("320611", 2019): "崇川区",  # 港闸区
    ("340208", 2019): "弋江区",  # 三山区
    ("370634", 2019): "蓬莱区",  # 长岛县
    ("330103", 2020): "拱墅区",  # 下城区
    ("330104", 2020): "上城区",  # 江干区
    ("350402", 2020): "三元区",  # 梅列区
    ("410306", 2020): "孟津区",  # 吉利区
}

# Where a unit is governed from, if the place has another name: the code of the unit whose place
# it is. Provinces, autonomous prefectures, leagues and prefectures as they stand.
SEATS = {
    "130000": "130100",
    "140000": "140100",
    "150000": "150100",
    "210000": "210100",
    "220000": "220100",
    "230000": "230100",
    "320000": "320100",
    "330000": "330100",
    "340000": "340100",
    "350000": "350100",
    "360000": "360100",
    "370000": "370100",
    "410000": "410100",
    "420000": "420100",
    "430000": "430100",
    "440000": "440100",
    "450000": "450100",
    "460000": "460100",
    "510000": "510100",
    "520000": "520100",
    "530000": "530100",
    "540000": "540100",
    "610000": "610100",
    "620000": "620100",
    "630000": "630100",
    "640000": "640100",
    "650000": "650100",
    "152200": "152201",  # Ulanhot
    "152500": "152502",  # Xilinhot
    "152900": "152921",  # Alxa Left Banner
    "222400": "222401",  # Yanji
    "422800": "422801",  # Enshi
    "433100": "433101",  # Jishou
    "513200": "513201",  # Barkam
    "513300": "513301",  # Kangding
    "513400": "513401",  # Xichang
    "522300": "522301",  # Xingyi
    "522600": "522601",  # Kaili
    "522700": "522701",  # Duyun
    "532300": "532301",  # Chuxiong
    "532500": "532503",  # Mengzi
    "532600": "532601",  # Wenshan
    "532800": "532801",  # Jinghong
    "532900": "532901",  # Dali
    "533100": "533103",  # Mangshi
    "533300": "533301",  # Lushui
    "533400": "533401",  # Shangri-La
    "542500": "542523",  # Gar
    "622900": "622901",  # Linxia
    "623000": "623001",  # Hezuo
    "632200": "632223",  # Haiyan
    "632300": "632301",  # Tongren
    "632500": "632521",  # Gonghe
    "632600": "632621",  # Maqen
    "632700": "632701",  # Yushu
    "632800": "632802",  # Delingha
    "652300": "652301",  # Changji
    "652700": "652701",  # Bole
    "652800": "652801",  # Korla
    "652900": "652901",  # Aksu
    "653000": "653001",  # Artux
    "653100": "653101",  # Kashgar
    "653200": "653201",  # Hotan
    "654000": "654002",  # Yining
    "654200": "654201",  # Tacheng
    "654300": "654301",  # Altay
}
