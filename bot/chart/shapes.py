"""The shape of each kind, so that no reader depends on colours."""

from math import cos, pi, sin

from bot.enums import Kind

Point = tuple[float, float]


def _ring(corners: int, radius: float = 1, turn: float = 0) -> tuple[Point, ...]:
    """Return a regular polygon that starts at the top, turned by a share of a full turn."""
    angles = [2 * pi * (corner / corners + turn) for corner in range(corners)]
    return tuple((radius * sin(angle), -radius * cos(angle)) for angle in angles)


def _star() -> tuple[Point, ...]:
    outer, inner = _ring(5, 1.2), _ring(5, 0.55, 0.1)
    return tuple(point for pair in zip(outer, inner, strict=True) for point in pair)


def _cross() -> tuple[Point, ...]:
    arm = 0.33
    quarter = ((-arm, -1.05), (arm, -1.05), (arm, -arm))
    points: list[Point] = []
    for turn in range(4):
        angle = pi / 2 * turn + pi / 4
        points += [
            (x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)) for x, y in quarter
        ]
    return tuple(points)


# Corners around (0, 0) for marks of radius 1.
SHAPES = {
    Kind.OFFICIAL: _star(),
    Kind.FILMMAKER: _ring(40),
    Kind.CAST: _ring(4, 1.2, 1 / 8),
    Kind.TRADE: tuple((x, y + 0.2) for x, y in _ring(3, 1.15)),
    Kind.RUMOUR: _ring(4, 1.2),
    Kind.DENIAL: _cross(),
    Kind.CONTEXT: ((-0.35, -1), (0.35, -1), (0.35, 1), (-0.35, 1)),
}
# What is left open inside: a rumour is a hollow diamond.
HOLES = {Kind.RUMOUR: _ring(4, 0.62)}


def half_width(kind: Kind) -> float:
    """Return how far the shape of a kind reaches to either side."""
    return max(abs(x) for x, _ in SHAPES[kind])
