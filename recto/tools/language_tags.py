"""Tags of languages and the names that biblatex gives them: which are known, which were meant.

https://www.rfc-editor.org/rfc/rfc5646 (BCP 47), ISO 639-1, ISO 3166-1, and babel's manual, 1.26
(https://ctan.org/pkg/babel). A library for this would take longer to load than the whole check.
"""

from __future__ import annotations

import re
from functools import cache

# ISO 639-1, and the deprecated codes that are still in use.
LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik in io is it iu iw ja ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw "
    "ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv "
    "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr "
    "ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo "
    "za zh zu"
)
REGIONS = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET EU FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU "
    "GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW "
    "KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU "
    "MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM "
    "ZW XK"
)
# Babel's names, and the plain names under which reference managers give the languages.
NAMES = (
    "acadian afrikaans albanian amharic arabic aramaic armenian asturian american australian "
    "austrian azerbaijani bahasa bahasai bahasam bangla basque belarusian bengali bokmal bosnian "
    "brazil brazilian breton british bulgarian burmese canadian canadien catalan chinese coptic "
    "croatian czech danish divehi dutch english esperanto estonian ethiopia ethiopic euskara farsi "
    "filipino finnish flemish francais french friulan friulian furlan galician georgian german "
    "germanb greek gujarati hausa hebrew hindi hungarian icelandic indon indonesian interlingua "
    "irish italian japanese kannada kazakh khmer korean kurdish kurmanji lao latin latvian "
    "lithuanian lowersorbian lsorbian macedonian magyar malay malayalam maltese marathi melayu "
    "mexican mongolian naustrian nepali newzealand ngerman nko norsk norwegian nswissgerman "
    "nynorsk occitan pashto persian piedmontese pinyin polish polutonikogreek portuges portuguese "
    "punjabi romanian romansh russian samin sami sanskrit scottish serbian serbianc sinhala slovak "
    "slovene slovenian sorbian spanish spanishmx swahili swedish swiss swissgerman syriac tagalog "
    "tajik tamil telugu thai tibetan turkish turkmen uighur ukrainian uppersorbian urdu usenglish "
    "usorbian uyghur uzbek ukenglish vietnamese welsh yiddish zulu xhosa yoruba somali "
    "ancientgreek churchslavonic classicallatin ecclesiasticallatin medievallatin churchslavic "
    "monogreek mongolianmanchu manchu ladin luxembourgish faroese greenlandic frisian hawaiian "
    "maori samoan tongan quechua guarani nahuatl aymara cherokee inuktitut multilingual mul und "
    "deutsch français español italiano português nederlands svenska dansk polski русский 日本語 "
    "한국어 中文 türkçe česky čeština suomi ελληνικά українська العربية עברית"
)
TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3}|[A-Za-z]{5,8})(?:[-_](?P<script>[A-Za-z]{4}))?"
    r"(?:[-_](?P<region>[A-Za-z]{2}|\d{3}))?(?P<rest>(?:[-_](?:[A-Za-z0-9]{5,8}|\d\w{3}))*"
    r"(?:[-_][A-Za-z0-9](?:[-_][A-Za-z0-9]{2,8})+)*)"
)


def is_tag(typed: str) -> bool:
    """Tell whether a text is a tag of BCP 47 with a known language and a known region.

    Codes of three letters are taken as they are: there are eight thousand of them.
    """
    found = TAG.fullmatch(typed)
    if found is None:
        return False
    language, region = found["language"].lower(), (found["region"] or "").upper()
    if len(language) == 2 and language not in _words(LANGUAGES):
        return False
    if len(language) > 3:
        return False
    return not region or region.isdigit() or region in _words(REGIONS)


def is_language(typed: str) -> bool:
    """Tell whether a text is a tag, or the name of a language as biblatex or people write it."""
    return is_tag(typed) or typed.casefold() in _words(NAMES)


def nearest_language(typed: str) -> str | None:
    """Return the name or the tag that was probably meant, None if none is near."""
    from recto.tools.likeness import nearest

    found = TAG.fullmatch(typed)
    if found and len(found["language"]) == 2 and found["language"].lower() in _words(LANGUAGES):
        return found["language"].lower()
    return nearest(typed, sorted(_words(NAMES))) if len(typed) > 3 else None


@cache
def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())
