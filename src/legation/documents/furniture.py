"""Lines that belong to the page and not to the article, in the languages of the web.

`is_furniture` judges one paragraph by its words alone: buttons, counters, cookie and newsletter
lines, navigation, language switches, captions' credits, disclaimers.
"""

import re
from typing import Final

from legation.documents.languages import NAMES

LONGEST: Final = 400  # characters; furniture is short

# Whole lines: what is left of them after colons, numbers and arrows are taken off.
_WORDS: Final = frozenset(
    """
    share|share this|share this article|share this post|share on|share article|tweet|retweet|like|
    like this|loading|print|print this|print article|email|e-mail|email this|save|save article|
    copy link|link copied|bookmark|listen|listen to this article|comment|comments|no comments|
    leave a comment|leave a reply|add a comment|post a comment|post comment|reply|advertisement|
    advertising|ad|sponsored|sponsored content|promoted|subscribe|subscribe now|sign up|sign in|
    log in|login|register|donate|support us|follow us|follow|menu|home|search|skip to content|
    skip to main content|back to top|top|next|previous|next article|previous article|next post|
    previous post|newer post|older post|older posts|newer posts|read more|more|see more|view all|
    show more|load more|continue reading|related|related articles|related posts|related content|
    related stories|related news|similar posts|similar articles|you may also like|
    you might also like|recommended|recommended for you|most read|most popular|popular posts|
    trending|trending now|latest|latest news|latest posts|recent posts|editor's picks|
    editors' picks|more from this author|more on this topic|tags|tag|categories|category|topics|
    filed under|labels|archives|archive|contact|contact us|about us|privacy policy|terms of use|
    terms of service|terms and conditions|cookie policy|cookies|accept|accept all|reject all|
    accept cookies|got it|close|all rights reserved|download|download pdf|pdf|open in app|
    facebook|twitter|x|linkedin|whatsapp|telegram|instagram|youtube|pinterest|reddit|vk|ok|
    messenger|tumblr|email share|embed|transcript|watch|watch live|live|breaking news|news|
    for immediate release|press release|ends|end|###|-30-|newsletter|about|report an error|
    blogthis!|share to twitter|share to facebook|share to pinterest|email thisblogthis!|view comments|
    paylaş|paylas|tweetle|yazdır|beğen|yorum|yorumlar|yorum yap|yorum yok|abone ol|ana sayfa|
    benzer yazılar|benzer haberler|ilgili yazılar|ilgili haberler|devamını oku|e-posta|kaydet|
    etiketler|kategoriler|önceki|sonraki|önceki yazı|sonraki yazı|bizi takip edin|reklam|ara|
    поделиться|поделиться ссылкой|поделитесь|печать|распечатать|версия для печати|комментарии|
    комментировать|нет комментариев|оставить комментарий|подписаться|подпишитесь|читать далее|
    читайте также|читать также|похожие записи|похожие статьи|похожие материалы|по теме|
    материалы по теме|еще по теме|главная|поиск|реклама|теги|метки|наверх|назад|далее|войти|
    طباعة|شارك|مشاركة|شارك المقال|انشر|تغريد|تعليق|تعليقات|لا توجد تعليقات|أضف تعليق|اترك تعليقا|
    اشترك|اقرأ أيضا|اقرأ أيضًا|اقرأ المزيد|المزيد|مقالات ذات صلة|مواضيع ذات صلة|الرئيسية|بحث|إعلان|
    چاپ|اشتراک گذاری|اشتراک‌گذاری|به اشتراک بگذارید|نظرات|دیدگاه|دیدگاه‌ها|بدون دیدگاه|ارسال نظر|
    بیشتر بخوانید|مطالب مرتبط|مطالب مشابه|اخبار مرتبط|خانه|جستجو|برچسب‌ها|عضویت|
    分享|打印|打印本页|评论|暂无评论|发表评论|相关文章|相关阅读|相关新闻|延伸阅读|阅读更多|更多|订阅|首页|搜索|广告|收藏|
    点赞|返回顶部|上一篇|下一篇|【打印】|【关闭窗口】|责任编辑|
    partager|imprimer|commentaires|aucun commentaire|laisser un commentaire|articles similaires|
    à lire aussi|lire aussi|lire la suite|s'abonner|abonnez-vous|accueil|rechercher|publicité|
    sur le même sujet|envoyer par e-mail|suivez-nous|
    teilen|drucken|kommentare|keine kommentare|kommentar hinterlassen|ähnliche artikel|
    ähnliche beiträge|weiterlesen|mehr zum thema|lesen sie auch|auch interessant|abonnieren|
    startseite|suche|anzeige|werbung|merken|artikel teilen|
    compartir|imprimir|comentarios|sin comentarios|no hay comentarios|deja un comentario|
    artículos relacionados|entradas relacionadas|noticias relacionadas|leer más|lea también|
    te puede interesar|suscríbete|suscribirse|inicio|buscar|publicidad|síguenos
    """.replace("\n", "")
    .replace("|    ", "|")
    .strip()
    .split("|")
)
_OPENINGS: Final = re.compile(
    r"""(?:
      (?:share|tweet|print|email|save|pin)(?:[\s|,/•·]+(?:this|on|via|to|with|the|article|post|story|
        facebook|twitter|x|linkedin|whatsapp|telegram|email|e-mail|share|tweet|print|save|pin|copy|
        link|reddit|pinterest|and|or))+\W*$
    | (?:this|the)\s(?:post|article|page|story|entry)\sis\s(?:also\s)?available\s(?:in|on)\b
    | (?:also\s)?available\s(?:languages|in)\s?: | read\s(?:this|it)\s(?:in|article\sin)\s\w+\W*$
    | bu\s(?:yazı|makale|haber|içerik)\s.{0,40}(?:mevcut|dillerde)
    | эта\s(?:запись|статья|публикация)\s.{0,30}доступна
    | (?:ce|cet)\s(?:article|contenu)\s.{0,20}disponible\s(?:en|aussi)
    | dieser\s(?:beitrag|artikel)\sist\s(?:auch\s)?(?:verfügbar|auf)
    | este\s(?:artículo|contenido)\s(?:también\s)?está\sdisponible
    | (?:هذا\s(?:المقال|المنشور)|این\s(?:مطلب|نوشته))\s.{0,30}(?:متاح|موجود|در\sدسترس)
    | we\suse\scookies | this\s(?:web)?site\suses\scookies | by\scontinuing\sto\s(?:use|browse)
    | (?:bu|web)\s(?:web\s)?site(?:si|miz)?\s.{0,20}çerez | мы\sиспользуем\s(?:файлы\s)?cookie
    | ce\ssite\sutilise\sdes\scookies | diese\s(?:web)?seite\s(?:verwendet|nutzt)\scookies
    | (?:este\ssitio|utilizamos)\s.{0,20}cookies
    | (?:subscribe|sign\sup)\s(?:to|for|now|today|here)\b | get\s(?:our|the)\s.{0,40}newsletter
    | (?:join|follow)\s(?:us|our|me)\son\b | (?:подпи(?:шитесь|сывайтесь))\sна\b
    | bültenimize\b | (?:our\s)?newsletter\s?:
    | (?:also\sread|read\salso|see\salso|read\smore|read\snext|more\son\sthis|don['’]t\smiss)\s?[:|»>-]
    | (?:читайте\sтакже|ayrıca\soku(?:yun)?|اقرأ\sأيض[اً]+|بیشتر\sبخوانید|à\slire\saussi)\s?[:|»>-]
    | (?:photo|image|picture|foto|фото|fotoğraf|görsel|credit|photograph|الصورة|عکس)
        (?:\s(?:credit|by|courtesy|source))?\s?(?:[:©]|by\b)
    | (?:tags?|filed\sunder|categor(?:y|ies)|topics|labels|etiketler|теги|метки|keywords)\s?:
    | (?:copyright|©|\(c\)\s?\d{4}) | all\srights\sreserved
    | (?:\d+\s)?(?:comments?|shares?|views?|likes?|yorum|комментари\w+|просмотр\w*|min(?:ute)?s?\sread
        |okunma|görüntüleme|просмотров)\s?:?\s?\d*\s*$
    | \d+\s(?:no\s)?(?:views?|shares?|comments?|likes?)\b.{0,30}$
    | (?:estimated\s)?reading\stime\b | (?:average\s)?rating\s?:
    | like\sloading\b | posted\sin\b.{0,120}$ | bookmark\sthe\spermalink | save\smy\sname,
    | your\semail\saddress\swill\snot | required\sfields\sare | notify\sme\sof\snew | powered\sby\s
    | you\shave\sread\s\d+\sof | enjoy\s(?:full|unlimited)\saccess | already\sa\ssubscriber
    | for\s(?:further|more)\sinformation,?\s?(?::|contact|please) | (?:media|press)\scontacts?\s?:
    | .{3,150}\((?:file\s|archive\s)?(?:photo|image|picture|фото|архив)\)\W*$
    | click\shere\b | page\s\d+(?:\sof\s\d+)?\s*$ | страница\s\d+ | \d+\s?/\s?\d+\s*$
    | (?:the\s)?(?:views|opinions|viewpoints|ideas)\b[\w\s,]{0,40}?\sexpressed\s(?:in\sthis|here|above|are\s(?:those|solely|the)|by\s(?:the\s)?(?:authors?|contributors?)\b)
    | our\sstandards\s?: | this\s(?:story|article)\s(?:was|has\sbeen)\s(?:originally|first|auto)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_EDGES: Final = " \t\u00a0\u200b\ufeff:;.…|»«›‹>→←↑↓▶►•·*_#–—-()[]0123456789"
_BREADCRUMB: Final = re.compile(r"[^»›>|/]{1,40}(?:\s[»›>|/]\s[^»›>|/]{1,60}){2,}$")
_OFFER: Final = re.compile(r"[:：]\s*(?P<list>.+)$")


def is_furniture(paragraph: str) -> bool:
    """Whether the words of a paragraph are the page's own.

    >>> is_furniture("Share this article"), is_furniture("They share this view of the war.")
    (True, False)
    """
    if len(paragraph) > LONGEST:
        return False
    bare = paragraph.strip(_EDGES).lower().replace("i̇", "i").replace("’", "'")
    if bare in _WORDS or _OPENINGS.match(paragraph.lstrip("\u200b\ufeff •·»›>▶►|*_")):
        return True
    if paragraph.startswith("[") and paragraph.endswith("]") and len(bare) > 3:
        return "[" not in paragraph[1:]
    words = re.findall(r"[^\W\d_]+", bare)
    if not words:
        return True
    return _only_crumbs(paragraph, words)


def _only_crumbs(paragraph: str, words: list[str]) -> bool:
    """Breadcrumbs, rows of languages, and words too short to say anything."""
    short = all(len(w) <= 2 for w in words) and paragraph.replace(" ", "").isalpha()
    if len(words) >= 2 and paragraph.isascii() and short:
        return True
    if all(
        w in NAMES or w in {"en", "ru", "tr", "fa", "ar", "fr", "de", "es", "zh"} for w in words
    ):
        return len(words) >= 2 or paragraph.lower() in NAMES
    return bool(_BREADCRUMB.match(paragraph)) and paragraph[-1] not in ".!?"


def offered_languages(paragraph: str) -> str:
    """The list of a "this post is also available in" line; empty where it is none.

    >>> offered_languages("This article is also available in: Русский")
    'Русский'
    """
    if len(paragraph) > LONGEST or not is_furniture(paragraph):
        return ""
    offer = _OFFER.search(paragraph)
    if offer and re.search(
        r"avail|mevcut|доступн|dispon|verfügbar|متاح|موجود|دسترس", paragraph, re.I
    ):
        return offer["list"]
    words = re.findall(r"[^\W\d_]+", paragraph.lower().replace("i̇", "i"))
    return paragraph if words and all(w in NAMES for w in words) else ""
