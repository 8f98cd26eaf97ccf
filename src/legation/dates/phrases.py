"""How people write times: one pattern a rule, in order, with the handler that reads it.

`RULES` is a table of (name, pattern, handler); the first rule that fits at a place wins, so the
longer forms come first.  Patterns are in the syntax of `re`.
"""

from typing import Final

from legation.dates import calendar as c

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|Jul(?:y|\.)?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
    r"(?![A-Za-z])"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%])"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)(?![\d%]|,\d|\.\d)"
_TO = r"(?:\s?[-–—]\s?|\s+(?:to|and|till|until|through)\s+)"
_NUMBER = (
    r"(?:\d{1,3}|a couple of|couple of|half a|an?|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|twenty|thirty)"
)
_UNIT = r"(?:day|week|fortnight|month|year|decade)s?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SEASON = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
_PART = (
    r"(?:(?:the\s+)?(?:early|late|mid|middle|beginning|start|end|first\s+half|second\s+half)"
    r"(?:\s+(?:of|in)(?:\s+the)?)?[\s-]\s*)"
)
_WDAY = rf"(?:{_WEEKDAY},?\s+)?"
_OF_YEAR = rf"(?:(?:,?\s+|\s+of\s+|/|-)(?P<year>{_YEAR}))"

_EVENT_NOUN = (
    r"(?:takeover|withdrawal|pullout|collapse|fall|invasion|war|revolution|coup|election|elections"
    r"|summit|ceasefire|truce|attack|attacks|bombing|annexation|independence|crisis|pandemic"
    r"|uprising|talks|agreement|deal|accord|signing|capture|seizure|regime change|return)"
)

# In order: the first rule that fits at a place wins, so the longer forms come first.
RULES: Final[tuple[tuple[str, str, c.Handler], ...]] = (
    ("iso", r"(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])(?:-(?P<d>0[1-9]|[12]\d|3[01]))?(?![\d-])",
     c.iso_date),
    ("numeric", r"(?P<d>\d{1,2})(?P<sep>[./])(?P<m>\d{1,2}|[IVX]{1,4})(?P=sep)"
     r"(?P<y>(?:19|20)\d\d|\d\d)(?![\d.]\d|\d)", c.numeric_date),
    ("day_range", rf"(?:(?:from|between)\s+)?{_WDAY}(?P<month>{_MONTH})\s+(?P<day>{_DAY}){_TO}"
     rf"{_WDAY}(?:(?P<month2>{_MONTH})\s+)?(?P<last>{_DAY}){_OF_YEAR}?", c.day_range),
    ("day_range_dmy", rf"(?:(?:from|between)\s+)?(?P<day>{_DAY}){_TO}(?P<last>{_DAY})(?:\s+of)?\s+"
     rf"(?P<month>{_MONTH}){_OF_YEAR}?", c.day_range),
    ("day_range_two", rf"(?:(?:from|between)\s+)?(?P<day>{_DAY})\s+(?P<month>{_MONTH}){_TO}"
     rf"(?P<last>{_DAY})\s+(?P<month2>{_MONTH}){_OF_YEAR}?", c.day_range),
    ("month_day", rf"{_WDAY}(?P<month>{_MONTH})\s+(?P<day>{_DAY})(?!\s+(?:{_MONTH})){_OF_YEAR}?",
     c.day_of_month),
    ("day_month", rf"{_WDAY}(?:the\s+)?(?P<day>{_DAY})(?:\s+of\s+|\s+|/|-)(?P<month>{_MONTH})"
     rf"{_OF_YEAR}?", c.day_of_month),
    ("month_range", rf"(?:(?:from|between)\s+)?(?P<month>{_MONTH})(?:\s+(?P<year1>{_YEAR}))?{_TO}"
     rf"(?P<month2>{_MONTH}){_OF_YEAR}?", c.month_range),
    ("month_of_year", rf"{_PART}?(?P<month>{_MONTH})"
     rf"(?:{_OF_YEAR}|,?\s+(?:of\s+)?(?P<which2>last|this|next|the same)\s+year)", c.month_only),
    ("which_month", rf"(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Tt]he following|[Tt]he coming)\s+"
     rf"(?P<month>{_MONTH})", c.month_only),
    ("month_alone", rf"(?:(?<=\b[Ii]n )|(?<=\b[Bb]y )|(?<=[Ss]ince )|(?<=[Uu]ntil )|(?<=\bof )"
     rf"|(?<=[Ff]rom )|(?<=[Dd]uring )|(?<=[Bb]efore )|(?<=[Aa]fter )|{_PART})(?P<month>{_MONTH})",
     c.month_only),
    ("season_of_year", rf"(?P<season>{_SEASON})(?:{_OF_YEAR}|\s+(?:of\s+)?"
     r"(?P<which2>last|this|next|the same)\s+year)", c.season),
    ("season", rf"(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Tt]he following|[Tt]he coming)\s+"
     rf"|(?<=[Ii]n the )|(?<=[Bb]y ))(?P<season>{_SEASON})(?!\s+of\b)\b", c.season),
    ("quarter", rf"(?P<q>the\s+(?:first|second|third|fourth)\s+quarter|Q[1-4])"
     rf"\s+(?:of\s+)?(?P<year>{_YEAR})", c.quarter),
    ("decade", r"(?:[Tt]he\s+)?(?P<part>(?:early|mid|late)[\s-]+)?(?P<decade>(?:1[5-9]|20)\d0)s\b",
     c.decade),
    ("century", r"(?:[Tt]he\s+)?(?P<n>1[5-9]|2[01])(?:st|th)[\s-]century\b", c.century),
    ("year_range", rf"(?:(?:[Ff]rom|[Bb]etween)\s+)(?P<year>{_YEAR}){_TO}"
     rf"(?P<last>{_YEAR}|\d\d(?!\d)|this year|today|now)", c.year_range),
    ("years", rf"(?P<year>{_YEAR})(?:,\s+{_YEAR})*(?:,?\s+and\s+|\s?[-–/]\s?)"
     rf"(?P<last>{_YEAR}|\d\d(?![\d-])|this year)", c.year_range),
    ("year", rf"(?:(?P<part>{_PART})|(?<=\b[Ii]n )|(?<=\b[Bb]y )|(?<=[Ss]ince )|(?<=[Uu]ntil )"
     rf"|(?<=\b[Oo]f )|(?<=[Ff]rom )|(?<=[Dd]uring )|(?<=[Bb]efore )|(?<=[Aa]fter )|(?<=[Ii]n\n)"
     rf"|(?<=[Tt]hroughout )|(?<=\()|(?<=[Ii]n year )|(?<=[Tt]he year )|(?<=[Tt]he )"
     rf"|(?<=[a-z]’s )|(?<=[a-z]'s ))"
     rf"(?P<year>{_YEAR})(?!\s+(?:soldiers|troops|people|men|militants|fighters|km|tons|tonnes))",
     c.year_only),
    ("near_day", r"(?i:the day before yesterday|the day after tomorrow|yesterday|today|tomorrow"
     r"|tonight|this (?:morning|afternoon|evening)|last night)\b", c.near_day),
    ("weekday", rf"(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s+)?(?P<weekday>{_WEEKDAY})s?\b"
     r"(?:\s+(?:morning|afternoon|evening|night))?", c.weekday),
    ("calendar_unit", r"(?:(?:[Ee]arlier|[Ll]ater|[Ss]ometime)\s+)?"
     r"(?:(?:[Tt]he\s+)?(?:end|beginning|start|middle|course)\s+of\s+)?"
     r"(?P<which>[Tt]his|[Ll]ast|[Nn]ext|[Tt]he coming)\s+(?P<unit>weekend|week|month|year|decade)"
     r"\b(?!['’]s)", c.calendar_unit),
    ("end_of_unit", r"(?i:the\s+)?(?:end|close|beginning|start|middle)\s+of\s+(?P<which>the)\s+"
     r"(?P<unit>week|month|year|decade)\b", c.calendar_unit),
    (
        "stretch",
        rf"(?i:(?:over|during|in|for)\s+the\s+(?:past|last|previous|next|coming)\s+"
        rf"(?:(?P<n>{_NUMBER})\s+)?"
        rf"|the\s+(?:past|last|previous|next|coming)\s+(?P<n2>{_NUMBER})\s+|the\s+(?:past|last)\s+"
        rf"|within(?:\s+the\s+next)?\s+(?P<n3>{_NUMBER})\s+)(?P<unit>{_UNIT})\b", c.stretch),
    ("ago", rf"(?P<n>(?i:{_NUMBER}))\s+(?P<unit>{_UNIT})\s+ago\b", c.ago),
    ("ahead", rf"(?:[Ii]n\s+)(?P<n>{_NUMBER})\s+(?P<unit>{_UNIT})(?:['’]s?)?\s+time\b", c.ahead),
    ("later", rf"(?P<n>(?i:{_NUMBER}))\s+(?P<unit>{_UNIT})\s+"
     r"(?P<way>earlier|later|afterwards|before(?=[,.;]|$)|after(?=[,.;]|$))", c.later),
    ("beside", r"(?P<which>(?i:the following|the next|the previous|the preceding|the same|that))\s+"
     r"(?:very\s+)?(?P<unit>day|week|month|year)\b", c.beside),
    ("vague", r"(?i:recently|lately|in recent (?:days|weeks|months|years)|nowadays"
     r"|a few (?:days|weeks|months|years) (?:ago|later|earlier)|in the near future"
     r"|some (?:days|weeks|months|years) ago|for decades|for years)\b", c.vague),
    ("anchored", rf"(?i:since|after|before|following|prior to)\s+(?:[Tt]he|[Tt]heir|[Ii]ts|[Hh]is)\s+"
     rf"(?:[\w.’'-]+\s+){{0,3}}?{_EVENT_NOUN}\b", c.anchored),
)  # fmt: skip
