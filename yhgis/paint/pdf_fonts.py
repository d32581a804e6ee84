"""Faces embedded in a PDF as subsets: only the glyphs used, with the text they stand for.

Glyphs come as outlines from Qt, so every font that draws on the screen embeds alike: a TrueType, a CFF, one of
a collection, one made slanted.  The text of a glyph is the text it was made from.  (Qt's own PDF writer asks the
font backwards and so turns 片 into the radical U+2F5A, and loses digits: they cannot be searched or copied.)
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field

import numpy as np

from yhgis.paint import glyphs
from yhgis.paint.glyphs import CURVE, MOVE, Face
from yhgis.paint.pdf_file import PdfFile, numbers

_BF_CHARS_A_BLOCK = 100  # the most that a ToUnicode map may hold in one block


@dataclass
class Subset:
    """The glyphs of one face that a document uses; glyph 0 is the face's "not defined"."""

    face: Face
    name: str
    number: int
    indexes: list[int] = field(default_factory=lambda: [0])
    texts: list[str] = field(default_factory=lambda: [""])
    _known: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, index: int, text: str) -> int:
        """Return the code of a glyph in this subset; one glyph that stands for two texts gets two codes."""
        key = (index, text)
        if key not in self._known:
            self._known[key] = len(self.indexes)
            self.indexes.append(index)
            self.texts.append(text)
        return self._known[key]


class Fonts:
    """All faces of one document."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._subsets: dict[Face, Subset] = {}

    def subset(self, face: Face) -> Subset:
        """Return the subset of ``face``, begun at its first use."""
        if face not in self._subsets:
            self._subsets[face] = Subset(face, f"F{len(self._subsets) + 1}", self._file.reserve())
        return self._subsets[face]

    def resources(self) -> str:
        """Return the entries of a resource dictionary."""
        return " ".join(f"/{subset.name} {subset.number} 0 R" for subset in self._subsets.values())

    def write(self) -> None:
        """Write every subset; after the last page."""
        for subset in self._subsets.values():
            _write_subset(self._file, subset)


def _write_subset(file: PdfFile, subset: Subset) -> None:
    name = _font_name(subset)
    program, box = _cff(subset, name)
    embedded = file.stream("/Subtype /CIDFontType0C", program)
    ascent, descent = max(box[3], 0), min(box[1], 0)
    descriptor = file.add(
        f"<</Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{numbers(*box)}]"
        f" /ItalicAngle {-12 if subset.face.italic else 0} /Ascent {ascent} /Descent {descent}"
        f" /CapHeight 733 /StemV {140 if subset.face.weight >= 600 else 80} /FontFile3 {embedded} 0 R>>"
    )
    widths = numbers(*(glyphs.outline(subset.face, index).advance for index in subset.indexes), decimals=1)
    descendant = file.add(
        f"<</Type /Font /Subtype /CIDFontType0 /BaseFont /{name}"
        f" /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"
        f" /FontDescriptor {descriptor} 0 R /DW 1000 /W [0 [{widths}]]>>"
    )
    to_unicode = file.stream("", _to_unicode(subset.texts))
    file.write(
        subset.number,
        f"<</Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
        f" /DescendantFonts [{descendant} 0 R] /ToUnicode {to_unicode} 0 R>>",
    )


def _font_name(subset: Subset) -> str:
    face = subset.face
    plain = re.sub(r"[^A-Za-z0-9]", "", face.family) or "CJK"
    style = re.sub(r"[^A-Za-z0-9]", "", face.style) or "Regular"
    if face.italic and "italic" not in style.lower() and "oblique" not in style.lower():
        style += "Oblique"
    digest = hashlib.sha256(repr((face, subset.indexes)).encode()).digest()
    tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
    return f"{tag}+{plain}-{style}"


def _cff(subset: Subset, name: str) -> tuple[bytes, tuple[int, int, int, int]]:
    """Return the subset as a bare CFF font program, and the box around all its glyphs."""
    from fontTools.fontBuilder import FontBuilder  # only a PDF needs it
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    names = [".notdef", *(f"g{code}" for code in range(1, len(subset.indexes)))]
    charstrings, corners = {}, []
    for glyph_name, index in zip(names, subset.indexes, strict=True):
        outline = glyphs.outline(subset.face, index)
        pen = T2CharStringPen(outline.advance, None)
        _draw(outline, pen)
        charstrings[glyph_name] = pen.getCharString()
        corners.append(outline.xy)
    all_xy = np.concatenate([*corners, np.zeros((1, 2))])
    low, high = np.floor(all_xy.min(axis=0)).astype(int), np.ceil(all_xy.max(axis=0)).astype(int)
    box = (int(low[0]), int(low[1]), int(high[0]), int(high[1]))
    builder = FontBuilder(glyphs.EM, isTTF=False)
    builder.setupGlyphOrder(names)
    builder.setupCFF(name, {"FullName": name, "FontBBox": list(box)}, charstrings, {})
    program = builder.font["CFF "].compile(builder.font)
    return bytes(program), box


def _draw(outline: glyphs.Outline, pen: object) -> None:
    """Draw an outline with a fontTools pen."""
    points = [(float(x), float(y)) for x, y in outline.xy]
    kinds = outline.kind.tolist()
    place, opened = 0, False
    while place < len(kinds):
        kind = kinds[place]
        if kind == MOVE:
            if opened:
                pen.closePath()  # type: ignore[attr-defined]
            pen.moveTo(points[place])  # type: ignore[attr-defined]
            opened = True
        elif kind == CURVE:
            pen.curveTo(*points[place : place + 3])  # type: ignore[attr-defined]
            place += 2
        else:
            pen.lineTo(points[place])  # type: ignore[attr-defined]
        place += 1
    if opened:
        pen.closePath()  # type: ignore[attr-defined]


def _to_unicode(texts: list[str]) -> bytes:
    """Return the map from codes back to text."""
    out = io.StringIO()
    out.write("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n")
    out.write("/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n")
    out.write("/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n")
    out.write("1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
    mapped = [(code, text) for code, text in enumerate(texts) if text]
    for start in range(0, len(mapped), _BF_CHARS_A_BLOCK):
        block = mapped[start : start + _BF_CHARS_A_BLOCK]
        out.write(f"{len(block)} beginbfchar\n")
        for code, text in block:
            out.write(f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>\n")
        out.write("endbfchar\n")
    out.write("endcmap CMapName currentdict /CMap defineresource pop end end\n")
    return out.getvalue().encode("ascii")
