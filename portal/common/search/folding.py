"""Text as it is compared: without case, accents and punctuation, and without the endings that Slovenian and English put on words."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Letters that have no accent to take off. What Unicode can take apart (č, š, ž, ć, ä, å, é) needs no line here.
WITHOUT_ACCENT = str.maketrans({"đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "ð": "d", "þ": "th", "ı": "i"})
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))  # where a word may be parted, and where not: it is one word
NOT_A_WORD = re.compile(r"[\W_]+")
# Words that say nothing by themselves; a question for “delavnica v Litiji” is one for two words.
SMALL_WORDS = frozenset(
    [
        "a",
        "ali",
        "and",
        "at",
        "blizu",
        "by",
        "da",
        "do",
        "for",
        "from",
        "in",
        "iz",
        "je",
        "k",
        "kaj",
        "ki",
        "kje",
        "ko",
        "ne",
        "na",
        "nad",
        "near",
        "of",
        "ob",
        "od",
        "on",
        "ob",
        "or",
        "po",
        "pod",
        "pri",
        "s",
        "se",
        "si",
        "so",
        "the",
        "to",
        "v",
        "za",
        "z",
        "with",
    ]
)

# --- The stemmer ----------------------------------------------------------------------------------
#
# Light, after the principle of Popovič and Willett, “The effectiveness of stemming for natural-language access to Slovene
# textual data” (Journal of the American Society for Information Science 43/5, 1992): cut the longest ending that leaves a
# stem long enough. The endings are those of the declensions of nouns and adjectives, folded; the few English ones are the
# plurals. It is not a dictionary: a stem is only compared with stems, so that it need not be a word.

LEAST = 3  # letters that stay
ENDINGS = ("ijam", "ijah", "ega", "emu", "imi", "ama", "ami", "oma", "ima", "mi", "ih", "im", "em", "om", "am", "ah", "ov", "ev", "es", "s")
VOWELS = "aeiou"
FLEETING = re.compile(rf"(?<=[^{VOWELS}])e(?=[cklnr]$)")  # center, centra: the e that comes and goes
J_AFTER_CONSONANT = re.compile(rf"(?<=[^{VOWELS}])j$")  # podjetje, podjetij
STEMMED_FROM = 4  # a shorter word is left alone
STEMS_BEGIN = "="


def folded(text: str) -> str:
    """The text in plain small letters and figures, one space between its words: “Občinske ŠOLE – kje?” is “obcinske sole kje”."""
    small = text.translate(UNSEEN).replace("İ", "i").casefold().translate(WITHOUT_ACCENT)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))
    return NOT_A_WORD.sub(" ", plain.translate(WITHOUT_ACCENT)).strip()


LONG = 40  # letters from which a word is not worth remembering
LONGEST_WORD = 100  # letters by which one is found; a question has no more


def folded_word(word: str) -> str:
    """As `folded`, for a single word of a text: most of them are met again and again."""
    return _folded_word(word) if len(word) < LONG else folded(word)


_folded_word = lru_cache(maxsize=20_000)(folded)


@lru_cache(maxsize=20_000)
def stems(word: str) -> frozenset[str]:
    """What is left of a folded word without its ending; two words with a stem in common are forms of one word.

    The longer endings also end stems (problem, program, domov): so the word without its last vowel alone is kept beside.
    """
    if len(word) < STEMMED_FROM or not word.isalpha():
        return frozenset({word})
    shorter = word[:-1] if word[-1] in VOWELS else word
    longest = next((word[: -len(end)] for end in ENDINGS if is_ending(word, end)), shorter)
    return frozenset({bare(shorter), bare(longest)})


def is_ending(word: str, end: str) -> bool:
    return word.endswith(end) and len(word) - len(end) >= LEAST and not (end == "s" and word.endswith("ss"))


def bare(stem: str) -> str:
    """Without what derives an adjective (občinski) and without the sounds that come and go between forms."""
    for tail in ("sk", "ij"):
        if stem.endswith(tail) and len(stem) - len(tail) > LEAST:
            stem = stem.removesuffix(tail)
    if len(stem) > LEAST:
        stem = FLEETING.sub("", J_AFTER_CONSONANT.sub("", stem))
    return stem if len(stem) <= LEAST or not stem.endswith("y") else f"{stem[:-1]}i"


def words_of(texts: Iterable[str], *, most: int) -> list[str]:
    """The first different words of these texts, folded. Of what is longer than any word the beginning is enough: no index takes it whole."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for text in texts for word in folded(text).split()))[:most]


def column(words: Iterable[str], roots_of: Iterable[str] = ()) -> str:
    """What a row's column holds: words whole, then the stems of all of them, a space around each. What stands behind “=” is no word."""
    whole = list(words)
    roots = (stem for word in (*whole, *roots_of) for stem in sorted(stems(word)))
    tokens = dict.fromkeys((*whole, STEMS_BEGIN, *roots))
    return f" {' '.join(tokens)} " if len(tokens) > 1 else ""
