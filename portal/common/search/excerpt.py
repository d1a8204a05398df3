"""What of a text is shown beside a result, and the words in it that were asked for."""

import re
from collections.abc import Iterable, Iterator

from portal.common.search.folding import folded_word
from portal.common.search.query import Query

LENGTH = 180  # characters
WORD = re.compile(r"[^\W_]+")
SIGNS = re.compile(r"\]\([^)\s(]{0,300}\)|[#*_`>\[\]|~]+")  # of Markdown, and where its links lead


def pieces(text: str, query: Query | None) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it was asked for."""
    end = 0
    for word in WORD.finditer(text) if query else ():
        if query and query.marks(folded_word(word.group())):
            yield text[end : word.start()], False
            yield word.group(), True
            end = word.end()
    yield text[end:], False


def excerpt(query: Query, summary: str, text: str = "") -> str:
    """The summary; where only the text speaks of what was asked for, what stands around it there."""
    if summary and any(is_hit for _piece, is_hit in pieces(summary, query)):
        return summary
    plain = " ".join(SIGNS.sub(" ", text).split())
    found = next((one for one in WORD.finditer(plain) if _is_hit(one, query)), None)
    if found is None:
        return summary or shortened(plain, 0)
    return shortened(plain, max(0, found.start() - LENGTH // 3))


def shortened(text: str, start: int) -> str:
    """Some of a text from about that place on, cut between words."""
    first = text.find(" ", start) + 1 if start else 0
    last = len(text) if len(text) <= first + LENGTH else text.rfind(" ", first, first + LENGTH)
    last = first + LENGTH if last <= first else last
    return f"{'… ' if first else ''}{text[first:last].strip()}{' …' if last < len(text) else ''}"


def spelt(word: str, texts: Iterable[str]) -> str:
    """A folded word as people write it, if one of the texts does: “obcina” is “Občina” there."""
    written = (found.group() for text in texts for found in WORD.finditer(text))
    return next((one for one in written if folded_word(one) == word), word)


def _is_hit(word: "re.Match[str]", query: Query) -> bool:
    return query.marks(folded_word(word.group()))
