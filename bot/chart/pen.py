"""Strokes and text in the layout's pixels."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

_SCALE = 2  # drawn twice as large and halved in the end, for smooth edges
_COLOURS = 128

Point = tuple[float, float]


class Pen:
    """A picture under way; one pen serves one thread."""

    def __init__(self, width: int, height: int, background: str) -> None:
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), background)
        self._draw = ImageDraw.Draw(self._image)
        self._fonts: dict[int, ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}

    def png(self) -> bytes:
        """Return the finished picture."""
        image = self._image.reduce(_SCALE)
        image = image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        image.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()

    def line(self, start: Point, end: Point, colour: str, width: float = 1) -> None:
        """Draw a straight line."""
        self._draw.line(_scaled(start, end), colour, round(width * _SCALE))

    def box(self, corner: Point, opposite: Point, colour: str, rounded: float = 0) -> None:
        """Fill a rectangle, its corners rounded by a radius."""
        self._draw.rounded_rectangle(_scaled(corner, opposite), rounded * _SCALE, colour)

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        """Fill a polygon."""
        self._draw.polygon(_scaled(*points), colour)

    def width_of(self, text: str, size: int) -> float:
        """Return how wide a text is."""
        return self._font(size).getlength(text) / _SCALE

    def text(
        self,
        at: Point,
        text: str,
        size: int,
        colour: str,
        *,
        anchor: str = "lm",
        bold: bool = False,
    ) -> None:
        """Write a text; ``anchor`` says which of its points is ``at`` (Pillow's text anchors)."""
        x, y = at
        font, stroke = self._font(size), 1 if bold else 0
        self._draw.text((x * _SCALE, y * _SCALE), text, colour, font, anchor, stroke_width=stroke)

    def _font(self, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        # Pillow brings this font along, so pictures look the same on every machine.
        if size not in self._fonts:
            self._fonts[size] = ImageFont.load_default(size * _SCALE)
        return self._fonts[size]


def _scaled(*points: Point) -> list[Point]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]
