"""Which language a text is in, chosen among configured ones; and languages by their own names."""

import re
from functools import cache
from typing import Any, Final

_LETTERS: Final = re.compile(r"(?:[^\W\d_][\W\d_]*){12}")
LOOKED_AT: Final = 1_000  # characters; more costs time and changes nothing
NAMES: Final = {
    "english": "en", "ingilizce": "en", "английский": "en", "الإنجليزية": "en", "انگلیسی": "en",
    "türkçe": "tr", "turkish": "tr", "турецкий": "tr", "русский": "ru", "russian": "ru",
    "rusça": "ru", "русская версия": "ru", "العربية": "ar", "عربي": "ar", "arabic": "ar",
    "arapça": "ar", "فارسی": "fa", "دری": "fa", "persian": "fa", "farsi": "fa", "dari": "fa",
    "farsça": "fa", "پښتو": "ps", "pashto": "ps", "中文": "zh", "简体中文": "zh", "繁體中文": "zh",
    "chinese": "zh", "français": "fr", "french": "fr", "deutsch": "de", "german": "de",
    "español": "es", "spanish": "es", "castellano": "es", "português": "pt", "italiano": "it",
    "қазақша": "kk", "ўзбекча": "uz", "o‘zbekcha": "uz", "o'zbekcha": "uz", "uzbek": "uz",
    "тоҷикӣ": "tg", "кыргызча": "ky", "українська": "uk", "azərbaycanca": "az", "հայերեն": "hy",
    "ქართული": "ka", "עברית": "he", "اردو": "ur", "urdu": "ur", "हिन्दी": "hi", "hindi": "hi",
    "日本語": "ja", "한국어": "ko", "polski": "pl", "bahasa indonesia": "id", "kurdî": "ku",
}  # fmt: skip


@cache
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    known = set(identifier.labels)
    identifier.set_languages([code for code in languages if code in known])
    return identifier


def detect(text: str, languages: tuple[str, ...]) -> str | None:
    """The likeliest of *languages*, as its ISO 639-1 code; None where there is nothing to tell.

    >>> detect("Переговоры прошли в столице во вторник", ("en", "ru", "fa"))
    'ru'
    """
    sample = text[:LOOKED_AT]
    if not languages or not _LETTERS.search(sample):
        return None
    if len(languages) == 1:
        return languages[0]
    code: str = _identifier(languages).classify(sample)[0]
    return code


def named(text: str) -> tuple[str, ...]:
    """Codes of the languages that *text* lists by name, in its order.

    >>> named("Türkçe Русский")
    ('tr', 'ru')
    """
    lowered = text.lower().replace("i̇", "i")
    at = {code: lowered.find(name) for name, code in reversed(NAMES.items()) if name in lowered}
    return tuple(sorted(at, key=at.__getitem__))
