"""What a PDF says of the print that it is made for: PDF/X-1a:2003 and PDF/X-4, and a grey profile.

ISO 15930-4:2003 (X-1a) and ISO 15930-7:2010 (X-4). The key `GTS_PDFXConformance` belongs to
PDF/X-1a:2001 only.
"""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from recto.tools.prepress.inks import PressError

VERSIONS = {"x-1a": "PDF/X-1a:2003", "x-4": "PDF/X-4"}
REGISTRY = "http://www.color.org"
CREATOR = "Recto"
GREY_NAME = "Recto grey, gamma 2.2"
# D50, in sixteenths of 4096: the white of every profile (ICC.1:2001-04, A.1).
D50 = (0x0000F6D6, 0x00010000, 0x0000D32D)
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Trapped>False</pdf:Trapped>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:MetadataDate>{date}</xmp:MetadataDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>
<xmpMM:InstanceID>uuid:{instance}</xmpMM:InstanceID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<xmpMM:VersionID>1</xmpMM:VersionID>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


def grey_profile() -> bytes:
    """Return an ICC profile of a print in black ink, with the tones of a screen.

    Greys become ink as CSS numbers them, so this profile says of a page what its designer saw.
    Version 2 (ICC.1:2001-04), class "prtr"; no date of today is in it.
    """
    name = GREY_NAME.encode("ascii") + b"\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    tags = {
        b"desc": described,
        b"cprt": b"text\0\0\0\0" + b"No copyright, use freely\0",
        b"wtpt": b"XYZ \0\0\0\0" + struct.pack(">3I", *D50),
        b"kTRC": b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)),
    }
    table, body = struct.pack(">I", len(tags)), b""
    begin = 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        table += tag + struct.pack(">II", begin + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    size = begin + len(body)
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4sIQI3I",
        size, b"\0\0\0\0", 0x02400000, b"prtr", b"GRAY", b"XYZ ",
        2000, 1, 1, 0, 0, 0, b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", 0, 0, 0, *D50,
    )  # fmt: skip
    return header + bytes(128 - len(header)) + table + body


def profile_name(profile: bytes, colour: str) -> str:
    """Return what an ICC profile calls itself. Raises PressError if it is none of a print."""
    from PIL import ImageCms

    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
        device, space = opened.device_class, opened.xcolor_space.strip()
        name = " ".join((opened.profile_description or "").split())
    except (ImageCms.PyCMSError, OSError, ValueError) as problem:
        raise PressError("the profile is no ICC profile that can be read") from problem
    if device != "prtr":
        raise PressError(f"the profile is one of a `{device}`, where a printer's (`prtr`) belongs")
    if space != "CMYK" and not (space == "GRAY" and colour == "grey"):
        raise PressError(f"the profile is one of {space}, and the pages are in {colour}")
    return name or "unnamed"


def declare_intent(
    pdf: Any, standard: str, colour: str, condition: str, profile: bytes | None
) -> None:
    """Say which print a PDF is made for, with its profile. Raises PressError.

    PDF/X-1a needs a registered condition or a profile, PDF/X-4 a profile in any case. Pages in
    black alone can have our own.
    """
    import pikepdf

    version = VERSIONS[standard]
    if colour == "rgb":
        raise PressError(f"{version} has no RGB pages: ask for `grey` or `cmyk`")
    if profile is None and (standard == "x-4" or not condition):
        if colour != "grey":
            needs = "an ICC `profile`" if standard == "x-4" else "a `condition` or an ICC `profile`"
            raise PressError(f"{version} in four inks needs {needs} of the print")
        if condition:
            raise PressError(f"{version} needs the ICC `profile` of `{condition}` itself")
        profile = grey_profile()
    name = profile_name(profile, colour) if profile is not None else condition
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String(condition or "Custom"),
        OutputCondition=pikepdf.String(condition or name),
        Info=pikepdf.String(name),
    )
    if condition:
        intent["/RegistryName"] = pikepdf.String(REGISTRY)
    if profile is not None:
        embedded = pdf.make_stream(profile)
        embedded["/N"] = 4 if profile[16:20] == b"CMYK" else 1
        embedded["/Alternate"] = pikepdf.Name(
            "/DeviceCMYK" if profile[16:20] == b"CMYK" else "/DeviceGray"
        )
        intent["/DestOutputProfile"] = embedded
    pdf.Root["/OutputIntents"] = pikepdf.Array([pdf.make_indirect(intent)])


def moment(made_on: str) -> datetime:
    """Return a date (ISO 8601, with or without a time) as a moment; UTC unless it says otherwise.

    Raises PressError.
    """
    try:
        found = datetime.fromisoformat(made_on)
    except ValueError as problem:
        raise PressError(f"`{made_on}` is no date: `2026-11-22` is one") from problem
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def declare_document(pdf: Any, standard: str, title: str, identifier: str, made: datetime) -> None:
    """Write the information dictionary, and the XMP where the standard asks for it.

    The ids of XMP come from the identifier of the paper, so that the same paper gives the same
    bytes.
    """
    import pikepdf

    title = " ".join(title.split()) or "Untitled"
    date = f"D:{made:%Y%m%d%H%M%S}Z"
    info = pdf.docinfo
    producer = str(info.get("/Producer", CREATOR))
    for key, value in (
        ("/Title", title), ("/Creator", CREATOR), ("/Producer", producer),
        ("/CreationDate", date), ("/ModDate", date),
    ):  # fmt: skip
        info[key] = pikepdf.String(value)
    if not standard:
        return
    info["/Trapped"] = pikepdf.Name("/False")
    if standard == "x-1a":
        info["/GTS_PDFXVersion"] = pikepdf.String(VERSIONS[standard])
        return
    document = uuid5(NAMESPACE_URL, identifier)
    xmp = _XMP.format(
        title=escape(title), producer=escape(producer), creator=CREATOR,
        date=f"{made:%Y-%m-%dT%H:%M:%S}Z", document=document,
        instance=uuid5(document, f"{made:%Y-%m-%dT%H:%M:%S}"),
    )  # fmt: skip
    stream = pdf.make_stream(xmp.encode())
    stream["/Type"], stream["/Subtype"] = pikepdf.Name.Metadata, pikepdf.Name.XML
    pdf.Root["/Metadata"] = stream
