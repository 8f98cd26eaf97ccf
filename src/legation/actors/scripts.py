"""Names in other scripts beside Latin ones: letters to sounds, without a dictionary of names.

Cyrillic and Greek letters are written out in Latin ones; Arabic, Persian, Pashto and Hebrew names,
which leave out short vowels, are compared letter by letter with the sounds of a Latin name; Han
characters of Chinese names have their pinyin.  Sources: the letters' usual romanisations.
"""

import re
from functools import lru_cache
from typing import Final, Literal

Script = Literal["latin", "cyrillic", "greek", "arabic", "hebrew", "han", "other"]

_RANGES: Final[tuple[tuple[str, str, Script], ...]] = (
    ("\u0370", "\u03ff", "greek"), ("\u0400", "\u052f", "cyrillic"), ("\u0590", "\u05ff", "hebrew"),
    ("\u0600", "\u077f", "arabic"), ("\ufb50", "\ufeff", "arabic"), ("\u4e00", "\u9fff", "han"),
)  # fmt: skip

_CYRILLIC: Final = dict(
    zip(
        "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюяђјљњћџқңғүұһәөўҳҷӯӣў",
        ["a", "b", "v", "g", "g", "d", "e", "yo", "ye", "zh", "z", "i", "i", "yi", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "_", "y", "_", "e", "yu", "ya", "dj", "j", "lj", "nj", "c", "dz", "k", "ng", "gh", "u", "u", "h", "a", "o", "o", "h", "j", "u", "i", "o"],
        strict=True,
    )
)  # fmt: skip
_GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        ["a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "kh", "ps", "o"],
        strict=True,
    )
)  # fmt: skip

# Letter → the sounds that a Latin spelling may have for it; "" first: it may stay silent.
_ABJAD: Final[dict[str, tuple[str, ...]]] = {
    "ب": ("b", "p"), "پ": ("p",), "ت": ("t",), "ط": ("t",), "ث": ("th", "s", "t"),
    "ج": ("j", "g"), "چ": ("ch",), "ح": ("h",), "ه": ("h",), "خ": ("kh", "h", "k"),
    "د": ("d",), "ذ": ("z", "d", "dh"), "ر": ("r",), "ز": ("z",), "ژ": ("zh", "j"),
    "س": ("s", "c"), "ش": ("sh",), "ص": ("s",), "ض": ("z", "d"), "ظ": ("z", "dh"), "غ": ("gh", "g"),
    "ف": ("f", "v"), "ڤ": ("v",), "ق": ("q", "gh", "k", "g"), "ك": ("k", "c", "g"),
    "ک": ("k", "c", "g"), "گ": ("g",), "ل": ("l",), "م": ("m",), "ن": ("n",),
    "ټ": ("t",), "ډ": ("d",), "ړ": ("r",), "ښ": ("sh", "kh"), "ږ": ("zh", "g"), "څ": ("ts", "s"),
    "ځ": ("z", "dz"), "ڼ": ("n",), "ګ": ("g",),
    "ה": ("h",), "ג": ("g",), "ד": ("d",), "ז": ("z",), "ח": ("h", "ch", "kh"), "ט": ("t",),
    "כ": ("k", "kh", "ch", "c"), "ך": ("k", "kh", "ch", "c"), "ל": ("l",), "מ": ("m",),
    "ם": ("m",), "נ": ("n",), "ן": ("n",), "ס": ("s",), "פ": ("p", "f"), "ף": ("f", "p"),
    "צ": ("ts", "z"), "ץ": ("ts", "z"), "ק": ("k", "q", "c"), "ר": ("r",), "ש": ("sh", "s"),
    "ת": ("t", "th"), "ב": ("b", "v"),
}  # fmt: skip
_SILENT: Final = frozenset("عءئؤـ'’‌׳״\"ע")
_OPEN: Final = frozenset("اآأإٱىא")
_BACK: Final = frozenset("وוۆ")
_FRONT: Final = frozenset("يییېיۍ")
_LAST: Final = frozenset("ةهהہ")  # silent at the end of a word

_HAN: Final = {
    character: syllable
    for syllable, characters in (
        part.split(":")
        for part in ["xi:习希席西熙喜锡", "jin:近金晋锦进津靳", "ping:平萍屏评", "mao:毛茂", "ze:泽则", "dong:东董冬栋", "deng:邓登", "xiao:小晓萧肖孝笑", "hu:胡虎湖护", "tao:涛陶桃", "jiang:江蒋姜将疆", "min:民敏闽旻", "wen:温文闻稳", "jia:家嘉佳贾加", "bao:宝保鲍包", "li:李丽立力黎利厉栗理", "ke:克科柯可", "qiang:强", "wang:王汪旺", "yi:毅义易一怡伊仪亦奕", "qin:秦琴勤钦", "gang:刚钢岗", "zhou:周舟洲", "en:恩", "lai:来赖莱", "zhao:赵兆昭", "jian:坚建健剑简", "bin:斌彬宾滨", "hua:华花化桦", "chun:春纯淳", "ying:莹英颖应迎", "ning:宁凝", "yang:杨洋阳羊仰扬", "jie:洁杰捷介解", "chi:篪池迟驰", "qi:岐齐奇琪祺启", "shan:山珊善陕", "zhu:朱竹祝柱", "rong:镕荣容戎", "ji:基吉纪季姬冀", "peng:鹏彭朋", "liu:刘柳流", "shao:少邵绍韶", "lin:林琳霖麟", "biao:彪标表", "yao:耀姚瑶尧", "bang:邦榜", "zi:紫子梓资", "yue:岳月越悦", "yong:勇永咏雍", "hong:洪宏红弘鸿虹", "lei:磊雷蕾", "ma:马麻", "jiu:九久玖", "cai:蔡才彩", "zhong:仲中忠钟", "xun:勋勋循训", "ying2:颖", "chao:超朝潮", "qing:青清庆卿", "kang:康", "guo:国郭果", "feng:锋峰风冯凤丰", "shang:尚上商", "kun:昆坤", "xian:先贤宪仙咸", "nian:念年", "he:鹤何贺和河赫", "de:德得", "zheng:郑正政征争峥", "e:娥鹅", "geng:耿庚", "shuang:爽双", "shi:始石史时士世诗师", "huang:皇黄凰煌", "chen:陈晨辰臣沈", "zhang:张章彰", "wu:吴武伍五乌务", "xu:徐许旭绪须", "sun:孙", "guang:光广", "hai:海", "long:龙隆", "jun:军君俊骏钧", "ming:明铭鸣", "wei:伟卫魏韦威维为炜", "lu:陆卢鲁路禄璐", "luo:罗洛骆", "liang:梁亮良", "song:宋松", "tang:唐汤", "fei:飞菲", "fu:富福付傅甫夫", "xie:谢解", "cheng:成程诚城承", "cao:曹", "yuan:袁元源远媛", "pan:潘盘", "du:杜度", "ye:叶业野", "su:苏素", "yu:于余宇玉裕育雨郁", "ding:丁定", "ren:任仁人", "gu:顾谷古", "dai:戴", "xia:夏霞", "qiu:邱秋", "fang:方芳房", "tian:田天", "shen:申慎深", "gao:高", "mei:梅美枚", "bo:波博伯柏", "tong:童同彤", "tai:台泰太", "kai:凯开楷", "yan:严颜燕彦言", "meng:孟梦蒙", "zhi:志之智芝治", "hui:辉慧惠会晖", "lan:兰岚蓝", "na:娜那", "nan:南楠男", "bei:北贝", "xin:新欣鑫信辛心", "yun:云芸韵", "zong:宗", "ge:葛格", "hao:浩昊郝豪"]
    )
    for character in characters
}  # fmt: skip


def script_of(text: str) -> Script:
    """The script of most letters of a text.

    >>> script_of("Лавров"), script_of("لافروف"), script_of("Lavrov")
    ('cyrillic', 'arabic', 'latin')
    """
    counts: dict[Script, int] = {}
    for char in text:
        if char.isalpha():
            name = _script_of_letter(char)
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda s: counts[s]) if counts else "other"


def _script_of_letter(char: str) -> Script:
    if char < "\u0250" or "\u1e00" <= char <= "\u1eff":
        return "latin"
    return next((name for low, high, name in _RANGES if low <= char <= high), "other")


def romanised(text: str) -> str | None:
    """Cyrillic, Greek or Han in Latin letters, Latin as it is; None for what has no vowels.

    >>> romanised("Сергей Лавров"), romanised("习近平")
    ('sergey lavrov', 'xi jin ping')
    """
    script = script_of(text)
    if script == "latin":
        return text
    low = text.lower()
    if script == "cyrillic":
        low = low.replace("дж", "dzh").replace("ье", "ie").replace("ьи", "yi")
        return "".join(_CYRILLIC.get(c, c) for c in low).replace("_", "")
    if script == "greek":
        return _greek(low)
    if script == "han":
        syllables = [_HAN.get(c) for c in text if c.strip("·•")]
        return " ".join(s.rstrip("2") for s in syllables if s) if all(syllables) else None
    return None


def _greek(low: str) -> str:
    import unicodedata

    plain = "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))
    for pair, sound in (
        ("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("μπ", "b"), ("ντ", "nd"), ("τσ", "ts"),
        ("γκ", "g"), ("γγ", "ng"), ("αι", "ai"), ("ει", "ei"), ("οι", "oi"),
    ):  # fmt: skip
        plain = plain.replace(pair, sound)
    return "".join(_GREEK.get(c, c) for c in plain)


# --- names written without short vowels -----------------------------------------------------------

_SOUNDS: Final = re.compile(r"kh|gh|sh|ch|zh|th|dh|ts|tz|dj|ph|ck|[b-df-hj-np-tvwxz]|[aeiouy]+")
_ARTICLE: Final = re.compile(r"\b(?:al|el|ul|ur|ad|as|az|an|ar|at|ash|ben|bin|ibn)\b[\s-]*")
_SERVANT: Final = re.compile(r"\babd[aeiou]?l?(?:[\s-]+(?:[aeu]l)?[\s-]*|(?=[a-z]{3}))")
_LONG: Final = frozenset({"ou", "oo", "ee", "aa", "uu"})  # vowels that have a letter
_SAME: Final = {"tz": "ts", "dj": "j", "ph": "f", "ck": "k", "c": "k", "x": "kh"}


@lru_cache(maxsize=20_000)
def sounds(name: str) -> tuple[str, ...]:
    """The sounds of a Latin name: consonants one by one, vowels in runs, doubles once."""
    text = name.lower()
    text = _SERVANT.sub("abd", text)
    text = re.sub(r"\b[ae]boul\b", "abu", text)
    text = _ARTICLE.sub("", text)
    text = re.sub(r"(?<=[a-z])(?:u|a|e)[ld]?-?d+in\b", "din", text)
    found: list[str] = []
    for word in re.split(r"[^a-z']+", text):
        last = ""
        for m in _SOUNDS.finditer(word.replace("'", "")):
            sound = _SAME.get(m[0], m[0])
            if sound != last:
                found.append(sound)
            last = sound
    return tuple(found)


def letters(name: str) -> str:
    """The letters of an Arabic or Hebrew name, without articles, sons and vowel signs.

    A bar stands where a word ends.
    """
    text = "".join(
        c for c in name if not "\u064b" <= c <= "\u065f" and not "\u0591" <= c <= "\u05c7"
    )
    words = re.split(r"[\s\u200c·-]+", text)
    kept = []
    for word in words:
        if word in ("بن", "ابن", "بنت", "בן", "آل"):
            continue
        bare = re.sub(r"^(?:ال)(?=..)", "", word)
        bare = re.sub(r"(?<=^عبد)ال", "", bare)
        bare = re.sub(r"(?<=...)ال(?=دین$|دين$|له$|لّه$)", "", bare)
        kept.append(bare.replace("لله", "له") if bare.startswith("لله") else bare)
    return "|".join(kept)


def written_without_vowels(name: str, latin: str) -> bool:
    """Whether an Arabic, Persian or Hebrew name can be this Latin one.

    >>> written_without_vowels("فلاديمير بوتين", "Vladimir Putin")
    True
    >>> written_without_vowels("محمود", "Mohammad")
    False
    """
    return _reads(letters(name) + "|", sounds(latin))


@lru_cache(maxsize=50_000)
def _reads(text: str, said: tuple[str, ...]) -> bool:
    """Match letters with sounds; short vowels have no letter, some letters no sound."""
    if not text:
        return all(_is_vowel(s) or s == "h" for s in said)
    letter, rest = text[0], text[1:]
    first = said[0] if said else ""
    if letter == "|" or letter in _SILENT:
        return _reads(rest, said)
    if letter in _LAST and rest.startswith("|") and _reads(rest, said):
        return True
    if letter in _OPEN or letter in _BACK or letter in _FRONT:
        return _reads_vowel(text, said)
    if first and not _is_vowel(first):
        return first in _ABJAD.get(letter, ()) and _reads(rest, said[1:])
    return bool(first) and first not in _LONG and _reads(text, said[1:])


def _reads_vowel(text: str, said: tuple[str, ...]) -> bool:
    letter, rest = text[0], text[1:]
    first = said[0] if said else ""
    wanted = "aeo" if letter in _OPEN else "uo" if letter in _BACK else "ieya"
    if first and _is_vowel(first):
        if any(v in wanted for v in first) and (_reads(rest, said[1:]) or _reads(rest, said)):
            return True
        if letter in _OPEN and _reads(rest, said):  # carries another vowel at a word's start
            return True
        return letter not in _OPEN and _reads(text, said[1:])
    if letter in _BACK and first in ("v", "w"):
        return _reads(rest, said[1:])
    return letter in _OPEN and letter != "ا" and _reads(rest, said)


def _is_vowel(sound: str) -> bool:
    return sound[0] in "aeiouy"
