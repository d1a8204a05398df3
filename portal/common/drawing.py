"""A picture in the look of the house: words on paper above, below them furrows that meet at the rising sun."""

import unicodedata
from functools import cache
from itertools import pairwise
from typing import Final

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from portal.common.brand import EARTH, HEX, WHITE, contrast

WIDTH, HEIGHT = 1200, 630
EDGE = 64
PAPER: Final = "#fbf8f1"
OWN_BRAND, OWN_SPARK = "#17594a", "#ffce47"
READABLE: Final = 4.5
SIZES = (84, 76, 68, 60, 54, 48)  # of the title: the largest in which it fits
TOP, TITLE, FIELD = 62, 118, 406  # where each begins
SMALL, NAME, LINE = 32, 38, 44
SUN = 108  # its middle, from the top of the field
SMOOTH = 2  # the field is drawn that many times as large, so that its edges are soft
# As in tokens.css: the second file has the letters with the hooks and strokes of most of Europe.
FONTS = {"latin": "figtree-latin-wght-normal.woff2", "more": "figtree-latin-ext-wght-normal.woff2"}
LATIN = ((0x20, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2BB, 0x2BC), (0x2010, 0x205E), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2212, 0x2212))
MORE = ((0x100, 0x2BA), (0x1E00, 0x1E9F), (0x1EF2, 0x1EFF), (0x20A0, 0x20C0))
Colour = tuple[int, int, int]


def draw(title: str, top: str, lines: tuple[str, ...], *, brand: str, spark: str) -> Image.Image:
    brand, spark = fit_colours(brand, spark)
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    picture.paste(field(brand, spark), (0, FIELD))
    pen = ImageDraw.Draw(picture)
    name = Words(800, NAME)
    name.write(pen, WIDTH - EDGE - name.length("Setev"), TOP - 5, "Setev", EARTH)
    small, strong = Words(500, SMALL), Words(700, SMALL)
    strong.write(pen, EDGE, TOP, strong.shortened(top, WIDTH - 2 * EDGE - 200), readable(brand))
    below = FIELD + 4 - len(lines) * LINE  # what comes second stands at the foot of the paper, above the sun
    words, rows = fitted(title, WIDTH - 2 * EDGE, below - 14 - TITLE)
    for number, row in enumerate(rows):
        words.write(pen, EDGE, TITLE + number * words.leading, row, EARTH)
    for number, line in enumerate(lines):
        small.write(pen, EDGE, below + number * LINE, small.shortened(line, WIDTH - 2 * EDGE), EARTH)
    return picture


def fit_colours(brand: str, spark: str) -> tuple[str, str]:
    """The municipality's colours, or the portal's own where they could not be read."""
    fits = HEX.fullmatch(brand) and HEX.fullmatch(spark) and contrast(brand, WHITE) >= READABLE and contrast(spark, EARTH) >= READABLE
    return (brand, spark) if fits else (OWN_BRAND, OWN_SPARK)


def readable(colour: str) -> str:
    """As dark as words on paper must be."""
    while contrast(colour, PAPER) < READABLE:
        colour = mixed(colour, "#000000", 0.15)
    return colour


def mixed(one: str, other: str, part: float) -> str:
    """`part` of the other colour, from 0 to 1."""
    pairs = [(int(one[place : place + 2], 16), int(other[place : place + 2], 16)) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(first + (second - first) * part):02x}" for first, second in pairs)


# --- Words ---


@cache
def font(name: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / FONTS[name], size, layout_engine=ImageFont.Layout.BASIC)
    face.set_variation_by_axes([weight])
    return face


def within(letter: str, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(letter) <= last for first, last in spans)


class Words:
    """One size and weight of Figtree, over both of its files."""

    def __init__(self, weight: int, size: int) -> None:
        self.faces = {name: font(name, weight, size) for name in FONTS}
        self.leading = round(size * 1.14)

    def runs(self, text: str) -> list[tuple[str, str]]:
        """The text cut where the file changes. What the font cannot write is left out: an empty box tells nobody anything."""
        found: list[tuple[str, str]] = []
        for letter in unicodedata.normalize("NFC", text):
            name = "latin" if within(letter, LATIN) else "more" if within(letter, MORE) else ""
            if name and found and found[-1][0] == name:
                found[-1] = (name, found[-1][1] + letter)
            elif name:
                found.append((name, letter))
        return found

    def length(self, text: str) -> float:
        return sum(self.faces[name].getlength(part) for name, part in self.runs(text))

    def write(self, pen: ImageDraw.ImageDraw, x: float, y: float, text: str, colour: str) -> None:
        base = y + self.faces["latin"].getmetrics()[0]  # both files stand on one line
        for name, part in self.runs(text):
            pen.text((x, base), part, font=self.faces[name], fill=colour, anchor="ls")
            x += self.faces[name].getlength(part)

    def shortened(self, text: str, width: float) -> str:
        text = " ".join(text.split())
        if self.length(text) <= width:
            return text
        while text and self.length(f"{text}…") > width:
            text = text[:-1].rstrip(" ,.;:–-")
        return f"{text}…"

    def rows(self, text: str, width: float) -> list[str]:
        """The text in lines; a word that is longer than a line is cut."""
        found: list[str] = []
        for whole_word in text.split():
            word = whole_word if self.length(whole_word) <= width else self.shortened(whole_word, width)
            if found and self.length(f"{found[-1]} {word}") <= width:
                found[-1] = f"{found[-1]} {word}"
            else:
                found.append(word)
        return found


def fitted(title: str, width: float, height: float) -> tuple[Words, list[str]]:
    """The title as large as it fits; the smallest size ends with three dots."""
    words, rows = Words(800, SIZES[-1]), []
    for size in SIZES:
        words = Words(800, size)
        rows = words.rows(title, width)
        is_whole = not any(row.endswith("…") for row in rows) or "…" in title
        if is_whole and len(rows) * words.leading <= height:
            return words, rows
    most = int(height // words.leading)
    if len(rows) > most:
        rows = [*rows[: most - 1], words.shortened(" ".join(rows[most - 1 :]), width)]
    return words, rows


# --- The field ---


def field(brand: str, spark: str) -> Image.Image:
    """Hills, furrows and the sun, in colours of the municipality."""
    high = HEIGHT - FIELD
    wide_canvas = Image.new("RGB", (WIDTH * SMOOTH, high * SMOOTH), PAPER)
    pen = ImageDraw.Draw(wide_canvas)
    centre, horizon = 1010, 120

    def shape(points: list[tuple[float, float]], colour: str) -> None:
        pen.polygon([(x * SMOOTH, y * SMOOTH) for x, y in points], fill=colour)

    def hill(points: list[tuple[float, float]], colour: str) -> None:
        shape([*smooth(points), (WIDTH, high), (0, high)], colour)

    for ring, part in ((104, 0.12), (88, 0.26), (72, 1.0)):
        box = [(centre - ring) * SMOOTH, (SUN - ring) * SMOOTH, (centre + ring) * SMOOTH, (SUN + ring) * SMOOTH]
        pen.ellipse(box, fill=mixed(PAPER, spark, part))
    hill([(0, 136), (260, 90), (560, 116), (860, 84), (1200, 108)], mixed(PAPER, brand, 0.22))
    hill([(0, 146), (320, 132), (700, 114), (1010, 110), (1200, 94)], mixed(PAPER, brand, 0.42))
    hill([(0, 172), (360, 150), (720, 130), (centre, horizon), (1200, 128)], brand)
    light = mixed(brand, WHITE, 0.16)
    for number in range(-9, 10):
        foot = 640 + number * 190
        left, right = bend(centre, horizon, foot - 34, high), bend(centre, horizon, foot + 34, high)
        shape([*left, *reversed(right)], light)
    shape(bend_band(centre, horizon, 420, high), spark)
    return wide_canvas.resize((WIDTH, high), Image.Resampling.LANCZOS)


def smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A soft line through points, in steps of ten."""
    found: list[tuple[float, float]] = []
    for (x, y), (next_x, next_y) in pairwise(points):
        for step in range(20):
            part = step / 20
            soft = part * part * (3 - 2 * part)
            found.append((x + (next_x - x) * part, y + (next_y - y) * soft))
    return [*found, points[-1]]


def bend(x: float, y: float, foot: float, low: float) -> list[tuple[float, float]]:
    """From the horizon to the foot of the picture: it leaves flat and comes down steep."""
    return [(x + (foot - x) * (part * part * 0.7 + part * 0.3), y + (low - y) * part**1.35) for part in (step / 24 for step in range(25))]


def bend_band(x: float, y: float, foot: float, low: float) -> list[tuple[float, float]]:
    """The one furrow in which something was sown."""
    return [*bend(x, y, foot - 9, low), *reversed(bend(x, y, foot + 9, low))]
