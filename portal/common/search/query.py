"""What somebody typed, as it is looked for: for each word its beginning, its stems, and those of words that mean the same."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from portal.common.search.folding import SMALL_WORDS, folded, stems

LONGEST = 100  # characters of a question that are read
MOST_WORDS = 6
SYNONYMS = Path(__file__).with_name("synonyms.txt")

Found = TypeVar("Found")


@dataclass(frozen=True)
class Term:
    """One word of a question. It is found where a word begins with it, or is another form of it or of a word that means the same."""

    word: str
    stems: frozenset[str]
    instead: tuple[str, ...] = ()  # words that are spelt nearly so, once nothing was found for the word itself

    def stands_in(self, column: str) -> bool:
        """Whether a row's column holds it, as the database would say."""
        return any(needle in column for needle in self.needles)

    def finds(self, word: str) -> bool:
        """Whether a folded word of a text is one that was asked for."""
        begins = len(self.word) > 1 and word.startswith((self.word, *self.instead))  # one letter is not yet a beginning
        return begins or word == self.word or not self.stems.isdisjoint(stems(word))

    @property
    def needles(self) -> list[str]:
        """What stands in a column that is found: the beginning of a word or of a stem, or a whole stem."""
        return [*(f" {word}" for word in (self.word, *self.instead) if len(word) > 1), *(f" {stem} " for stem in sorted(self.stems))]


@dataclass(frozen=True)
class Query:
    """A question. `text` is what was read of it, for the field in which it was typed."""

    text: str = ""
    terms: tuple[Term, ...] = field(default=())
    found_out: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, find_out: "Callable[[Query], Found]") -> "Found":
        """What is found out about the question; whoever asks again, while it is answered, is told the same."""
        if find_out not in self.found_out:
            self.found_out[find_out] = find_out(self)
        known: Found = self.found_out[find_out]
        return known

    def __bool__(self) -> bool:
        return bool(self.terms)

    def finds_in(self, *texts: str) -> bool:
        """Whether every word stands in these texts, for what is no row."""
        words = words_in(texts)
        return all(any(term.finds(word) for word in words) for term in self.terms)

    def finds_any(self, text: str) -> bool:
        return any(self.marks(word) for word in folded(text).split())

    def marks(self, word: str) -> bool:
        return any(term.finds(word) for term in self.terms)

    def with_instead(self, instead: dict[str, tuple[str, ...]]) -> "Query":
        """The question with words that were probably meant."""
        return replace(self, terms=tuple(Term(term.word, _meant(term.word, *instead.get(term.word, ())), instead.get(term.word, ())) for term in self.terms))


def read(text: str) -> Query:
    """A question as it was typed. Whatever it is, it can be looked for; of what says nothing the question is empty."""
    bounded = text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]
    shown = "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in bounded).strip()
    words = list(dict.fromkeys(folded(shown).split()))
    telling = [word for word in words if word not in SMALL_WORDS] or words
    return Query(text=shown, terms=tuple(Term(word, _meant(word)) for word in telling[:MOST_WORDS]))


@lru_cache(maxsize=500)
def words_in(texts: tuple[str, ...]) -> frozenset[str]:
    """The folded words of texts that are data, not rows: there are few, and each question goes through them."""
    return frozenset(word for text in texts for word in folded(text).split())


def any_of(words: dict[str, Iterable[str]], term: Term) -> list[str]:
    """The keys of those whose words a term finds: kinds and methods are data, not rows."""
    return [key for key, texts in words.items() if any(term.finds(word) for word in words_in(tuple(texts)))]


@cache
def synonyms() -> tuple[frozenset[str], ...]:
    """The groups of the file, folded."""
    lines = (line.strip() for line in SYNONYMS.read_text(encoding="utf-8").splitlines())
    return tuple(frozenset(folded(line).split()) for line in lines if line and not line.startswith("#"))


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Each stem of the file with the stems of everything that means the same."""
    found: dict[str, frozenset[str]] = {}
    for group in synonyms():
        roots = frozenset(stem for word in group for stem in stems(word))
        for stem in roots:
            found[stem] = found.get(stem, frozenset()) | roots
    return found


def _meant(*words: str) -> frozenset[str]:
    roots = frozenset(stem for word in words for stem in stems(word))
    return roots.union(*(_groups().get(stem, frozenset()) for stem in roots))


# --- Words that are spelt nearly so ---------------------------------------------------------------

SHORTEST_FORGIVEN = 4  # a shorter word is nearly everything
TWO_FROM = 7  # letters from which two slips are forgiven
MOST_INSTEAD = 4


def slips_forgiven(word: str) -> int:
    if len(word) < SHORTEST_FORGIVEN or not word.isalpha():
        return 0
    return 2 if len(word) >= TWO_FROM else 1


def slips_between(one: str, other: str, *, most: int) -> int:
    """How many letters are missing, too many, wrong or changed places (optimal string alignment); `most + 1` when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)


def nearest(word: str, vocabulary: Iterable[str]) -> tuple[str, ...]:
    """The words of a vocabulary that are spelt most nearly like the word, as far as slips are forgiven."""
    most = slips_forgiven(word)
    if not most:
        return ()
    found: dict[str, int] = {}
    pairs, roots = _pairs(word), stems(word)
    for other in vocabulary:
        if abs(len(other) - len(word)) > most + 2 or len(other) < SHORTEST_FORGIVEN - 1 or pairs.isdisjoint(_pairs(other)):
            continue
        slips = slips_between(word, other, most=most)
        if slips > most:  # both with their endings off: “delavncah” is a slip of a form of “delavnica”
            slips = min((slips_between(root, its, most=most - 1) + 1 for root in roots for its in stems(other) if len(its) >= SHORTEST_FORGIVEN), default=slips)
        if 0 < slips <= most:
            found[other] = slips
    least = min(found.values(), default=0)
    return tuple(sorted(other for other, slips in found.items() if slips == least)[:MOST_INSTEAD])


def _pairs(word: str) -> frozenset[str]:
    return frozenset(word[place : place + 2] for place in range(len(word) - 1))


def forgiving(query: Query, vocabulary_for: Callable[[str], Iterable[str]]) -> Query | None:
    """The question with the words that were probably meant, or None when every word is known or nothing is spelt like it."""
    known = set(_words_of_synonyms())
    instead: dict[str, tuple[str, ...]] = {}
    for term in query.terms:
        vocabulary = {*vocabulary_for(term.word), *known} if slips_forgiven(term.word) else set()
        if vocabulary and not any(term.finds(word) for word in vocabulary) and (near := nearest(term.word, vocabulary)):
            instead[term.word] = near
    return query.with_instead(instead) if instead else None


def _words_of_synonyms() -> Iterator[str]:
    for group in synonyms():
        yield from group
