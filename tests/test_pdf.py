"""The look of the PDF: nothing runs out of the page or into something else, however long it is."""

from __future__ import annotations

import pypdfium2
import pytest
import specimens

from recto.tools import mathematics

MILLIMETRE = 72 / 25.4
LONG = "internationalisation of the counter-institutionalisation of administrative jurisprudence"
AUTHORS = "\n".join(
    f"  - {{name: Forename{n} Long-Familyname{n}, affiliation: Department of Studies {n % 4}}}"
    for n in range(20)
)
WIDE = "".join(
    f"| {' | '.join(cells)} |\n"
    for cells in (["Column heading"] * 12, ["---"] * 12, ["some words", "1,234,567.89"] * 6)
)
HARD = f"""---
title: On the {LONG}, with some remarks upon its consequences for everybody else
subtitle: A subtitle that is hardly shorter, since its authors could not agree on less
author:
{AUTHORS}
date: 2024
---

# A heading that is so long that no running head of any page has the room for the whole of it

{"Some sentences fill the page with words of some length. " * 60}

Here stands `a_name_that_is_very_long_indeed_and_has_no_break_at_all_in_it_whatsoever_goes_on(x)`
and <https://www.example.org/a/really/very/long/path/which/goes/on/and/on/and/on/and/on/index.html>.

## An ordinary heading

#### A fourth level

{WIDE}
: A table with twelve columns

![A wide figure](wide.png)

![A tall figure](tall.png)

```
{"a line of code that is much too long for the page and must wrap somewhere, " * 3}
```

$$x_1 + x_2 + x_3 + x_4 + x_5 + x_6 + x_7 + x_8 + x_9 + x_{{10}} + x_{{11}} + x_{{12}} + x_{{13}}
  + x_{{14}} + x_{{15}} + x_{{16}} + x_{{17}} + x_{{18}} + x_{{19}} + x_{{20}} + x_{{21}} = 0$$

{"Some sentences fill the page with words of some length. " * 60}
"""


def written(root, text, **pictures):
    """Return the pages of the PDF of a paper."""
    from PIL import Image

    specimens.plain(root, text)
    for name, size in pictures.items():
        Image.new("RGB", size, "grey").save(root / f"{name}.png")
    return specimens.made(root, "pdf")[0]["pdf"]


@pytest.fixture(scope="module")
def hard(tmp_path_factory):
    root = tmp_path_factory.mktemp("hard")
    document = pypdfium2.PdfDocument(written(root, HARD, wide=(1800, 900), tall=(300, 2400)))
    yield document
    document.close()


def words(page):
    return page.get_textpage().get_text_range().replace("\r\n", "\n")


def boxes(page):
    """Yield left, bottom, right and top of every sign that is drawn."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        if text.get_text_range(index, 1).strip():
            yield text.get_charbox(index)


def test_nothing_runs_into_the_margins(hard):
    for number in range(len(hard)):
        page = hard[number]
        width = page.get_width()
        left, right = (20, 24) if number % 2 == 0 else (24, 20)
        found = list(boxes(page))
        if not found:
            continue  # the blank page behind the title
        assert min(box[0] for box in found) >= left * MILLIMETRE - 2
        assert max(box[2] for box in found) <= width - right * MILLIMETRE + 2


def test_pictures_and_formulas_keep_to_the_type_area(hard):
    images = [
        (number, image.get_bounds())
        for number in range(len(hard))
        for image in hard[number].get_objects()
        if image.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    ]
    assert len(images) >= 2
    for number, (left, bottom, right, _top) in images:
        inner, outer = (20, 24) if number % 2 == 0 else (24, 20)
        assert left >= inner * MILLIMETRE - 1
        assert right <= hard[number].get_width() - outer * MILLIMETRE + 1
        assert bottom >= 26 * MILLIMETRE - 1


def test_the_front_of_a_long_title_with_twenty_authors_is_one_page(hard):
    front = words(hard[0])
    assert "Forename19" in front
    assert "Department of Studies 3" in front
    assert front.rstrip().endswith("2024")


def test_running_heads_are_cut_at_a_word(hard):
    whole = "\n".join(words(hard[number]) for number in range(2, len(hard)))
    assert "A heading that is so long that no running head of any page has the…" in whole
    assert "On the internationalisation of the counter-institutionalisation of…" in whole


def test_a_paper_of_one_section_needs_no_contents(tmp_path):
    document = pypdfium2.PdfDocument(written(tmp_path, "# Only\n\nText.\n"))
    text = "".join(words(page) for page in document)
    document.close()
    assert "Contents" not in text
    assert "Text." in text


MATHML = (
    '<math display="inline"><semantics><mi>x</mi><annotation>x &lt; y</annotation>'
    "</semantics></math>"
)


def test_a_formula_is_as_large_as_the_text_around_it():
    html, failed = mathematics.drawn(f"<p>{MATHML}</p>", 10)
    assert failed == ()
    assert 'alt="x &lt; y"' in html
    assert "em;height:" in html
    assert "pt" not in html.partition("style=")[2]


def test_a_formula_that_cannot_be_drawn_is_said_and_kept_as_typed():
    broken = "<math><mfrac><mi>x</mi></mfrac><annotation>\\frac{x}</annotation></math>"
    html, failed = mathematics.drawn(broken, 10)
    assert html == "<code>\\frac{x}</code>"
    assert "cannot be drawn" in failed[0]


def test_a_page_of_the_paper_replaces_ours(tmp_path):
    page = tmp_path / "templates/pdf/edition.html.jinja"
    page.parent.mkdir(parents=True)
    page.write_text("<html lang=en><title>{{ meta.title }}</title><p>A page of their own.</html>\n")
    (page.parent / "edition.css").write_text("@page { size: 100mm 100mm }")
    document = pypdfium2.PdfDocument(written(tmp_path, "# Only\n\nText.\n"))
    assert words(document[0]).strip() == "A page of their own."
    assert round(document[0].get_width() / MILLIMETRE) == 100
    document.close()
