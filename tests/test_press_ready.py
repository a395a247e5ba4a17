"""The file for a printer: what of a layout changes in it, and what must not."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pikepdf
import press_specimens as specimens
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms
from press_specimens import MM, opened, pressed, saved, seen

from recto.model import Printer
from recto.tools.fonts import font_folder
from recto.tools.prepress import PressError
from recto.tools.prepress.inks import Inks, Space
from recto.tools.prepress.intent import grey_profile
from recto.tools.pressed import opened as opened_file
from recto.tools.pressed import read_inks

GREY = Printer("grey", "grey")
CMYK = Printer("cmyk", "cmyk", colour="cmyk")
RGB = Printer("rgb", "rgb", colour="rgb")
X1A = replace(GREY, standard="x-1a", transparency=False)
X4 = replace(GREY, standard="x-4")
KDP = replace(GREY, bleed=3.175, bleed_sides="outer", metadata=False, transparency=False)
LULU = replace(GREY, bleed=3.175)
NAME = pikepdf.Name


@pytest.fixture(scope="module")
def layout():
    return specimens.all_of_it()


@pytest.fixture
def inks_of(tmp_path):
    def read(pdf):
        path = tmp_path / "read.pdf"
        path.write_bytes(pdf)
        with opened_file(path) as found:
            return read_inks(found)

    return read


def steps_of(pdf, page=0):
    """Return the steps that a page is drawn in, as text."""
    steps = pikepdf.parse_content_stream(pdf.pages[page])
    return [pikepdf.unparse_content_stream([step]).decode("latin-1") for step in steps]


def pictures_of(pdf, page=0):
    found = pdf.pages[page].resources.get("/XObject", {}).values()
    return [one for one in found if one.get("/Subtype") == "/Image"]


# Inks

LOOKS = [
    ("grey", GREY, None),
    ("grey, opaque", replace(GREY, transparency=False), None),
    ("grey, X-1a", X1A, None),
    ("grey, X-4", X4, None),
    ("four inks", CMYK, None),
    ("four inks of a profile", CMYK, specimens.four_ink_profile()),
    ("four inks, X-1a", replace(CMYK, standard="x-1a", condition="FOGRA39"), None),
    ("four inks, X-4", replace(CMYK, standard="x-4"), specimens.four_ink_profile()),
    ("RGB", RGB, None),
    ("RGB, opaque", replace(RGB, transparency=False), None),
]
SPACES = {"grey": {"DeviceGray"}, "cmyk": {"DeviceGray", "DeviceCMYK"}}


@pytest.mark.parametrize(
    ("printer", "profile"), [one[1:] for one in LOOKS], ids=[one[0] for one in LOOKS]
)
def test_only_the_inks_of_the_printer_are_left(layout, inks_of, printer, profile) -> None:
    made = pressed(layout, printer, profile=profile)
    found = inks_of(made)
    spaces = {ink.space for ink in found.inks}
    if printer.colour == "rgb":
        assert "DeviceRGB" in spaces
    else:
        assert spaces <= SPACES[printer.colour]
    opaque = not printer.transparency or printer.standard == "x-1a"
    assert bool(found.veils) is not opaque
    with opened(made) as pdf:
        assert pdf.check_pdf_syntax() == []


def unlike(before, after):
    """Return how much of two drawings is not alike; edges may lie a pixel apart."""
    one, other = before.reduce(4), after.reduce(4)
    bands = ImageChops.difference(one, other).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return sum(most.histogram()[20:]) / (one.width * one.height)


@pytest.mark.parametrize("printer", [GREY, replace(GREY, transparency=False), X1A])
@pytest.mark.parametrize("page", [0, 1])
def test_a_page_in_grey_looks_as_the_layout_does_without_its_colours(printer, page) -> None:
    layout = specimens.all_of_it(specimens.OF_A_SCREEN)
    before = seen(layout, page).convert("L", (0.299, 0.587, 0.114, 0))
    after = seen(pressed(layout, replace(printer, bleed=3.175)), page, mode="L")
    # pdfium draws the cells of a pattern a little off where it draws few pixels.
    assert unlike(before, after) < (0.006 if page and not printer.transparency else 0.0005)


@pytest.mark.parametrize("page", [0, 1])
def test_a_page_without_transparency_looks_as_it_did(layout, page) -> None:
    after = seen(pressed(layout, replace(RGB, transparency=False, bleed=3.175)), page)
    assert unlike(seen(layout, page), after) < (0.015 if page else 0.0005)


@pytest.mark.parametrize("printer", [one[1] for one in LOOKS[:5]])
def test_every_word_is_still_there(layout, printer) -> None:
    assert specimens.words_of(pressed(layout, printer)) == specimens.words_of(layout)


def test_black_is_black_alone(layout) -> None:
    with opened(pressed(layout, GREY)) as grey, opened(pressed(layout, CMYK)) as cmyk:
        assert "0 g" in steps_of(grey)
        assert "0 0 0 1 k" in steps_of(cmyk)
        # The grey of the paragraph, #777.
        assert "0.4667 g" in steps_of(grey)
        assert "0 0 0 0.5333 k" in steps_of(cmyk)


def test_colours_go_through_the_profile() -> None:
    profile = specimens.four_ink_profile()
    layout = specimens.laid_out(
        f'<p style="color: #803">Red</p><img src="{specimens.picture("RGB", "png")}">'
    )
    there = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile)), "RGB",
        "CMYK", ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    with opened(layout) as before, opened(pressed(layout, CMYK, profile=profile)) as after:
        one = Image.new("RGB", (1, 1), (0x88, 0, 0x33))
        inks = ImageCms.applyTransform(one, there).getpixel((0, 0))
        steps = [step.split() for step in steps_of(after) if step.endswith(" k")]
        assert [round(float(part) * 255) for part in steps[0][:4]] == list(inks)
        source = pikepdf.PdfImage(pictures_of(before)[0]).as_pil_image()
        found = pikepdf.PdfImage(pictures_of(after)[0]).as_pil_image()
        assert found.tobytes() == ImageCms.applyTransform(source, there).tobytes()


def test_a_gradient_of_four_inks_follows_the_profile_between_its_ends() -> None:
    body = '<div style="height: 30mm; background: linear-gradient(90deg, #f00, #00f)"></div>'
    made = pressed(specimens.laid_out(body), CMYK, profile=specimens.four_ink_profile())
    inks = Inks("cmyk", specimens.four_ink_profile())
    with opened(made) as pdf:
        dictionaries = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        (shading,) = [one for one in dictionaries if "/ShadingType" in one]
        assert shading.ColorSpace == "/DeviceCMYK"
        (table,) = shading.Function.Functions
        middle = table.read_bytes()[16 * 4 :][:4]
        wanted = inks.mixed(Space("rgb"), (0.5, 0.0, 0.5))[1]
        assert [round(255 * one) for one in wanted] == list(middle)


def test_pictures_keep_their_pixels_and_a_jpeg_stays_one() -> None:
    layout = specimens.laid_out(specimens.COLOURS)
    with opened(layout) as before, opened(pressed(layout, CMYK)) as after:
        was, now = pictures_of(before), pictures_of(after)
        assert [(int(p.Width), int(p.Height)) for p in was] == [
            (int(p.Width), int(p.Height)) for p in now
        ]
        filters = [str(p.Filter) for p in now]
        assert filters.count("/DCTDecode") == 3
        # What is grey, or in four inks, is not packed anew.
        grey = [p.read_raw_bytes() for p in was if p.ColorSpace in ("/DeviceGray", "/DeviceCMYK")]
        assert len(grey) == 2
        assert {p.read_raw_bytes() for p in now} >= set(grey)


@pytest.mark.parametrize("profile", [None, specimens.four_ink_profile()])
def test_a_jpeg_in_four_inks_looks_as_the_same_picture_in_png(profile) -> None:
    kinds = [f'<img src="{specimens.picture("RGB", kind)}">' for kind in ("png", "jpeg")]
    png, jpeg = (seen(pressed(specimens.laid_out(one), CMYK, profile=profile)) for one in kinds)
    assert unlike(png, jpeg) < 0.0005
    assert unlike(png, Image.new("RGB", png.size, "white")) > 0.01


def test_a_picture_with_a_mask_in_a_group_is_mixed_with_white_once() -> None:
    source = specimens.picture("RGBA", "png")
    layout = specimens.laid_out(f'<div style="opacity: .5"><img src="{source}"></div>')
    made = pressed(layout, replace(RGB, transparency=False, bleed=3.175))
    with opened(made) as pdf:
        assert len(pictures_of(pdf)) == 0
        (one,) = [
            found
            for found in pdf.objects
            if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Image"
        ]
        assert int(one.Width) == 420
    assert unlike(seen(layout), seen(made)) < 0.0005


def test_a_picture_without_colours_becomes_grey_in_four_inks_too() -> None:
    image = Image.new("RGB", (420, 240), (90, 90, 90))
    file = io.BytesIO()
    image.save(file, "PNG")
    layout = specimens.laid_out(f'<img src="{specimens.picture("L", "png")}">')
    with opened(layout) as pdf:
        (one,) = pictures_of(pdf)
        one.write(zlib.compress(image.tobytes()), filter=NAME.FlateDecode)
        one.ColorSpace = NAME.DeviceRGB
        made = pressed(saved(pdf), CMYK)
    with opened(made) as pdf:
        (one,) = pictures_of(pdf)
        assert one.ColorSpace == "/DeviceGray"
        assert set(one.read_bytes()) == {90}


def test_a_mask_is_kept_where_transparency_is_and_mixed_with_white_where_not() -> None:
    layout = specimens.laid_out(f'<img src="{specimens.picture("RGBA", "png")}">')
    with opened(pressed(layout, GREY)) as pdf:
        (kept,) = pictures_of(pdf)
        assert kept.SMask.ColorSpace == "/DeviceGray"
    with opened(pressed(layout, X1A)) as pdf:
        (flat,) = pictures_of(pdf)
        assert "/SMask" not in flat
        # Its right end was seen through wholly.
        assert pikepdf.PdfImage(flat).as_pil_image().getpixel((410, 5)) == 255


def test_the_tone_of_a_mask_stays_as_it_is() -> None:
    body = '<div style="height: 30mm; background: linear-gradient(90deg, #f00, #f000)"></div>'
    layout = specimens.laid_out(body)
    weights = (0.299, 0.587, 0.114, 0)
    for printer in (GREY, CMYK):
        before, after = seen(layout).crop((18, 18, 882, 1314)), seen(pressed(layout, printer))
        left, right = (57 * 2 + 20, 150), (370 * 2, 150)
        for at in (left, right):
            was = before.convert("L", weights).getpixel(at)
            assert abs(after.convert("L").getpixel(at) - was) < 24


@pytest.mark.parametrize("colour", ["device-cmyk(.6 .5 .4 1)", "device-cmyk(0 0 0 1)", "#000"])
def test_full_black_is_never_mixed(colour) -> None:
    layout = specimens.laid_out(f'<p style="color: {colour}">Black</p>')
    for printer, black in ((CMYK, "0 0 0 1 k"), (GREY, "0 g")):
        with opened(pressed(layout, printer)) as pdf:
            assert {step for step in steps_of(pdf) if step[-1] in "gk"} == {black}


def veils(pdf):
    """Return resources: a state with an alpha of a half, forms in red, and a mask drawn in red."""

    def form(**keys):
        keys = {"Type": NAME.XObject, "Subtype": NAME.Form, "BBox": [0, 0, 99, 99]} | keys
        return pdf.make_stream(b"1 0 0 rg 0 0 99 99 re f", **keys)

    group = pikepdf.Dictionary(S=NAME.Transparency, CS=NAME.DeviceRGB)
    mask = pikepdf.Dictionary(S=NAME.Luminosity, G=form(Group=group))
    return pikepdf.Dictionary(
        ExtGState=pikepdf.Dictionary(
            V=pikepdf.Dictionary(ca=0.5), M=pikepdf.Dictionary(SMask=mask)
        ),
        XObject=pikepdf.Dictionary(F=form(), G=form(Group=group)),
    )


@pytest.mark.parametrize(
    ("content", "inks"),
    [
        # What is set inside is not set any more outside.
        (b"q /V gs 1 0 0 rg 0 0 9 9 re f Q 0 0 1 rg 9 9 9 9 re f", ["1 0.5 0.5 rg", "0 0 1 rg"]),
        (b"0 0 1 rg q 1 0 0 rg Q /V gs 0 0 9 9 re f", ["0.5 0.5 1 rg"]),
        (b"/V gs 1 0 0 rg 0 0 9 9 re f", ["1 0.5 0.5 rg"]),
        (b"1 0 0 RG /V gs 0 0 m 9 9 l S", ["1 0 0 RG"]),
        (b"/V gs 0 1 0 0 k 0 0 9 9 re f", ["0 0.5 0 0 k"]),
    ],
)
def test_an_alpha_holds_as_long_as_its_state(content, inks) -> None:
    made = pressed(drawing(content, veils), replace(RGB, transparency=False))
    with opened(made) as pdf:
        found = steps_of(pdf)
        assert not [step for step in found if step.endswith(" gs")]
        at = [found.index(one) for one in inks]
        assert at == sorted(at)
        painted = [step for step in found if step in ("f", "S")]
        assert len(painted) == len([part for part in content.split() if part in (b"f", b"S")])


def test_a_form_knows_nothing_of_the_patterns_of_its_page() -> None:
    def resources(pdf):
        found = veils(pdf)
        group = found.XObject.G
        group.write(b"/V gs 0 0 9 9 re f 1 0 0 rg 9 9 9 9 re f")
        group["/Resources"] = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(found.ExtGState))
        tile = pdf.make_stream(
            b"0 1 0 rg 0 0 2 2 re f", PatternType=1, PaintType=1, TilingType=1, XStep=4, YStep=4,
            BBox=[0, 0, 4, 4], Resources=pikepdf.Dictionary(),
        )  # fmt: skip
        found["/Pattern"] = pikepdf.Dictionary(T=tile)
        return found

    layout = drawing(b"/Pattern cs /T scn /G Do", resources)
    for printer in (GREY, X1A):
        with opened(pressed(layout, printer)) as pdf:
            assert "/Pattern cs" in steps_of(pdf)


def test_glyphs_that_are_drawings_are_in_the_inks_too(inks_of) -> None:
    def resources(pdf):
        glyph = pdf.make_stream(b"1000 0 d0 1 0 0 rg 0 0 700 700 re f")
        font = pikepdf.Dictionary(
            Type=NAME.Font, Subtype=NAME.Type3, FontBBox=[0, 0, 1000, 1000],
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0], FirstChar=97, LastChar=97, Widths=[1000],
            CharProcs=pikepdf.Dictionary(a=glyph), Resources=pikepdf.Dictionary(),
            Encoding=pikepdf.Dictionary(Differences=[97, NAME.a]),
        )  # fmt: skip
        return pikepdf.Dictionary(Font=pikepdf.Dictionary(E=font))

    layout = drawing(b"BT /E 20 Tf 50 50 Td (aa) Tj ET BT /E 9 Tf (a) Tj ET", resources)
    assert {ink.space for ink in inks_of(layout).inks} == {"DeviceGray", "DeviceRGB"}
    made = pressed(layout, GREY)
    assert {ink.space for ink in inks_of(made).inks} == {"DeviceGray"}
    assert abs(seen(made, scale=1).getpixel((55, 590))[0] - 76) <= 1


def test_of_a_state_only_what_prints_is_kept() -> None:
    def states(_):
        state = pikepdf.Dictionary(LW=2, ca=0.5, TR=NAME.Identity, HT=NAME.Default, BM=NAME.Normal)
        return pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(V=state))

    layout = drawing(b"/V gs 0 0 m 9 9 l S", states)
    for printer, kept in ((X1A, {"/LW"}), (GREY, {"/LW", "/ca", "/BM"})):
        with opened(pressed(layout, printer)) as pdf:
            assert set(pdf.pages[0].resources.ExtGState.V) == kept


@pytest.mark.parametrize("name", [b"F", b"G"])
@pytest.mark.parametrize("veiled_first", [True, False])
def test_a_form_or_a_group_is_seen_through_once(name, veiled_first) -> None:
    """Through a half, red is half red, whether its form takes the alpha on or is a group."""
    steps = [b"q /V gs /%s Do Q" % name, b"q 1 0 0 1 200 200 cm /%s Do Q" % name]
    layout = drawing(b" ".join(steps if veiled_first else reversed(steps)), veils)
    made = pressed(layout, replace(RGB, transparency=False))
    assert seen(made, scale=1).getpixel((50, 600)) == (255, 128, 128)
    assert seen(made, scale=1).getpixel((250, 400)) == (255, 0, 0)
    with opened(made) as pdf:
        assert pictures_of(pdf) == []


def test_a_mask_stays_light_and_dark_in_four_inks() -> None:
    layout = drawing(b"/M gs 0 0 1 rg 0 0 99 99 re f", veils)
    for printer in (GREY, CMYK):
        with opened(pressed(layout, printer)) as pdf:
            (state,) = pdf.pages[0].resources.ExtGState.values()
            assert b"0.299 g" in state.SMask.G.read_bytes()
            assert state.SMask.G.Group.CS == "/DeviceGray"


def test_what_is_not_drawn_is_not_in_the_file(layout) -> None:
    with opened(layout) as pdf:
        unused = pdf.make_stream(bytes(3))
        for key, value in (
            ("/Type", NAME.XObject), ("/Subtype", NAME.Image), ("/ColorSpace", NAME.DeviceRGB),
            ("/Width", 1), ("/Height", 1), ("/BitsPerComponent", 8),
        ):  # fmt: skip
            unused[key] = value
        pdf.pages[0].resources.XObject["/Unused"] = unused
        made = pressed(saved(pdf), X1A)
    with opened(made) as pdf:
        content = pdf.pages[0].resources.unparse(resolved=True)
        assert b"/Unused" not in content
        assert b"/ColorSpace" not in content
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image":
                assert one.ColorSpace == "/DeviceGray"


COLOURS = st.tuples(*[st.integers(0, 255).map(lambda level: level / 255)] * 3)
FOUR = st.tuples(*[st.integers(0, 255).map(lambda level: level / 255)] * 4)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(FOUR, COLOURS, st.integers(100, 400), st.booleans())
def test_ink_never_lies_thicker_than_it_may(four, three, most, with_profile) -> None:
    inks = Inks("cmyk", specimens.four_ink_profile() if with_profile else None, most)
    for space, values in ((Space("cmyk"), four), (Space("rgb"), three)):
        kind, found = inks.mixed(space, values)
        assert kind == "cmyk"
        assert all(0 <= one <= 1 for one in found)
        assert sum(found) <= most / 100 + 0.0005


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.binary(min_size=64, max_size=64), st.integers(100, 399))
def test_ink_of_pictures_never_lies_thicker_than_it_may(pixels, most) -> None:
    made = Inks("cmyk", None, most).picture(Image.frombytes("CMYK", (4, 4), pixels))
    inks = made.tobytes()
    assert max(sum(inks[at : at + 4]) for at in range(0, 64, 4)) <= most * 2.55 + 1
    # Black is what is left of a picture when its inks are too many.
    assert inks[3::4] == pixels[3::4]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 255), st.floats(0, 1))
def test_every_grey_is_black_ink_alone(level, alpha) -> None:
    grey = level / 255
    for profile in (None, specimens.four_ink_profile()):
        _, (*colours, black) = Inks("cmyk", profile).mixed(Space("rgb"), (grey,) * 3, alpha)
        assert colours == [0, 0, 0]
        assert black == pytest.approx((1 - grey) * alpha, abs=0.001)
    _, (found,) = Inks("grey").mixed(Space("rgb"), (grey,) * 3, alpha)
    assert found == pytest.approx(1 - (1 - grey) * alpha, abs=0.001)


# What is seen through


def test_on_white_nothing_becomes_a_picture() -> None:
    body = """<p style="color: rgba(200, 0, 0, .5)">Half red</p><div style="opacity: .3">Faint
    <b style="background: #0f0">on green</b></div><p style="background: #ff08">Marked</p>"""
    with opened(pressed(specimens.laid_out(body), X1A)) as pdf:
        assert pictures_of(pdf) == []
        # Half of #c80000, on white.
        assert f"{1 - 0.5 * (1 - 0.299 * 200 / 255):.4f} g" in steps_of(pdf)


def test_on_colour_a_picture_of_the_place_lies_on_top_and_the_words_below() -> None:
    body = """<div style="background: #00f; font: bold 50pt sans-serif"><span
    style="color: rgba(255, 255, 0, .5)">Seen through</span></div>"""
    layout = specimens.laid_out(body)
    made = pressed(layout, replace(RGB, transparency=False, bleed=3.175))
    with opened(made) as pdf:
        places = pictures_of(pdf)
        assert places
        # Eight pixels a point.
        assert all(int(one.Width) % 8 == int(one.Height) % 8 == 0 for one in places)
    assert specimens.words_of(made) == specimens.words_of(layout)
    assert unlike(seen(layout), seen(made)) < 0.002


def test_a_blend_mode_is_looked_at_too() -> None:
    body = '<div style="background: #0f0; height: 20mm"></div>'
    with opened(specimens.laid_out(body)) as pdf:
        page = pdf.pages[0]
        page.resources["/ExtGState"]["/M"] = pikepdf.Dictionary(BM=NAME.Multiply)
        page.contents_add(b"q /M gs 1 0 0 rg 60 60 300 500 re f Q")
        layout = saved(pdf)
    made = pressed(layout, replace(RGB, transparency=False, bleed=3.175))
    assert unlike(seen(layout), seen(made)) < 0.001


# Boxes

BOXES = [
    (GREY, 0, (0, 0, 0, 0), 0),
    (LULU, 0, (3.175, 3.175, 3.175, 3.175), 0),
    (LULU, 1, (3.175, 3.175, 3.175, 3.175), 0),
    (KDP, 0, (0, 3.175, 3.175, 3.175), 0),
    (KDP, 1, (3.175, 3.175, 0, 3.175), 0),
    (replace(LULU, marks=True), 0, (3.175, 3.175, 3.175, 3.175), 7),
    (replace(KDP, marks=True), 1, (3.175, 3.175, 0, 3.175), 7),
    (replace(GREY, marks=True), 0, (0, 0, 0, 0), 7),
]


@pytest.mark.parametrize(("printer", "page", "bleed", "slug"), BOXES)
def test_boxes_are_what_the_printer_cuts_by(layout, printer, page, bleed, slug) -> None:
    with opened(pressed(layout, printer)) as pdf:
        obj = pdf.pages[page].obj
        assert set(obj) & {"/CropBox", "/ArtBox", "/Rotate", "/UserUnit"} == set()
        cut, beyond, media = (
            [float(side) for side in obj[key]] for key in ("/TrimBox", "/BleedBox", "/MediaBox")
        )
    assert cut == pytest.approx([0, 0, 152.4 * MM, 228.6 * MM], abs=0.001)
    left, below, right, above = (one * MM for one in bleed)
    wanted = [-left, -below, cut[2] + right, cut[3] + above]
    assert beyond == pytest.approx(wanted, abs=0.001)
    slug *= MM
    wanted = [wanted[0] - slug, wanted[1] - slug, wanted[2] + slug, wanted[3] + slug]
    assert media == pytest.approx(wanted, abs=0.001)


@pytest.mark.parametrize(("printer", "inches"), [(KDP, (6.125, 9.25)), (LULU, (6.25, 9.25))])
def test_pages_are_as_large_as_the_houses_say(layout, printer, inches) -> None:
    document = pypdfium2.PdfDocument(pressed(layout, printer))
    assert {page.get_size() for page in document} == {(inches[0] * 72, inches[1] * 72)}
    document.close()


@pytest.mark.parametrize("colour", ["grey", "cmyk", "rgb"])
@pytest.mark.parametrize("sides", ["all", "outer"])
def test_crop_marks_stand_outside_of_the_bleed_and_change_nothing_inside(colour, sides) -> None:
    printer = replace(GREY, colour=colour, bleed=3.175, bleed_sides=sides)
    # The ground is laid out beyond the spine too.
    layout = specimens.laid_out(specimens.COLOURS, css="@page { background: #9a9a9a }")
    # So that the slug of seven millimetres is sixty pixels wide.
    slug, scale = 60, 60 / (7 * MM)
    plain = seen(pressed(layout, printer), scale=scale)
    marked = seen(pressed(layout, replace(printer, marks=True)), scale=scale)
    width, height = plain.size
    inner = (slug, slug, slug + width, slug + height)
    assert unlike(plain, marked.crop(inner)) < 0.001
    ink = ImageChops.invert(marked.convert("L")).point(lambda level: 255 * (level > 48))
    ink.paste(0, inner)
    # Three millimetres round the bleed are left free: twenty-six pixels.
    free = ink.crop((slug - 24, slug - 24, slug + width + 24, slug + height + 24))
    assert free.getbbox() is None
    # The mark at the lower left points at the trim, and is four millimetres long.
    trim = slug + height - 3.175 * MM * scale
    mark = ink.crop((0, round(trim) - 4, slug, round(trim) + 4)).getbbox()
    assert mark[0] == 0
    assert 32 <= mark[2] <= 36
    assert abs((mark[1] + mark[3]) / 2 - 4) <= 1
    assert mark[3] - mark[1] <= 2
    assert sum(1 for level in ink.crop((0, 0, ink.width, 1)).tobytes() if level) in range(2, 7)


def test_crop_marks_in_four_inks_print_in_each(layout, inks_of) -> None:
    found = inks_of(pressed(layout, replace(CMYK, marks=True)))
    assert "Separation All" in {ink.space for ink in found.inks if ink.what == "line"}


BLANK, INKED = b"", b"0 0 9 9 re f"


def sheets(*contents):
    """Return a PDF with a page of the trim for each drawing."""
    with pikepdf.new() as pdf:
        for content in contents:
            page = pdf.add_blank_page(page_size=(432, 648))
            page.obj["/Contents"] = pdf.make_stream(content)
            page.obj["/Resources"] = pikepdf.Dictionary()
        return saved(pdf)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.booleans(), min_size=1, max_size=9), st.integers(1, 16), st.booleans())
def test_pages_are_filled_up_with_blanks_and_no_more(inked, multiple, last_blank) -> None:
    printer = replace(LULU, bleed=0, pages_multiple=multiple, last_blank=last_blank)
    made = pressed(sheets(*(INKED if one else BLANK for one in inked)), printer)
    with opened(made) as pdf:
        count = len(pdf.pages)
        drawn = [bool(steps_of(pdf, number)) for number in range(count)]
    assert count % multiple == 0
    assert drawn == [*inked, *[False] * (count - len(inked))]
    if last_blank:
        assert not drawn[-1]
    assert count < len(inked) + int(last_blank and inked[-1]) + multiple


def test_a_blank_page_has_the_bleed_on_its_own_side() -> None:
    printer = replace(KDP, pages_multiple=2, marks=True)
    layout = specimens.laid_out(specimens.WORDS)
    with opened(pressed(layout, printer)) as pdf:
        assert [float(side) for side in pdf.pages[1].obj.BleedBox] == [-9, -9, 432, 657]
        assert any(step.endswith(" l") for step in steps_of(pdf, 1))


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("/Rotate", 90, "page 1 is turned or scaled"),
        ("/UserUnit", 2, "page 1 is turned or scaled"),
        ("/TrimBox", [0, 0, 400, 648], "page 1 is laid out as 141.1 x 228.6 mm"),
        ("/MediaBox", [0, 0, 432, 648], "3.2 mm less than the bleed"),
    ],
)
def test_a_layout_that_does_not_fit_is_refused(key, value, says) -> None:
    with opened(specimens.laid_out(specimens.WORDS)) as pdf:
        pdf.pages[0].obj[key] = pikepdf.Array(value) if isinstance(value, list) else value
        layout = saved(pdf)
    with pytest.raises(PressError, match=says):
        pressed(layout, LULU)


def test_a_layout_with_layers_is_refused() -> None:
    with opened(specimens.laid_out(specimens.WORDS)) as pdf:
        pdf.Root["/OCProperties"] = pikepdf.Dictionary()
        layout = saved(pdf)
    with pytest.raises(PressError, match="layers"):
        pressed(layout, LULU)


# What the file says of itself


def held(pdf):
    """Return everything in a file that can be read, unpacked."""
    with opened(pdf) as found:
        parts = [one.unparse(resolved=True) for one in found.objects]
        parts += [
            one.read_bytes()
            for one in found.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image"
        ]
        parts.append(found.trailer.unparse(resolved=True))
    return b"\n".join(parts)


def test_without_metadata_the_file_says_nothing() -> None:
    layout = specimens.laid_out(specimens.WORDS, attached=b"a source")
    made = pressed(layout, KDP)
    content = held(made)
    for word in (b"Vera", b"On T", b"Recto", b"WeasyPrint", b"20261122", b"a source", b"s.txt"):
        assert word not in content
        assert word not in made
    with opened(made) as pdf:
        assert set(pdf.Root) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        assert "/Annots" not in pdf.pages[0]


def test_links_bookmarks_and_destinations_stay_where_they_may() -> None:
    layout = specimens.laid_out(specimens.WORDS)
    with opened(pressed(layout, replace(LULU, annotations=True, bookmarks=True))) as pdf:
        actions = {str(one.get("/A", {}).get("/S", "/GoTo")) for one in pdf.pages[0].Annots}
        assert actions == {"/GoTo", "/URI"}
        first = pdf.Root.Outlines.First
        assert "/A" not in first
        assert first.Dest[0].objgen == pdf.pages[0].objgen
        assert dict(pikepdf.NameTree(pdf.Root.Names.Dests)).keys() == {"a"}
    with opened(pressed(layout, LULU)) as pdf:
        assert "/Annots" not in pdf.pages[0]
        assert "/Outlines" not in pdf.Root
        # They print nowhere, and the proof finds the notes by them.
        assert dict(pikepdf.NameTree(pdf.Root.Names.Dests)).keys() == {"a"}


@pytest.mark.parametrize("printer", [LULU, replace(LULU, annotations=True, bookmarks=True)])
def test_what_acts_is_in_no_file_for_print(printer) -> None:
    with opened(specimens.laid_out(specimens.WORDS, attached=b"a source")) as pdf:
        assert len(pdf.pages[0].Annots) == 2
        script = pikepdf.Dictionary(S=NAME.JavaScript, JS=pikepdf.String("alert()"))
        pdf.Root["/OpenAction"] = script
        pdf.Root.Names["/JavaScript"] = pikepdf.Dictionary(Names=["x", script])
        pdf.pages[0].obj["/AA"] = pikepdf.Dictionary(O=script)
        pdf.pages[0].Annots[0]["/A"] = script
        pdf.pages[0].Annots[1]["/AA"] = pikepdf.Dictionary(D=script)
        layout = saved(pdf)
    content = held(pressed(layout, printer))
    assert b"alert" not in content
    assert b"a source" not in content


def test_pdf_x_1a_says_what_it_is() -> None:
    made = pressed(specimens.laid_out(specimens.WORDS), replace(X1A, condition="CGATS TR 001"))
    assert made.startswith(b"%PDF-1.4")
    assert b"ObjStm" not in made
    with opened(made) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        assert info.pop("/Producer").startswith("WeasyPrint")
        assert info == {
            "/Title": "On T & <x>", "/Author": "Vera Nemo", "/Creator": "Recto",
            "/CreationDate": "D:20261122000000Z", "/ModDate": "D:20261122000000Z",
            "/Trapped": "/False", "/GTS_PDFXVersion": "PDF/X-1a:2003",
        }  # fmt: skip
        assert isinstance(pdf.docinfo.Trapped, pikepdf.Name)
        assert len(pdf.trailer.ID) == 2
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert str(intent.OutputConditionIdentifier) == str(intent.Info) == "CGATS TR 001"
        assert str(intent.RegistryName) == "http://www.color.org"
        # A registered condition needs no profile, and a printer may not want one.
        assert "/DestOutputProfile" not in intent
        assert "/Metadata" not in pdf.Root
        for font in pdf.pages[0].resources.Font.values():
            program = font.DescendantFonts[0].FontDescriptor
            assert program.get("/FontFile3", {}).get("/Subtype", "") != "/OpenType"


def test_pdf_x_4_says_what_it_is_and_keeps_the_profile() -> None:
    made = pressed(specimens.laid_out(specimens.WORDS), X4)
    assert made.startswith(b"%PDF-1.6")
    with opened(made) as pdf:
        xmp = pdf.Root.Metadata
        assert "/Filter" not in xmp
        meta = pdf.open_metadata()
        assert meta["dc:title"] == "On T & <x>"
        assert meta["xmp:CreateDate"] == meta["xmp:ModifyDate"] == "2026-11-22T00:00:00Z"
        assert meta["xmpMM:RenditionClass"] == "default"
        assert re.fullmatch(r"uuid:[0-9a-f-]{36}", meta["xmpMM:DocumentID"])
        assert b"<pdfxid:GTS_PDFXVersion>PDF/X-4<" in xmp.read_bytes()
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.OutputConditionIdentifier) == "Custom"
        assert intent.DestOutputProfile.read_bytes() == grey_profile()
        assert intent.DestOutputProfile.N == 1


def test_the_grey_profile_is_one_that_littlecms_reads() -> None:
    opened_profile = ImageCms.ImageCmsProfile(io.BytesIO(grey_profile()))
    found = opened_profile.profile
    assert (found.device_class, found.xcolor_space.strip(), found.version) == ("prtr", "GRAY", 2.4)
    way = ImageCms.buildTransform(opened_profile, ImageCms.createProfile("sRGB"), "L", "RGB")
    for level in (0, 64, 128, 255):
        red, *_ = ImageCms.applyTransform(Image.new("L", (1, 1), level), way).getpixel((0, 0))
        assert abs(red - level) <= 3


@pytest.mark.parametrize(
    ("printer", "profile", "says"),
    [
        (replace(X4, condition="FOGRA39"), None, "needs the ICC `profile` of `FOGRA39` itself"),
        (replace(CMYK, standard="x-4"), None, "needs an ICC `profile` of the print"),
        (replace(CMYK, standard="x-1a"), None, "a `condition` or an ICC `profile`"),
        (replace(RGB, standard="x-4"), None, "has no RGB pages"),
        (replace(X4, metadata=False), None, "has metadata, which `metadata` refuses"),
        (CMYK, grey_profile(), "is one of GRAY, and the pages are in cmyk"),
        (CMYK, b"no profile", "is no ICC profile that can be read"),
        (CMYK, b"", "is no ICC profile that can be read"),
        (
            X4,
            ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
            "is one of a `mntr`",
        ),
    ],
)
def test_a_standard_that_cannot_be_met_is_refused(printer, profile, says) -> None:
    with pytest.raises(PressError, match=re.escape(says)):
        pressed(specimens.laid_out(specimens.WORDS), printer, profile=profile)


@pytest.mark.parametrize("made_on", ["2026-11-22T10:30:00Z", "2026-11-22T12:30:00+02:00"])
def test_a_moment_is_written_in_universal_time(made_on) -> None:
    with opened(pressed(specimens.laid_out(specimens.WORDS), LULU, made_on=made_on)) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20261122103000Z"


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(PressError, match="`soon` is no date"):
        pressed(specimens.laid_out(specimens.WORDS), LULU, made_on="soon")


# Fonts


def test_whole_fonts_are_called_by_their_own_names() -> None:
    layout = specimens.laid_out(specimens.WORDS, full_fonts=True)
    with opened(pressed(layout, replace(KDP, fonts="whole"))) as pdf:
        for font in pdf.pages[0].resources.Font.values():
            inner = font.DescendantFonts[0]
            names = {str(font.BaseFont), str(inner.BaseFont), str(inner.FontDescriptor.FontName)}
            assert len(names) == 1
            assert "+" not in names.pop()


def test_a_subset_is_not_passed_off_as_a_whole_font() -> None:
    with pytest.raises(PressError, match="is embedded as a subset, and is asked for whole"):
        pressed(specimens.laid_out(specimens.WORDS), replace(KDP, fonts="whole"))


SOURCE = f"""@font-face {{ font-family: Source;
src: url({(font_folder() / "SourceSerifPro-Regular.otf").as_uri()}) }}
body {{ font-family: Source }}"""


@pytest.mark.parametrize(("printer", "program"), [(X1A, "CIDFontType0C"), (GREY, "OpenType")])
@pytest.mark.parametrize("full_fonts", [False, True])
def test_pdf_1_4_gets_the_outlines_of_opentype_alone(inks_of, printer, program, full_fonts) -> None:
    layout = specimens.laid_out("<p>Outlines, fi</p>", css=SOURCE, full_fonts=full_fonts)
    made = pressed(layout, replace(printer, fonts="whole" if full_fonts else "subset"))
    fonts = {(font.program, font.subset) for font in inks_of(made).fonts}
    assert fonts == {(program, not full_fonts)}
    assert specimens.words_of(made) == specimens.words_of(layout)
    before = seen(layout).crop((18, 18, 882, 1314))
    assert unlike(before, seen(made)) < 0.0002
    assert unlike(before, Image.new("RGB", before.size, "white")) > 0.001


# The same bytes

TWICE = """
import sys
sys.path.insert(0, sys.argv[1])
import press_specimens as specimens
from pathlib import Path
from recto.model import Printer
for number, printer in enumerate((
    Printer("a", "a", standard="x-1a", transparency=False, marks=True, last_blank=True),
    Printer("b", "b", standard="x-4", bleed=3.175),
)):
    made = specimens.pressed(Path(sys.argv[2]).read_bytes(), printer)
    Path(f"{sys.argv[2]}.{number}").write_bytes(made)
"""


def test_the_same_layout_gives_the_same_bytes(layout, tmp_path) -> None:
    source = tmp_path / "layout.pdf"
    source.write_bytes(layout)
    made = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", TWICE, str(Path(__file__).parent), str(source)]
        subprocess.run(command, check=True, env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"})
        made.append([Path(f"{source}.{number}").read_bytes() for number in (0, 1)])
    assert made[0] == made[1]


# Hostile layouts


def drawing(content, resources=None):
    """Return a PDF whose one page draws something, with resources that a function makes."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(432, 648))
        page.obj["/Contents"] = pdf.make_stream(content)
        page.obj["/Resources"] = resources(pdf) if resources else pikepdf.Dictionary()
        return saved(pdf)


def image(width, height, content=b"x", **keys):
    def make(pdf):
        keys_of = {
            "Type": NAME.XObject, "Subtype": NAME.Image, "Width": width, "Height": height,
            "BitsPerComponent": 8, "ColorSpace": NAME.DeviceRGB,
        } | keys  # fmt: skip
        one = pdf.make_stream(content, **keys_of)
        return pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=one))

    return make


def form_in_itself(pdf):
    form = pdf.make_stream(b"/F Do /F Do", Subtype=NAME.Form, BBox=[0, 0, 9, 9])
    form["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    return pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))


def forms_in_forms(depth, times):
    def make(pdf):
        inner = None
        for _ in range(depth):
            content = b"/F Do " * times if inner is not None else b"0 0 1 rg 0 0 9 9 re f"
            form = pdf.make_stream(content, Subtype=NAME.Form, BBox=[0, 0, 9, 9])
            if inner is not None:
                form["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
            inner = form
        return pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))

    return make


def bomb():
    machine = zlib.compressobj(9)
    packed = b"".join(machine.compress(b"0 " * 500_000) for _ in range(400)) + machine.flush()
    with opened(drawing(b"")) as pdf:
        pdf.pages[0].Contents.write(packed, filter=NAME.FlateDecode)
        return saved_packed(pdf)


def saved_packed(pdf):
    file = io.BytesIO()
    pdf.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return file.getvalue()


HOSTILE = {
    "nothing": (b"", "damaged"),
    "no PDF": (b"%PDF-1.4 nothing", "damaged"),
    "states in states": (drawing(b"q " * 10_000), "states"),
    "a giant picture": (drawing(b"/Im Do", image(1_000_000, 1_000_000)), "eighty million"),
    "a picture cut off": (drawing(b"/Im Do", image(5_000, 5_000)), "not enough"),
    "a broken JPEG": (drawing(b"/Im Do", image(9, 9, Filter=NAME.DCTDecode)), "damaged"),
    "an inline picture cut off": (drawing(b"BI /W 9 /H 9 /BPC 8 /CS /RGB ID xx"), "damaged"),
    "an inline picture in colour": (
        drawing(b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI"),
        "in colour stands in the drawing",
    ),
    "a form in itself": (drawing(b"/F Do", form_in_itself), "draws itself"),
    "forms in forms": (drawing(b"/F Do", forms_in_forms(99, 1)), "without end"),
    "forms that multiply": (drawing(b"/F Do", forms_in_forms(20, 9)), "three million steps"),
    "what is not there": (drawing(b"/Nope Do"), "`/Nope`, which is not there"),
    "no numbers": (drawing(b"1 rg"), "1 numbers where 3 belong"),
    "brackets": (drawing(b"[" * 100_000), "damaged"),
    "a spot colour": (
        drawing(
            b"/S cs 1 scn 0 0 9 9 re f",
            lambda _: pikepdf.Dictionary(
                ColorSpace=pikepdf.Dictionary(
                    S=[NAME.Separation, NAME.Gold, NAME.DeviceRGB, pikepdf.Dictionary()]
                )
            ),
        ),
        "`Separation` cannot be converted",
    ),
    "a mesh": (
        drawing(
            b"/S sh",
            lambda _: pikepdf.Dictionary(
                Shading=pikepdf.Dictionary(
                    S=pikepdf.Dictionary(
                        ShadingType=1, ColorSpace=NAME.DeviceRGB, Function=pikepdf.Dictionary()
                    )
                )
            ),
        ),
        "page 1: a gradient that follows no line or circle",
    ),
    "a bomb": (bomb(), "memory limit"),
}


@pytest.mark.parametrize(("layout", "says"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("printer", [GREY, replace(CMYK, transparency=False, ink=200)])
def test_a_hostile_layout_is_refused_in_one_line(layout, says, printer) -> None:
    with pytest.raises(PressError) as refused:
        pressed(layout, printer)
    said = str(refused.value)
    assert says in said
    assert "\n" not in said
    assert " object at 0x" not in said


def test_limits_of_qpdf_are_as_before_for_everybody_else() -> None:
    before = pikepdf.settings.get_qpdf_limits()
    with pytest.raises(PressError):
        pressed(b"", GREY)
    assert pikepdf.settings.get_qpdf_limits() == before


def test_an_encrypted_layout_is_refused() -> None:
    with opened(specimens.laid_out(specimens.WORDS)) as pdf:
        for user in ("", "secret"):
            file = io.BytesIO()
            pdf.save(file, encryption=pikepdf.Encryption(user=user, owner="owner"))
            with pytest.raises(PressError, match="encrypted"):
                pressed(file.getvalue(), GREY)
