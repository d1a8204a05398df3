"""Reading a letter as people do: its words, its links, and whether they can be told from their ground in light and in the dark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib

from portal.common.brand import contrast

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)\s*\{((?:[^{}]+\{[^{}]*\})*)\s*\}")
MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]+\{[^{}]*\})*\s*\}")
INHERITED = {"color"}
UNSEEN = {"script", "style", "template", "title", "head"}
INVISIBLE = "\u200b\u200c\ufeff"

Styles = dict[str, str]


def styles_of(text: str) -> Styles:
    pairs = (one.partition(":") for one in text.split(";") if ":" in one)
    return {name.strip().lower(): value.replace("!important", "").strip().lower() for name, _colon, value in pairs}


def rules_of(css: str) -> list[tuple[list[str], Styles]]:
    return [(selector.split(), styles_of(body)) for head, body in RULE.findall(css) for selector in head.split(",")]


@dataclass
class Piece:
    """Words as they stand, with the colours of one scheme."""

    words: str
    colour: str
    ground: str

    @property
    def contrast(self) -> float:
        return contrast(self.colour, self.ground)


@dataclass
class Shown:
    """An element and what it has from those around it."""

    element: Element
    parents: tuple[Element, ...] = ()
    styles: Styles = field(default_factory=dict)


class LetterReading:
    def __init__(self, html: str) -> None:
        self.html = html
        self.root = html5lib.parse(html, namespaceHTMLElements=False)
        css = "".join(style.text or "" for style in self.root.iter("style"))
        self.rules = rules_of(MEDIA.sub("", css))
        self.dark_rules = [rule for block in DARK.findall(css) for rule in rules_of(block)]

    @cached_property
    def words(self) -> str:
        return " ".join(" ".join(piece.words for piece in self.pieces("light")).split())

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        return [(" ".join("".join(link.itertext()).split()), link.get("href") or "") for link in self.root.iter("a")]

    def headings(self) -> list[str]:
        return [" ".join("".join(heading.itertext()).split()) for heading in self.root.iter("h1")]

    def pieces(self, scheme: str) -> list[Piece]:
        body = self.root.find("body")
        assert body is not None
        return list(self._pieces(Shown(body), scheme))

    def _pieces(self, shown: Shown, scheme: str) -> Iterator[Piece]:
        element = shown.element
        if not isinstance(element.tag, str) or element.tag in UNSEEN:
            return
        styles = {**shown.styles, **self._own(shown, scheme)}
        if styles.get("display") == "none":
            return
        yield from _piece(element.text, styles)
        passed_on = {name: value for name, value in styles.items() if name in INHERITED | {"ground"}}
        for child in element:
            yield from self._pieces(Shown(child, (*shown.parents, element), passed_on), scheme)
            yield from _piece(child.tail, styles)

    def _own(self, shown: Shown, scheme: str) -> Styles:
        own: Styles = {}
        for parts, styles in self.rules:
            own |= styles if _matches(parts, shown) else {}
        own |= styles_of(shown.element.get("style") or "")
        for parts, styles in self.dark_rules if scheme == "dark" else []:
            own |= styles if _matches(parts, shown) else {}
        return {**own, "ground": own["background"]} if "background" in own else own


def _piece(text: str | None, styles: Styles) -> Iterator[Piece]:
    words = (text or "").strip().strip(INVISIBLE)
    if words:
        yield Piece(words, styles["color"], styles["ground"])


def _matches(parts: list[str], shown: Shown) -> bool:
    """Selectors of letters are a class, a tag, or one within another."""
    *around, last = parts
    return _is(last, shown.element) and all(any(_is(one, parent) for parent in shown.parents) for one in around)


def _is(simple: str, element: Element) -> bool:
    if simple.startswith("."):
        return simple[1:] in (element.get("class") or "").split()
    return simple == element.tag
