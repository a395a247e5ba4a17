"""What other programs leave behind in a field: HTML, and TeX that is not printed as it was meant.

What becomes of TeX in a `.bib` is pandoc's to say, and was tried with pandoc itself: an unknown
command is dropped with its argument, `%` ends the line, and a lone `$` empties the whole field.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from recto.model import Field, Finding, Paper
from recto.rules._printed import TEXTS, changed, instead, matching, printed, spot
from recto.rules._rule import fault, rule

ENTITY = r"(?:\\|\{\\)?&(?:\}|\\)?(#\d{2,6}|#[xX][\dA-Fa-f]{2,6}|[A-Za-z]{2,8}\d?);"
TAGS = (
    r"i|b|em|strong|sub|sup|sc|scp|span|div|p|br|u|s|tt|font|small|cite|q|a|title|strike|"
    r"jats:[a-z-]+|mml:[a-z]+|italic|bold|inf|ital"
)
OPENED = r"<|\{?\\textless(?:\{\})?\}?|\$\\?l(?:ess|t)\$|\$<\$|\{\\textless\}"
CLOSED = r">|\{?\\textgreater(?:\{\})?\}?|\$\\?g(?:reater|t)\$|\$>\$"
TAG = rf"(?:{OPENED})(/?)\s*({TAGS})(?:\s[^<>{{}}]*)?\s*/?(?:{CLOSED})"
MEANT = {
    "i": "emph", "em": "emph", "italic": "emph", "ital": "emph", "b": "textbf",
    "strong": "textbf", "bold": "textbf", "sub": "textsubscript", "inf": "textsubscript",
    "sup": "textsuperscript", "sc": "textsc", "scp": "textsc",
}  # fmt: skip
BARE_AMPERSAND = r"(?<!\\)&(?!#?\w{2,8};)"
BARE_PERCENT = r"(?<!\\)%"
# `#` joins strings and numbers parameters in TeX; pandoc prints it, LaTeX stops.
BARE_HASH = r"(?<![\\&])#"
MATH = r"(?<!\\)\$(?:[^$\\]|\\.)*(?<!\\)\$"
PRICES = r"(?<!\\)\$(\d[^$\\{}^_=]*)\$(?=\d)"
COMMAND = r"\\([A-Za-z]+|[^\sA-Za-z])"
# The commands that pandoc prints, or rightly takes for nothing.
PRINTED = (
    "textbf textit emph textsc texttt textrm textsf textup textmd textsl textnormal underline "
    "uline enquote mkbibquote mkbibemph mkbibitalic mkbibbold mkbibparens mkbibbrackets "
    "textsuperscript textsubscript url href nolinkurl foreignlanguage textgreek ensuremath "
    "lowercase uppercase MakeUppercase MakeLowercase MakeTextUppercase num SI si unit textcolor "
    "bibstring autocap acs gls ac sout st "
    "it bf em sc rm tt sl sf normalfont itshape bfseries scshape upshape protect relax small "
    "ss o O l L aa AA ae AE oe OE i j copyright textcopyright textregistered textdegree S P "
    "pounds textsterling euro texteuro textyen ldots dots textquoteleft textquoteright "
    "textquotedblleft textquotedblright textquotedbl textquotesingle quotesinglbase quotedblbase "
    "guillemotleft guillemotright guilsinglleft guilsinglright flqq frqq glqq grqq "
    "textbackslash textasciitilde textasciicircum textless textgreater textdollar textmu "
    "textbullet textonehalf textonequarter textthreequarters texttwosuperior textthreesuperior "
    "textsection textparagraph textdagger textmusicalnote textbaht textlira textpeso "
    "textbrokenbar textpertenthousand TeX LaTeX slash hyphen hyp fshyp adddot addspace space "
    "quad thinspace nobreakspace isdot allowbreak noopsort sim char "
    "r u v H c k d b t G U"
)
SIGNS = "&%$#_{}-/,;:! .=~^`'\""
# What stands for a sign that can be typed itself, for the remedy.
SAME = {
    "textendash": "–", "textemdash": "—", "endash": "–", "emdash": "—", "textellipsis": "…",
    "texttrademark": "™", "textperiodcentered": "·", "textasteriskcentered": "*",
    "textunderscore": "\\_", "dag": "†", "ddag": "‡", "textordmasculine": "º",
    "textordfeminine": "ª", "textexclamdown": "¡", "textquestiondown": "¿", "degree": "°",
    "textcent": "¢", "th": "þ", "TH": "Þ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "NG": "Ŋ", "textonesuperior": "¹", "textnumero": "№", "textbar": "|", "textminus": "−",
    "texttimes": "×", "textpm": "±", "textrightarrow": "→", "times": "×", "pm": "±",
    "textbraceleft": "\\{", "textbraceright": "\\}", "BibTeX": "BibTeX", "XeTeX": "XeTeX",
    "LaTeXe": "LaTeX2e",
}  # fmt: skip
NEUTRAL = ("mbox", "hbox", "text", "NoCaseChange", "path", "mkbibsuperscript", "textcyrillic")


@rule("warning")
def html_entity(paper: Paper) -> Iterator[Finding]:
    r"""A field has an HTML entity

    What it finds: `&amp;`, `&#233;` and the like in a field that is printed, or in an address.

    Why it matters: BibTeX knows no entities. The reader sees the letters, ampersand and all.

    Example: `journal = {Security &amp; Strategy}`

    Instead: `journal = {Security \& Strategy}`; `check --fix` does it.
    """
    if "&" not in paper.bibliography.source.text:
        return
    for work, field in printed(paper, (*TEXTS, "url", "doi")):
        if "&" not in field.value or ";" not in field.value:
            continue
        found = [one for one in re.finditer(ENTITY, field.value) if _sign(field, one)]
        if found:
            parts = [(*one.span(), _sign(field, one)) for one in found]
            yield fault(
                f"`{found[0][0]}` of `{work.key}` is an HTML entity",
                spot(paper, field, *found[0].span()),
                f"write `{parts[0][2]}`",
                fix=changed(paper, field, parts),
            )


@rule("warning")
def html_tag(paper: Paper) -> Iterator[Finding]:
    r"""A field has an HTML tag

    What it finds: `<i>`, `</sub>`, `<jats:italic>` and the like in a field that is printed, also as
    some reference managers write it, `{\textless}i{\textgreater}`.

    Why it matters: BibTeX knows no tags. The reader sees the brackets and the letters in them.

    Example: `title = {The <i>Yomiuri</i> Poll}`

    Instead: `title = {The \emph{Yomiuri} Poll}`; `check --fix` does it.
    """
    text = paper.bibliography.source.text
    if "<" not in text and "\\textless" not in text and "\\less" not in text:
        return
    pattern = re.compile(TAG, re.IGNORECASE)
    for work, field in printed(paper, TEXTS):
        if "<" not in field.value and "less" not in field.value:
            continue
        found = pattern.search(field.value)
        if found is None:
            continue
        command = MEANT.get(_name(found), "")
        yield fault(
            f"`{found[0]}` of `{work.key}` is an HTML tag",
            spot(paper, field, *found.span()),
            f"write `\\{command}{{...}}`" if command else "leave it out",
            fix=changed(paper, field, _pairs(list(pattern.finditer(field.value)))),
        )


def _pairs(tags: list[re.Match[str]]) -> list[tuple[int, int, str]]:
    """Return the commands for the tags that close what stands right before them."""
    parts: list[tuple[int, int, str]] = []
    for first, last in pairwise(tags):
        command = MEANT.get(_name(first), "")
        if command and not first[1] and last[1] and _name(first) == _name(last):
            parts += [(*first.span(), f"\\{command}{{"), (*last.span(), "}")]
    return parts


def _name(tag: re.Match[str]) -> str:
    return tag[2].lower().removeprefix("jats:")


@rule("warning")
def ampersand_unescaped(paper: Paper) -> Iterator[Finding]:
    r"""An ampersand is not escaped

    What it finds: `&` without a backslash in a field that is printed. A file that never escapes
    its ampersands is left alone.

    Why it matters: pandoc prints it, LaTeX stops at it: the file cannot be shared.

    Example: `publisher = {Rowman & Littlefield}`

    Instead: `publisher = {Rowman \& Littlefield}`; `check --fix` does it.
    """
    text = paper.bibliography.source.text
    if "&" not in text:
        return
    bare = [
        (work, field, found)
        for work, field in matching(paper, TEXTS, BARE_AMPERSAND)
        if (found := list(re.finditer(BARE_AMPERSAND, re.sub(MATH, _blank, field.value))))
    ]
    if len(bare) > 2 and text.count("\\&") < len(bare):
        return
    for work, field, found in bare:
        place = spot(paper, field, *found[0].span())
        fix = changed(paper, field, [(*one.span(), "\\&") for one in found])
        yield fault(f"an ampersand of `{work.key}` is not escaped", place, "write `\\&`", fix=fix)


@rule("warning")
def unescaped_hash(paper: Paper) -> Iterator[Finding]:
    r"""A hash sign is not escaped

    What it finds: `#` without a backslash in a field that is printed.

    Why it matters: pandoc prints it, LaTeX stops at it, and BibTeX joins strings with it.

    Example: `title = {The Rise of #MeToo}`

    Instead: `title = {The Rise of \#MeToo}`; `check --fix` does it.
    """
    if "#" not in paper.bibliography.source.text:
        return
    for work, field in matching(paper, TEXTS, BARE_HASH):
        found = list(re.finditer(BARE_HASH, field.value))
        if found:
            place = spot(paper, field, *found[0].span())
            fix = changed(paper, field, [(*one.span(), "\\#") for one in found])
            yield fault(
                f"a hash sign of `{work.key}` is not escaped", place, "write `\\#`", fix=fix
            )


@rule("error")
def unescaped_percent(paper: Paper) -> Iterator[Finding]:
    r"""A percent sign is not escaped, and the words behind it are lost

    What it finds: `%` without a backslash in a field that is printed.

    Why it matters: in TeX it begins a comment. What stands behind it is not printed, and nobody is
    told.

    Example: `title = {How 90% of Everything Is Shipped}`, which prints as "How 90"

    Instead: `title = {How 90\% of Everything Is Shipped}`; `check --fix` does it.
    """
    if "%" not in paper.bibliography.source.text:
        return
    for work, field in printed(paper, TEXTS):
        if "%" not in field.value:
            continue
        searched = re.sub(r"\\(?:url|href|nolinkurl)\{[^{}]*\}|https?:\S+", _blank, field.value)
        if found := re.search(BARE_PERCENT, searched):
            yield fault(
                f"what stands behind `%` in the {field.name} of `{work.key}` is not printed",
                spot(paper, field, *found.span()),
                "write `\\%`",
                fix=instead(paper, field, *found.span(), "\\%"),
            )


@rule("error")
def math_unbalanced(paper: Paper) -> Iterator[Finding]:
    r"""A dollar sign opens a formula that does not close

    What it finds: an odd number of dollar signs in a field that is printed, and two prices that are
    taken for a formula.

    Why it matters: the whole field is not printed, or the words between two prices are set as
    mathematics.

    Example: `title = {From $5 Billion to Nothing}`

    Instead: `title = {From \$5 Billion to Nothing}`
    """
    if "$" not in paper.bibliography.source.text:
        return
    for work, field in printed(paper, TEXTS):
        value = field.value
        if "$" not in value:
            continue
        signs = [found.start() for found in re.finditer(r"(?<!\\)\$", value)]
        if len(signs) % 2:
            money = [at for at in signs if re.match(r"\$\d[\d.,]*(?![\d.,]*[\\^_={$])", value[at:])]
            at = (money or signs[-1:])[0]
            what = "opens a formula that does not close"
        elif (prices := re.search(PRICES, value)) and re.search("[a-z]{2}", prices[1]):
            at, what = prices.start(), "begins a formula"
        else:
            continue
        yield fault(
            f"a dollar sign in the {field.name} of `{work.key}` {what}",
            spot(paper, field, at, at + 1),
            "write `\\$` where money is meant, or close the formula",
        )


@rule("warning")
def latex_residue(paper: Paper) -> Iterator[Finding]:
    r"""A field has a TeX command that is not printed

    What it finds: a command that pandoc does not know: it is dropped, with what stands in its
    braces. `\emph`, `\enquote`, `\textsuperscript`, accents and the signs of every language are
    known.

    Why it matters: words or signs are missing in the editions, and nobody is told.

    Example: `title = {The \mystyle{Yomiuri} Poll}`, which prints as "The Poll"

    Instead: `title = {The \emph{Yomiuri} Poll}`; a sign is best typed as it is: `–`, `™`.
    """
    if "\\" not in paper.bibliography.source.text:
        return
    known = frozenset(PRINTED.split())
    for work, field in printed(paper, TEXTS):
        if "\\" not in field.value:
            continue
        value = re.sub(MATH, _blank, field.value)
        commands = re.finditer(COMMAND, value)
        found = next((one for one in commands if not (one[1] in known or one[1] in SIGNS)), None)
        if found:
            yield fault(
                f"`{found[0]}` of `{work.key}` is not printed",
                spot(paper, field, *found.span()),
                _command_help(found[1]),
            )


def _command_help(name: str) -> str:
    if name in SAME:
        return f"type the sign itself: `{SAME[name]}`"
    if name == "\\":
        return "leave it out: a line breaks where the page wants it"
    if name in NEUTRAL:
        return "take the command away and keep its words: pandoc drops both"
    from recto.tools.likeness import nearest

    near = (
        nearest(name, [one for one in PRINTED.split() if len(one) > 3]) if len(name) > 3 else None
    )
    return f"did you mean `\\{near}`?" if near else "write what it stands for"


def _sign(field: Field, found: re.Match[str]) -> str:
    """Return what an entity stands for as it is typed in a field, empty if it is none."""
    sign = html.unescape(f"&{found[1]};")
    if (sign.startswith("&") and len(sign) > 1) or not sign.strip("\u00ad"):
        return ""
    if field.name not in TEXTS:  # `&para;` may be a parameter of the address
        return sign if field.name != "url" or re.fullmatch(r"amp|#38|#x26", found[1]) else ""
    return f"\\{sign}" if sign in "&%$#_{}" else sign


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
