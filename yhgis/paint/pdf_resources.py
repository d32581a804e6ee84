"""What the pages of a PDF share by name: opacities, gradients, forms, pictures, fonts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QImage

from yhgis.carto.display_list import Picture, Rgba
from yhgis.paint.pdf_file import PdfFile, number, numbers, text_string
from yhgis.paint.pdf_fonts import Fonts
from yhgis.paint.picture import image_of

Stops = tuple[tuple[float, Rgba], ...]
Levels = tuple[tuple[float, tuple[float, ...]], ...]
Matrix = tuple[float, float, float, float, float, float]


class Resources:
    """The resource dictionary of a document, one for all its pages and forms."""

    def __init__(self, file: PdfFile) -> None:
        self.number = file.reserve()
        self.fonts = Fonts(file)
        self._file = file
        self._states: dict[str, tuple[str, int]] = {}
        self._patterns: list[int] = []
        self._objects: list[int] = []
        self._pictures: dict[tuple[bytes, str, float, float], str] = {}

    def text(self, text: str) -> str:
        """Return ``text`` as a PDF string."""
        return text_string(text)

    def opacity(self, alpha: float) -> str:
        """Return the name of the state in which fills and strokes have opacity ``alpha``."""
        return self.opacities(alpha, alpha)

    def opacities(self, fill: float, stroke: float) -> str:
        """Return the name of the state with these opacities and no mask."""
        return self._state(f"/ca {number(fill)} /CA {number(stroke)} /SMask /None")

    def fading(self, kind: str, shape: list[float], stops: Stops) -> str:
        """Return the name of the state in which a gradient's alpha masks what is painted."""
        levels = tuple((place, (rgba[3] / 255,)) for place, rgba in stops)
        shading = self._shading(kind, shape, levels, "/DeviceGray")
        reach = 1e7
        mask = self._file.stream(
            f"/Type /XObject /Subtype /Form /BBox [{numbers(-reach, -reach, reach, reach)}]"
            f" /Group <</S /Transparency /CS /DeviceGray>> /Resources <</Shading <</S {shading} 0 R>>>>",
            b"/S sh",
        )
        return self._state(f"/ca 1 /CA 1 /SMask <</S /Luminosity /G {mask} 0 R>>")

    def gradient(self, kind: str, shape: list[float], stops: Stops, matrix: Matrix) -> str:
        """Return the name of the pattern of a gradient's colours."""
        colors = tuple((place, tuple(channel / 255 for channel in rgba[:3])) for place, rgba in stops)
        shading = self._shading(kind, shape, colors, "/DeviceRGB")
        self._patterns.append(
            self._file.add(f"<</PatternType 2 /Shading {shading} 0 R /Matrix [{numbers(*matrix, decimals=8)}]>>")
        )
        return f"P{len(self._patterns)}"

    def form(self, pieces: Iterable[bytes], box: tuple[float, float, float, float], *, group: bool = True) -> str:
        """Return the name of a form: content drawn as one thing, as a transparency group if ``group``."""
        together = " /Group <</S /Transparency /CS /DeviceRGB /I true>>" if group else ""
        entries = f"/Type /XObject /Subtype /Form /BBox [{numbers(*box)}] /Resources {self.number} 0 R{together}"
        return self._object(self._file.stream(entries, pieces))

    def picture(self, mark: Picture) -> str:
        """Return the name of an image file's pixels."""
        key = (mark.content, mark.format, mark.width_mm, mark.height_mm)
        if key not in self._pictures:
            self._pictures[key] = self._object(self._image(image_of(mark)))
        return self._pictures[key]

    def write(self) -> None:
        """Write the dictionary and the fonts; after the last page."""
        states = " ".join(f"/{name} {number} 0 R" for name, number in self._states.values())
        patterns = " ".join(f"/P{place} {number} 0 R" for place, number in enumerate(self._patterns, 1))
        objects = " ".join(f"/X{place} {number} 0 R" for place, number in enumerate(self._objects, 1))
        fonts = self.fonts.resources()
        self._file.write(
            self.number,
            f"<</ExtGState <<{states}>> /Pattern <<{patterns}>> /XObject <<{objects}>> /Font <<{fonts}>>>>",
        )
        self.fonts.write()

    def _state(self, entries: str) -> str:
        if entries not in self._states:
            self._states[entries] = (f"G{len(self._states) + 1}", self._file.add(f"<<{entries}>>"))
        return self._states[entries][0]

    def _object(self, number: int) -> str:
        self._objects.append(number)
        return f"X{len(self._objects)}"

    def _shading(self, kind: str, shape: list[float], stops: Levels, space: str) -> int:
        return self._file.add(
            f"<</ShadingType {2 if kind == 'axial' else 3} /ColorSpace {space} /Coords [{numbers(*shape)}]"
            f" /Extend [true true] /Function {_function(stops)}>>"
        )

    def _image(self, image: QImage) -> int:
        width, height = image.width(), image.height()
        pixels = image.convertToFormat(QImage.Format.Format_RGBA8888)
        rgba = bytes(pixels.constBits())
        size = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8"
        mask = ""
        if image.hasAlphaChannel():
            mask = f" /SMask {self._file.stream(f'{size} /ColorSpace /DeviceGray', rgba[3::4])} 0 R"
        color = bytearray(3 * width * height)
        color[0::3], color[1::3], color[2::3] = rgba[0::4], rgba[1::4], rgba[2::4]
        return self._file.stream(f"{size} /ColorSpace /DeviceRGB{mask}", bytes(color))


def _function(stops: Levels) -> str:
    """Return the function from 0..1 to colour that goes straight from stop to stop."""
    ordered = sorted(stops, key=lambda stop: stop[0])
    padded = [(0.0, ordered[0][1]), *ordered, (1.0, ordered[-1][1])]
    pairs = [(a, b) for a, b in zip(padded[:-1], padded[1:], strict=True) if b[0] - a[0] > 1e-9]
    pieces = [f"<</FunctionType 2 /Domain [0 1] /C0 [{numbers(*a[1])}] /C1 [{numbers(*b[1])}] /N 1>>" for a, b in pairs]
    bounds = numbers(*(b[0] for _, b in pairs[:-1]))
    encode = " ".join(["0 1"] * len(pieces))
    return f"<</FunctionType 3 /Domain [0 1] /Functions [{' '.join(pieces)}] /Bounds [{bounds}] /Encode [{encode}]>>"
