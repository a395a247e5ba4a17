"""Layouts as WeasyPrint makes them for print, and an ICC profile of four inks, for the press."""

from __future__ import annotations

import base64
import io
import struct
from functools import cache

import pikepdf
import pypdfium2
import weasyprint
from PIL import Image, ImageDraw

from recto.model import Trim
from recto.tools.prepress import press_ready
from recto.tools.prepress.inks import Space, plain

TRIM = Trim("6x9", "6 x 9 in", 152.4, 228.6, 19, 17, 20, 20, 10, 14, 8, 10)
MM = 72 / 25.4
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">
<defs><linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset="1"
stop-color="#00f"/></linearGradient><linearGradient id="h"><stop offset="0" stop-color="#0a0"/>
<stop offset="1" stop-color="#0a0" stop-opacity="0"/></linearGradient></defs>
<rect width="200" height="40" fill="url(#g)"/>
<rect x="10" y="20" width="80" height="60" fill="#fc0" opacity=".5"/>
<circle cx="120" cy="60" r="30" fill="#0a0" fill-opacity=".4" stroke="#a00" stroke-width="4"/>
<circle cx="150" cy="60" r="30" fill="#00a" fill-opacity=".4"/>
<rect x="10" y="84" width="180" height="14" fill="url(#h)"/>
<text x="20" y="60" font-size="14" fill="#555">Words</text></svg>"""


def picture(mode, kind, size=(420, 240)):
    """Return a picture in a mode of Pillow, PNG or JPEG, as a data URL."""
    image = Image.new("RGBA", size)
    draw = ImageDraw.Draw(image)
    for x in range(size[0]):
        alpha = max(0, 255 - x) if mode == "RGBA" else 255
        part = x * 255 // size[0]
        draw.line([(x, 0), (x, size[1])], fill=(part, 80, 255 - part, alpha))
    draw.ellipse([80, 40, 300, 200], fill=(200, 0, 0, 255))
    made = image if mode == "RGBA" else image.convert("RGB").convert(mode)
    file = io.BytesIO()
    made.save(file, kind)
    return f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode()}"


def drawing(svg=SVG):
    """Return an SVG as a data URL."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


@cache
def laid_out(body, *, css="", bleed=3.175, full_fonts=False, attached=b""):
    """Return the PDF of a layout for a page of 6 by 9 inches, with a strip for the bleed."""
    html = f"""<!DOCTYPE html><html lang="en"><head><title>On T &amp; &lt;x&gt;</title>
    <meta name="author" content="Vera Nemo"><style>
    @page {{ size: 152.4mm 228.6mm; margin: 20mm; bleed: {bleed}mm }}
    body {{ font: 10pt/1.4 serif }} a {{ color: blue }}
    img {{ width: 34mm; display: block; margin: 1mm 0 }} {css}
    </style></head><body>{body}</body></html>"""
    attachments = [weasyprint.Attachment(string=attached, name="s.txt")] if attached else None
    return weasyprint.HTML(string=html).write_pdf(full_fonts=full_fonts, attachments=attachments)


WORDS = """<h1 id="a">A heading</h1><p>Black words, <a href="#a">a link</a>,
<a href="https://example.org">another</a>, and <i>more words</i>.</p>"""
OF_A_SCREEN = f"""<h1 style="color: #803">A red heading</h1><p id="a">Black words,
<span style="color: #777">grey</span>, <a href="#a">a link</a></p>
<img src="{picture("RGB", "png")}"><img src="{picture("RGB", "jpeg")}">
<img src="{picture("L", "jpeg")}">
<div style="height: 20mm; background: linear-gradient(90deg, #f00, #ff0 50%, #00f)"></div>"""
COLOURS = f"""{OF_A_SCREEN}<p><span style="color: oklch(.6 .2 30)">Of a wide space</span>,
<span style="color: device-cmyk(0 1 1 0)">of four inks</span></p>
<img src="{picture("CMYK", "jpeg")}">"""
VEILS = f"""<p>Words <span style="color: rgba(0, 0, 0, .5)">that are half black</span></p>
<div style="background: #cde"><span style="color: rgba(200, 0, 0, .5)">see-through on blue</span>
<div style="opacity: .5">A group <b style="background: #f00">in red</b></div></div>
<img src="{picture("RGBA", "png")}" style="background: #afa"><img src="{drawing()}">
<div style="height: 20mm; background: radial-gradient(#f00, rgba(0, 0, 255, 0))"></div>
<div style="height: 20mm; background: url({drawing()}) 0 0 / 20mm 10mm"></div>"""
TINTED = "@page { background: #ffe }"


def all_of_it(colours=COLOURS):
    """Return a layout with every kind of colour, and with everything that is seen through."""
    body = f'{colours}<h1 style="break-before: page">Veils</h1>{VEILS}'
    return laid_out(body, css=TINTED)


@cache
def pressed(pdf, printer, trim=TRIM, **given):
    """Return a layout as a printer wants it."""
    said = {"identifier": "doi:10.1/x", "title": "On T & <x>", "made_on": "2026-11-22"}
    return press_ready(pdf, trim, printer, **said | given)


def seen(pdf, page=0, scale=2, mode="RGB"):
    """Return a page as pdfium draws it."""
    document = pypdfium2.PdfDocument(pdf)
    image = document[page].render(scale=scale, draw_annots=False).to_pil().convert(mode)
    document.close()
    return image


def words_of(pdf):
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def opened(pdf):
    """Open the bytes of a PDF."""
    return pikepdf.open(io.BytesIO(pdf))


def saved(pdf):
    """Return the bytes of an open PDF."""
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True, fix_metadata_version=False)
    return file.getvalue()


# A profile of four inks


@cache
def four_ink_profile(black=0.7):
    """Return an ICC profile (v2, prtr, CMYK) that replaces a part of grey by black ink."""
    steps, levels = 9, 5

    def inks(at):
        lightness, a, b = at[0] * 100, at[1] * 255 - 128, at[2] * 255 - 128
        _, rgb = plain(Space("lab"), (lightness, a, b))
        grey = 1 - max(rgb)
        return [*(1 - one - black * grey for one in rgb), black * grey]

    def lab(at):
        rgb = [(1 - one) * (1 - at[3]) for one in at[:3]]
        return [0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2], 0.5, 0.5]

    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Four\0" + bytes(78),
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": b"XYZ \0\0\0\0" + struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D),
        b"A2B0": _table(4, 3, levels, lab),
        b"B2A0": _table(3, 4, steps, inks),
    }
    return _profile(b"CMYK", b"Lab ", tags)


def _table(inputs, outputs, steps, colour):
    """Return a table of eight bits (ICC.1:2001-04, 6.5.8)."""
    body = bytearray()
    for number in range(steps**inputs):
        places = [number // steps ** (inputs - 1 - one) % steps for one in range(inputs)]
        body += bytes(
            round(255 * min(max(one, 0), 1)) for one in colour([p / (steps - 1) for p in places])
        )
    unit = struct.pack(">9I", *(0x10000 if at % 4 == 0 else 0 for at in range(9)))
    head = b"mft1\0\0\0\0" + bytes([inputs, outputs, steps, 0]) + unit
    straight = bytes(range(256))
    return head + straight * inputs + bytes(body) + straight * outputs


def _profile(space, connection, tags):
    table, body, begin = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for tag, content in tags.items():
        table += tag + struct.pack(">II", begin + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(
        ">I4sI4s4s4s", begin + len(body), b"", 0x02400000, b"prtr", space, connection
    )
    head += struct.pack(">6H4s", 2000, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    return head + struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D) + bytes(48) + table + body
