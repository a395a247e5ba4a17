"""Preflight: a good file is good, and whatever a printer would refuse is found."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace

import pikepdf
import press_specimens as specimens
import pytest
from press_specimens import MM, TRIM, opened, pressed, saved
from test_press_ready import HOSTILE

from recto.model import Printer
from recto.proof.preflight import preflight

NAME = pikepdf.Name
GREY = Printer("house", "house", safe=10, gutter=((10, 12), (100, 15)))
CMYK = replace(GREY, colour="cmyk", ink=300)
RGB = replace(GREY, colour="rgb")
X1A = replace(GREY, standard="x-1a", transparency=False, condition="CGATS TR 001")
X4 = replace(GREY, standard="x-4")
X1A_CMYK = replace(X1A, colour="cmyk")
KDP = replace(GREY, metadata=False, fonts="whole", transparency=False)
PROFILE = specimens.four_ink_profile()
BLEEDS = [
    {"bleed": 0.0},
    {"bleed": 3.175},
    {"bleed": 3.175, "bleed_sides": "outer"},
    {"bleed": 3.0, "marks": True},
    {"bleed": 3.175, "bleed_sides": "outer", "marks": True},
]


@pytest.fixture
def found(tmp_path):
    """Return what is found in a file, as rule and message."""

    def find(pdf, printer=GREY, trim=TRIM):
        path = tmp_path / "house.pdf"
        path.write_bytes(pdf)
        findings = preflight(path, trim, printer)
        for one in findings:
            assert one.place is None
            assert one.help
            assert one.message[0].islower()
            assert not one.message.endswith(".")
            assert "\n" not in one.message
            assert str(tmp_path) not in one.message
            kind = "warning" if one.rule in WARNINGS else "error"
            assert one.severity == kind
        return [(one.rule, one.message) for one in findings]

    return find


WARNINGS = {"print-resolution", "print-safe-area", "print-page-count"}


def rules(findings):
    return {rule for rule, _ in findings}


@pytest.mark.parametrize("bleed", BLEEDS, ids=str)
@pytest.mark.parametrize(
    ("printer", "profile"),
    [(GREY, None), (CMYK, None), (CMYK, PROFILE), (RGB, None), (X1A, None), (X4, None),
     (X1A_CMYK, None), (replace(CMYK, standard="x-4"), PROFILE), (KDP, None),
     (replace(RGB, transparency=False), None)],
)  # fmt: skip
def test_a_good_file_is_good(found, printer, profile, bleed) -> None:
    printer = replace(printer, **bleed, pages_multiple=4, last_blank=True)
    body = f"{specimens.WORDS}{specimens.COLOURS}"
    whole = printer.fonts == "whole"
    layout = specimens.laid_out(body, css=specimens.TINTED, full_fonts=whole)
    assert found(pressed(layout, printer, profile=profile), printer) == []


@pytest.mark.parametrize("printer", [GREY, X1A, CMYK, KDP], ids=["grey", "x-1a", "cmyk", "kdp"])
def test_a_good_file_with_what_was_seen_through_is_good(found, printer) -> None:
    printer = replace(printer, fonts="subset")
    made = pressed(specimens.laid_out(specimens.VEILS, css=specimens.TINTED), printer)
    assert found(made, printer) == []


# Mutations: a file is good, is spoiled in one way, and just that is found.


def spoiled(change, printer=GREY, body=specimens.WORDS, profile=None):
    """Return a file for a printer, changed."""
    layout = specimens.laid_out(body, full_fonts=printer.fonts == "whole")
    with opened(pressed(layout, printer, profile=profile)) as pdf:
        change(pdf)
        return saved(pdf)


def draw(content, **resources):
    """Draw something more on the first page, upright and in its middle."""

    def change(pdf):
        page = pdf.pages[0]
        for kind, entries in resources.items():
            for name, value in entries(pdf).items():
                if f"/{kind}" not in page.resources:
                    page.resources[f"/{kind}"] = pikepdf.Dictionary()
                page.resources[f"/{kind}"][f"/{name}"] = value
        page.contents_add(b"q ", prepend=True)
        page.contents_add(b" Q q 1 0 0 1 200 300 cm " + content + b" Q")

    return change


def picture(width=300, height=300, space="/DeviceRGB", level=90, **keys):
    def make(pdf):
        count = {"/DeviceRGB": 3, "/DeviceCMYK": 4, "/DeviceGray": 1}.get(space, 3)
        content = zlib.compress(bytes([level]) * (width * height * count))
        stream = pdf.make_stream(
            content, Type=NAME.XObject, Subtype=NAME.Image, Width=width, Height=height,
            BitsPerComponent=8, Filter=NAME.FlateDecode,
        )  # fmt: skip
        stream["/ColorSpace"] = space if isinstance(space, pikepdf.Array) else NAME(space)
        for key, value in keys.items():
            stream[f"/{key}"] = value(pdf) if callable(value) else value
        return {"P": stream}

    return make


def icc(pdf):
    return pikepdf.Array([NAME.ICCBased, pdf.make_stream(b"", N=3)])


def gradient():
    function = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1], N=1)
    return pikepdf.Dictionary(
        ShadingType=2, ColorSpace=NAME.DeviceRGB, Coords=[0, 0, 9, 9], Function=function
    )


def form(content, resources=None, **keys):
    def make(pdf):
        stream = pdf.make_stream(content, Type=NAME.XObject, Subtype=NAME.Form, BBox=[0, 0, 99, 99])
        stream["/Resources"] = pikepdf.Dictionary(resources(pdf) if resources else {})
        for key, value in keys.items():
            stream[f"/{key}"] = value
        return {"F": stream}

    return make


def pattern(pdf):
    stream = pdf.make_stream(
        b"0 1 0 rg 0 0 2 2 re f", Type=NAME.Pattern, PatternType=1, PaintType=1, TilingType=1,
        BBox=[0, 0, 4, 4], XStep=4, YStep=4, Resources=pikepdf.Dictionary(),
    )  # fmt: skip
    return {"T": stream}


RECT = b" 0 0 20 20 re f"
COLOURS = {
    "red": draw(b"1 0 0 rg" + RECT),
    "red lines": draw(b"1 0 0 RG 0 0 m 9 9 l S"),
    "RGB black": draw(b"0 0 0 rg" + RECT),
    "four inks": draw(b"0 0 0 1 k" + RECT),
    "a profile": draw(b"/I cs 0 0 0 sc" + RECT, ColorSpace=lambda pdf: {"I": icc(pdf)}),
    "Lab": draw(
        b"/L cs 50 0 0 sc" + RECT,
        ColorSpace=lambda _: {
            "L": pikepdf.Array([NAME.Lab, pikepdf.Dictionary(WhitePoint=[0.9, 1, 0.8])])
        },
    ),
    "calibrated grey": draw(
        b"/C cs .5 sc" + RECT,
        ColorSpace=lambda _: {
            "C": pikepdf.Array([NAME.CalGray, pikepdf.Dictionary(WhitePoint=[0.9, 1, 0.8])])
        },
    ),
    "a spot colour": draw(
        b"/S cs 1 scn" + RECT,
        ColorSpace=lambda _: {
            "S": pikepdf.Array([NAME.Separation, NAME.Gold, NAME.DeviceRGB, gradient().Function])
        },
    ),
    "a picture": draw(b"20 0 0 20 0 0 cm /P Do", XObject=picture()),
    "an indexed picture": draw(
        b"20 0 0 20 0 0 cm /P Do",
        XObject=picture(
            ColorSpace=lambda _: pikepdf.Array(
                [NAME.Indexed, NAME.DeviceRGB, 1, pikepdf.String(b"abcdef")]
            ),
            BitsPerComponent=1,
        ),
    ),
    "a picture in the drawing": draw(b"9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI"),
    "a mask in red": draw(b"1 0 0 rg 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 1 /IM true ID a EI"),
    "a gradient": draw(b"/G sh", Shading=lambda _: {"G": gradient()}),
    "a pattern": draw(b"/Pattern cs /T scn" + RECT, Pattern=pattern),
    "a pattern of a gradient": draw(
        b"/Pattern cs /G scn" + RECT,
        Pattern=lambda _: {"G": pikepdf.Dictionary(PatternType=2, Shading=gradient())},
    ),
    "a form": draw(b"/F Do", XObject=form(b"1 0 0 rg 0 0 9 9 re f")),
    "a form in a form": draw(
        b"/F Do",
        XObject=form(
            b"/F Do",
            resources=lambda pdf: {
                "/XObject": pikepdf.Dictionary(F=form(b"1 0 0 rg 0 0 9 9 re f")(pdf)["F"])
            },
        ),
    ),
    "a default space": draw(b"0 g" + RECT, ColorSpace=lambda pdf: {"DefaultGray": icc(pdf)}),
    "a soft mask": draw(
        b"/M gs 0 g" + RECT,
        ExtGState=lambda pdf: {
            "M": pikepdf.Dictionary(
                SMask=pikepdf.Dictionary(
                    S=NAME.Luminosity, G=form(b"1 0 0 rg 0 0 9 9 re f")(pdf)["F"]
                )
            )
        },
    ),
}


@pytest.mark.parametrize("change", COLOURS.values(), ids=COLOURS)
def test_a_colour_that_is_none_of_the_printers_is_found(found, change) -> None:
    findings = found(spoiled(change))
    assert rules(findings) == {"print-colour"}
    assert "on page 1" in findings[0][1]
    # The same colours are nothing to a printer that takes RGB.
    assert found(spoiled(change, RGB), RGB) == []


def test_an_annotation_is_printed_in_its_colours_too(found) -> None:
    def change(pdf):
        drawn = form(b"1 0 0 rg 0 0 9 9 re f")(pdf)["F"]
        note = pikepdf.Dictionary(
            Type=NAME.Annot, Subtype=NAME.Stamp, Rect=[200, 300, 220, 320],
            AP=pikepdf.Dictionary(N=drawn),
        )  # fmt: skip
        pdf.pages[0].obj["/Annots"] = pikepdf.Array([note])

    printer = replace(GREY, annotations=True)
    assert rules(found(spoiled(change, printer), printer)) == {"print-colour"}


def test_four_inks_have_no_red_and_no_gold(found) -> None:
    for name in ("red", "a picture", "a gradient", "a profile", "a spot colour"):
        assert rules(found(spoiled(COLOURS[name], CMYK), CMYK)) == {"print-colour"}
    assert found(spoiled(COLOURS["four inks"], CMYK), CMYK) == []


TEXT = b"BT /%s 12 Tf %s <0011> Tj ET"


def text(colour):
    def change(pdf):
        name = next(iter(pdf.pages[0].resources.Font)).removeprefix("/").encode()
        draw(TEXT % (name, colour))(pdf)

    return change


@pytest.mark.parametrize(
    "colour", [b".7 .6 .6 1 k", b".75 .68 .67 .9 k", b".9 .9 .9 0 k", b"1 Tr 0 0 .1 1 K"]
)
def test_black_text_of_several_inks_is_found(found, colour) -> None:
    printer = replace(CMYK, ink=0)
    findings = found(spoiled(text(colour), printer), printer)
    assert rules(findings) == {"print-mixed-black"}


@pytest.mark.parametrize("colour", [b"0 0 0 1 k", b"0 0 0 .9 k", b"1 .8 0 .1 k", b"0 g", b"3 Tr"])
def test_black_text_in_black_alone_and_coloured_text_are_good(found, colour) -> None:
    assert found(spoiled(text(colour), CMYK), CMYK) == []


def test_too_much_ink_is_found(found) -> None:
    findings = found(spoiled(draw(b"1 1 .5 .7 k" + RECT), CMYK), CMYK)
    assert rules(findings) == {"print-ink"}
    assert "320 %, on page 1, where `house` takes 300 %" in findings[0][1]
    thick = picture(space="/DeviceCMYK", level=204)
    findings = found(spoiled(draw(b"20 0 0 20 0 0 cm /P Do", XObject=thick), CMYK), CMYK)
    assert rules(findings) == {"print-ink"}
    thin = picture(space="/DeviceCMYK", level=180)
    assert found(spoiled(draw(b"20 0 0 20 0 0 cm /P Do", XObject=thin), CMYK), CMYK) == []


# Pictures


def test_a_picture_with_too_few_pixels_is_found_with_its_page(found) -> None:
    grey = picture(space="/DeviceGray")
    findings = found(spoiled(draw(b"144 0 0 72 0 0 cm /P Do", XObject=grey)))
    assert [rule for rule, _ in findings] == ["print-resolution"]
    assert "300 x 300 pixels has 150 ppi on page 1" in findings[0][1]
    good = spoiled(draw(b"0 72 -72 0 0 0 cm /P Do", XObject=grey))
    assert found(good) == []
    assert rules(found(good, replace(GREY, resolution=600))) == {"print-resolution"}


HALF = pikepdf.Array([0.5, 0, 0, 0.5, 0, 0])


def test_a_picture_in_a_form_is_as_fine_as_it_is_drawn(found) -> None:
    def inside(pdf):
        return {"/XObject": pikepdf.Dictionary(P=picture(space="/DeviceGray")(pdf)["P"])}

    drawn = b"99 0 0 99 0 0 cm /P Do"
    for small in (
        draw(b".5 0 0 .5 0 0 cm /F Do", XObject=form(drawn, resources=inside)),
        draw(b"/F Do", XObject=form(drawn, resources=inside, Matrix=HALF)),
    ):
        assert found(spoiled(small)) == []
    large = draw(b"/F Do", XObject=form(drawn, resources=inside))
    assert rules(found(spoiled(large))) == {"print-resolution"}


# Fonts


def font_programs(pdf):
    for font in pdf.pages[0].resources.Font.values():
        yield font, font.DescendantFonts[0].FontDescriptor


def test_a_font_that_is_not_embedded_is_found(found) -> None:
    def change(pdf):
        for _, descriptor in font_programs(pdf):
            for key in ("/FontFile2", "/FontFile3"):
                if key in descriptor:
                    del descriptor[key]

    findings = found(spoiled(change))
    assert rules(findings) == {"print-font-missing"}
    assert "is not embedded, on page 1" in findings[0][1]

    def named(pdf):
        pdf.pages[0].resources.Font["/H"] = pikepdf.Dictionary(
            Type=NAME.Font, Subtype=NAME.Type1, BaseFont=NAME.Helvetica
        )
        draw(b"BT /H 12 Tf (x) Tj ET")(pdf)

    assert rules(found(spoiled(named))) == {"print-font-missing"}


def test_a_subset_is_found_where_whole_fonts_are_wanted(found) -> None:
    made = pressed(specimens.laid_out(specimens.WORDS), replace(KDP, fonts="subset"))
    assert found(made, replace(KDP, fonts="subset")) == []
    assert rules(found(made, KDP)) == {"print-font-subset"}


def test_an_opentype_program_is_none_of_pdf_1_4(found) -> None:
    def change(pdf):
        _, descriptor = next(font_programs(pdf))
        program = pdf.make_stream(descriptor.FontFile2.read_bytes(), Subtype=NAME.OpenType)
        del descriptor["/FontFile2"]
        descriptor["/FontFile3"] = program

    findings = found(spoiled(change, X1A), X1A)
    assert rules(findings) == {"print-standard"}
    assert "OpenType" in findings[0][1]


# Where ink stands


def mark(left, bottom, width=10.0, height=10.0, ink=b"0 g"):
    """Draw a rectangle on the first page, in mm from the lower left of the trim."""
    sides = b" ".join(b"%.4f" % (one * MM) for one in (left, bottom, width, height))

    def change(pdf):
        page = pdf.pages[0]
        page.contents_add(b"q ", prepend=True)
        page.contents_add(b" Q q " + ink + b" " + sides + b" re f Q")

    return change


BLEEDING = replace(GREY, bleed=3.175)


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ((60, 9.5), "9.5 mm from the trim on page 1, where `house` wants 10.0 mm"),
        ((60, 209.6), "9.0 mm from the trim"),
        ((133.4, 100), "9.0 mm from the trim"),
        ((60, -2), "beyond the trim"),
        # Page 1 is a recto: its spine is at the left.
        ((11.5, 100), "11.5 mm from the spine on page 1, where `house` wants 12.0 mm"),
    ],
)
def test_ink_too_near_to_the_trim_or_the_spine_is_found(found, place, says) -> None:
    findings = found(spoiled(mark(*place), BLEEDING), BLEEDING)
    assert rules(findings) == {"print-safe-area"}
    assert says in findings[0][1]


@pytest.mark.parametrize(
    "change",
    [
        mark(60, 10.1),
        mark(12.1, 100),
        mark(-3.175, -3.175, 200, 300),
        mark(60, -3.175, 20, 20),
        mark(60, 2, ink=b"1 g"),
        mark(60, 2, ink=b"400 400 9 9 re W n 0 g"),
        mark(60, 2, ink=b"170 30 30 30 re W n 0 g"),
        mark(60, 2, ink=b"170 30 30 30 re W n 0 0 400 400 re W n 0 g"),
    ],
    ids=[
        "inside",
        "right of the gutter",
        "a ground",
        "a bar",
        "white",
        "clipped",
        "cut above",
        "cut twice",
    ],
)
def test_ink_inside_and_ink_that_bleeds_on_purpose_are_good(found, change) -> None:
    assert found(spoiled(change, BLEEDING), BLEEDING) == []


def test_text_in_the_bleed_is_never_on_purpose(found) -> None:
    def change(pdf):
        name = next(iter(pdf.pages[0].resources.Font)).removeprefix("/").encode()
        page = pdf.pages[0]
        page.contents_add(b"q ", prepend=True)
        shown = TEXT.replace(b"0011", b"00240024") % (name, b"")
        page.contents_add(b" Q q 1 0 0 1 200 -8 cm " + shown + b" Q")

    findings = found(spoiled(change, BLEEDING), BLEEDING)
    assert rules(findings) == {"print-safe-area"}


def test_ink_in_forms_is_where_the_forms_put_it(found) -> None:
    def placed(y):
        return draw(b"1 0 0 1 0 %d cm /F Do" % y, XObject=form(b"0 0 9 9 re f"))

    assert found(spoiled(placed(-250))) == []
    # 300 points up, and 275 down again.
    assert rules(found(spoiled(placed(-275)))) == {"print-safe-area"}


def test_the_spine_is_at_the_right_of_a_verso(found) -> None:
    def change(pdf):
        page = pdf.pages[1]
        page.contents_add(b"q ", prepend=True)
        page.contents_add(b" Q q %.2f 300 9 9 re f Q" % (432 - 11 * MM - 9))

    body = f'{specimens.WORDS}<p style="break-before: page">A verso</p>'
    findings = found(spoiled(change, body=body))
    assert findings == [
        (
            "print-safe-area",
            "ink stands 11.0 mm from the spine on page 2, where `house` wants 12.0 mm",
        )
    ]


def test_a_thicker_book_wants_a_wider_gutter(found) -> None:
    printer = replace(GREY, pages_multiple=12)
    findings = found(spoiled(mark(13, 100), printer), printer)
    assert findings == [
        (
            "print-safe-area",
            "ink stands 13.0 mm from the spine on page 1, where `house` wants 15.0 mm",
        )
    ]


def test_crop_marks_are_no_ink_in_the_margin(found) -> None:
    printer = replace(BLEEDING, marks=True, safe=15, last_blank=True)
    made = pressed(specimens.laid_out(specimens.WORDS), printer)
    assert found(made, printer) == []


# Pages


def test_the_number_of_pages_is_counted(found) -> None:
    made = pressed(specimens.laid_out(specimens.WORDS), GREY)
    assert found(made, replace(GREY, pages_multiple=4)) == [
        ("print-page-count", "the file has 1 pages, and `house` wants a multiple of 4")
    ]
    assert found(made, replace(GREY, last_blank=True)) == [
        ("print-page-count", "the last page, 1, is not blank, and `house` wants it blank")
    ]


BOXES = {
    "no TrimBox": ("/TrimBox", None, "there is no TrimBox"),
    "another trim": ("/TrimBox", (0, 0, 431, 648), "the TrimBox is 152.0 x 228.6 mm"),
    "no bleed": ("/BleedBox", (0, 0, 432, 648), "the BleedBox is left 0.0 / bottom 0.0"),
    "no BleedBox": ("/BleedBox", None, "the BleedBox is left 0.0"),
    "a wide MediaBox": ("/MediaBox", (-20, -20, 452, 668), "the MediaBox is 166.5 x 242.7 mm"),
    "a CropBox": ("/CropBox", (0, 0, 400, 400), "the CropBox hides a part of the page"),
    "turned": ("/Rotate", 90, "the page is turned or scaled"),
    "scaled": ("/UserUnit", 2, "the page is turned or scaled"),
}


@pytest.mark.parametrize(("key", "value", "says"), BOXES.values(), ids=BOXES)
def test_boxes_that_a_printer_would_cut_wrongly_by_are_found(found, key, value, says) -> None:
    def change(pdf):
        if value is None:
            del pdf.pages[0].obj[key]
        else:
            pdf.pages[0].obj[key] = pikepdf.Array(value) if isinstance(value, tuple) else value

    findings = found(spoiled(change, BLEEDING), BLEEDING)
    assert "print-box" in rules(findings)
    assert rules(findings) <= {"print-box", "print-safe-area"}
    assert any(says in message for _, message in findings)


def test_the_bleed_has_to_be_on_the_side_of_the_page(found) -> None:
    printer = replace(BLEEDING, bleed_sides="outer")

    def change(pdf):
        pdf.pages[0].obj["/BleedBox"] = pdf.pages[0].obj["/MediaBox"] = pikepdf.Array(
            [-9, -9, 432, 657]
        )

    assert rules(found(spoiled(change, printer), printer)) == {"print-box"}


def test_pages_of_several_sizes_and_missing_room_for_marks_are_found(found) -> None:
    printer = replace(BLEEDING, marks=True, pages_multiple=2)

    def change(pdf):
        pdf.pages[0].obj["/MediaBox"] = pikepdf.Array([-12, -12, 444, 660])

    said = [message for _, message in found(spoiled(change, printer), printer)]
    assert any("2 different sizes" in one for one in said)
    assert any("leaves 1.1 mm round the bleed for crop marks" in one for one in said)


def test_an_art_box_is_none_of_pdf_x(found) -> None:
    def change(pdf):
        pdf.pages[0].obj["/ArtBox"] = pikepdf.Array([0, 0, 432, 648])

    assert rules(found(spoiled(change, X4), X4)) == {"print-box"}
    assert found(spoiled(change)) == []


# Transparency


def state(**keys):
    return draw(b"/V gs 0 g" + RECT, ExtGState=lambda _: {"V": pikepdf.Dictionary(keys)})


VEILS = {
    "an alpha of areas": state(**{"/ca": 0.5}),
    "an alpha of lines": state(**{"/CA": 0.5}),
    "a blend mode": state(**{"/BM": NAME.Multiply}),
    "a soft mask": draw(
        b"/V gs 0 g" + RECT,
        ExtGState=lambda pdf: {
            "V": pikepdf.Dictionary(
                SMask=pikepdf.Dictionary(S=NAME.Luminosity, G=form(b".5 g 0 0 9 9 re f")(pdf)["F"])
            )
        },
    ),
    "a picture with a mask": draw(
        b"20 0 0 20 0 0 cm /P Do",
        XObject=picture(
            space="/DeviceGray", SMask=lambda pdf: picture(space="/DeviceGray")(pdf)["P"]
        ),
    ),
    "a group": draw(
        b"/F Do",
        XObject=form(b"0 g 0 0 9 9 re f", Group=pikepdf.Dictionary(S=NAME.Transparency)),
    ),
}


def page_group(pdf):
    pdf.pages[0].obj["/Group"] = pikepdf.Dictionary(S=NAME.Transparency)


VEILS["a page that is a group"] = page_group


@pytest.mark.parametrize("change", VEILS.values(), ids=VEILS)
def test_transparency_is_found_where_it_is_refused(found, change) -> None:
    refusing = replace(GREY, transparency=False)
    findings = found(spoiled(change, refusing), refusing)
    assert rules(findings) == {"print-transparency"}
    assert "on page 1" in findings[0][1]
    assert rules(found(spoiled(change, X1A), X1A)) == {"print-transparency"}
    assert found(spoiled(change)) == []


# What a file holds beside its pages


def root(key, value):
    def change(pdf):
        pdf.Root[key] = value(pdf) if callable(value) else value

    return change


SCRIPT = pikepdf.Dictionary(S=NAME.JavaScript, JS=pikepdf.String("alert()"))
HELD = {
    "JavaScript": root("/OpenAction", SCRIPT),
    "JavaScript by name": root(
        "/Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", SCRIPT]))
    ),
    "attached files": root(
        "/Names", pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[]))
    ),
    "a form": root("/AcroForm", pikepdf.Dictionary(Fields=[])),
    "layers": root("/OCProperties", pikepdf.Dictionary(OCGs=[])),
    "bookmarks": root("/Outlines", pikepdf.Dictionary(Type=NAME.Outlines)),
}


@pytest.mark.parametrize("printer", [GREY, KDP, X1A, X4], ids=["plain", "kdp", "x-1a", "x-4"])
@pytest.mark.parametrize(("name", "change"), HELD.items(), ids=HELD)
def test_what_a_printer_refuses_is_found(found, printer, name, change) -> None:
    findings = found(spoiled(change, printer), printer)
    assert rules(findings) == {"print-refused-content"}
    assert name.removesuffix(" by name") in findings[0][1]


def test_annotations_and_bookmarks_are_refused_by_those_that_refuse_them(found) -> None:
    layout = specimens.laid_out(specimens.WORDS)
    kept = replace(GREY, annotations=True, bookmarks=True)
    made = pressed(layout, kept)
    assert found(made, kept) == []
    said = [message for _, message in found(made, GREY)]
    assert said == ["the file holds bookmarks", "the file holds annotations (on page 1)"]


def test_pdf_x_has_no_annotations_whatever_the_printer_takes(found) -> None:
    printer = replace(X4, annotations=True)

    def change(pdf):
        link = pikepdf.Dictionary(Type=NAME.Annot, Subtype=NAME.Link, Rect=[0, 0, 9, 9])
        pdf.pages[0].obj["/Annots"] = pikepdf.Array([link])

    assert found(spoiled(lambda _: None, printer), printer) == []
    assert found(spoiled(change, printer), printer) == [
        ("print-refused-content", "the file holds annotations (on page 1)")
    ]


def test_metadata_are_refused_by_those_that_refuse_them(found) -> None:
    printer = replace(KDP, fonts="subset")
    made = pressed(specimens.laid_out(specimens.WORDS), replace(printer, metadata=True))
    assert found(made, printer) == [("print-refused-content", "the file holds metadata (`Author`)")]

    def change(pdf):
        pdf.Root["/Metadata"] = pdf.make_stream(
            b'<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title></x>'
        )

    assert rules(found(spoiled(change, printer), printer)) == {"print-refused-content"}


# Standards


def info(key, value=None):
    def change(pdf):
        if value is None:
            del pdf.docinfo[key]
        else:
            pdf.docinfo[key] = value

    return change


def intent(key, value=None):
    def change(pdf):
        one = pdf.Root.OutputIntents[0]
        if value is None:
            del one[key]
        else:
            one[key] = value(pdf) if callable(value) else value

    return change


def xmp(old, new=b""):
    def change(pdf):
        content = pdf.Root.Metadata.read_bytes()
        assert old in content
        pdf.Root.Metadata.write(content.replace(old, new))

    return change


def second_intent(pdf):
    pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])


def another_class(pdf):
    stream = pdf.Root.OutputIntents[0].DestOutputProfile
    content = stream.read_bytes()
    stream.write(content[:12] + b"mntr" + content[16:])


def another_space(pdf):
    stream = pdf.Root.OutputIntents[0].DestOutputProfile
    content = stream.read_bytes()
    stream.write(content[:16] + b"RGB " + content[20:])


STANDARD = {
    "no title": (X1A, info("/Title"), "`Title` is missing"),
    "no date": (X1A, info("/CreationDate"), "`CreationDate` is missing"),
    "no second date": (X4, info("/ModDate"), "`ModDate` is missing"),
    "not trapped": (X1A, info("/Trapped"), "`Trapped` says neither"),
    "trapped unknown": (X4, info("/Trapped", NAME.Unknown), "`Trapped` says neither"),
    "no version": (X1A, info("/GTS_PDFXVersion"), "`GTS_PDFXVersion` is ``"),
    "the version of 2001": (
        X1A,
        info("/GTS_PDFXVersion", pikepdf.String("PDF/X-1:2001")),
        "`GTS_PDFXVersion` is `PDF/X-1:2001`",
    ),
    "no intent": (X1A, root("/OutputIntents", pikepdf.Array()), "there are 0 output intents"),
    "two intents": (X4, second_intent, "there are 2 output intents"),
    "no condition": (X1A, intent("/OutputConditionIdentifier"), "no `OutputConditionIdentifier`"),
    "another condition": (
        X1A,
        intent("/OutputConditionIdentifier", pikepdf.String("FOGRA39")),
        "the output intent is `FOGRA39`, not `CGATS TR 001`",
    ),
    "no registry": (X1A, intent("/RegistryName"), "neither a profile nor a registry"),
    "no info": (X1A, intent("/Info"), "has no `Info`"),
    "no profile": (X4, intent("/DestOutputProfile"), "has no profile in it"),
    "the profile of a screen": (X4, another_class, "one of a `mntr`"),
    "a profile of RGB": (X4, another_space, "one of `RGB`"),
    "XMP of another standard": (X4, xmp(b">PDF/X-4<", b">PDF/X-3<"), "is `PDF/X-3`"),
    "no id": (X4, xmp(b"DocumentID>", b"Nothing>"), "`xmpMM:DocumentID` is missing"),
    "no rendition": (X4, xmp(b"RenditionClass>", b"N>"), "`xmpMM:RenditionClass` is missing"),
    "no change": (X4, xmp(b"xmp:ModifyDate>", b"xmp:N>"), "`xmp:ModifyDate` is missing"),
    "no XMP": (X4, lambda pdf: pdf.Root.__delitem__("/Metadata"), "`pdfxid:GTS_PDFXVersion` is ``"),
    "broken XMP": (X4, xmp(b"</rdf:RDF>"), "`pdfxid:GTS_PDFXVersion` is ``"),
}


@pytest.mark.parametrize(("printer", "change", "says"), STANDARD.values(), ids=STANDARD)
def test_what_a_standard_asks_for_and_is_not_there_is_found(found, printer, change, says) -> None:
    layout = specimens.laid_out(specimens.WORDS)
    with opened(pressed(layout, printer)) as pdf:
        change(pdf)
        findings = found(packed(pdf, printer), printer)
    assert rules(findings) == {"print-standard"}
    assert any(says in message for _, message in findings)


def packed(pdf, printer, **given):
    file = io.BytesIO()
    modes = pikepdf.ObjectStreamMode
    version = {"x-1a": "1.4", "x-4": "1.6"}[printer.standard]
    mode = modes.disable if printer.standard == "x-1a" else modes.generate
    pdf.save(
        file,
        fix_metadata_version=False,
        **{"force_version": version, "object_stream_mode": mode, "deterministic_id": True} | given,
    )
    return file.getvalue()


@pytest.mark.parametrize("printer", [X1A, X4], ids=["x-1a", "x-4"])
def test_a_version_that_the_standard_does_not_know_is_found(found, printer) -> None:
    with opened(pressed(specimens.laid_out(specimens.WORDS), printer)) as pdf:
        assert found(packed(pdf, printer), printer) == []
        mode = pikepdf.ObjectStreamMode.generate
        made = packed(pdf, printer, force_version="1.7", object_stream_mode=mode)
        findings = found(made, printer)
        assert "the file is PDF 1.7" in findings[0][1]
        assert any("packed in streams" in said for _, said in findings) is (printer is X1A)
    assert rules(findings) == {"print-standard"}


def test_a_file_without_id_or_with_an_old_packing_is_found(found) -> None:
    made = pressed(specimens.laid_out(specimens.WORDS), X1A)
    findings = found(made.replace(b"/ID [", b"/Xy ["), X1A)
    assert findings == [("print-standard", "for PDF/X-1a:2003, the file has no `ID`")]
    with opened(made) as pdf:
        # "x" in LZW: clear, x, end; of nine bits each.
        pdf.pages[0].obj["/Contents"] = pdf.make_stream(b"\x80\x08\x20\x20", Filter=NAME.LZWDecode)
        pdf.pages[0].obj["/Contents"].write(b"\x80\x08\x20\x20", filter=NAME.LZWDecode)
        level = pikepdf.StreamDecodeLevel.none
        made = packed(pdf, X1A, stream_decode_level=level, compress_streams=False)
        findings = found(made, X1A)
    assert ("print-standard", "for PDF/X-1a:2003, a stream is packed with `LZWDecode`") in findings


# Hostile files


@pytest.mark.parametrize("pdf", [one[0] for one in HOSTILE.values()], ids=HOSTILE)
@pytest.mark.parametrize("printer", [GREY, X1A_CMYK, RGB], ids=["grey", "x-1a", "rgb"])
def test_a_hostile_file_is_a_finding_and_no_more(found, pdf, printer) -> None:
    findings = found(pdf, printer)
    assert findings
    assert " object at 0x" not in str(findings)


def test_it_is_said_why_a_file_cannot_be_read(found) -> None:
    for name, says in (
        ("a form in itself", "a form on page 1 draws itself"),
        ("states in states", "page 1 saves states in states without end"),
        ("a giant picture", "a picture on page 1 has 1000000 x 1000000 pixels"),
        ("forms that multiply", "it draws in more than three million steps"),
    ):
        ((rule, message),) = found(HOSTILE[name][0])
        assert rule == "print-unreadable"
        assert message == f"the file for `house` cannot be read back: {says}"


def test_a_file_that_cannot_be_read_is_one_finding(found, tmp_path) -> None:
    assert [rule for rule, _ in found(b"")] == ["print-unreadable"]
    missing = preflight(tmp_path / "missing.pdf", TRIM, GREY)
    assert [one.rule for one in missing] == ["print-unreadable"]


def test_an_encrypted_file_is_found(found) -> None:
    with opened(pressed(specimens.laid_out(specimens.WORDS), GREY)) as pdf:
        for user, rule in (("", "print-refused-content"), ("secret", "print-unreadable")):
            file = io.BytesIO()
            pdf.save(file, encryption=pikepdf.Encryption(user=user, owner="owner"))
            assert rule in rules(found(file.getvalue()))


def test_limits_of_qpdf_are_as_before_for_everybody_else(found) -> None:
    before = pikepdf.settings.get_qpdf_limits()
    found(b"")
    found(pressed(specimens.laid_out(specimens.WORDS), GREY))
    assert pikepdf.settings.get_qpdf_limits() == before
