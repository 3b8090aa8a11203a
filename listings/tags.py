"""Skills as people name them, and how two names are recognised as one. Pure functions.

A key is the name without case, accents, plurals and small words: « Cours d’anglais » and « des cours anglais » are one.
"""

import re

from listings.search import fold

MOST, LONGEST = 5, 40
_SMALL = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cette",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "ma",
        "mes",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "ou",
        "par",
        "pas",
        "pour",
        "s",
        "sa",
        "se",
        "ses",
        "son",
        "sur",
        "un",
        "une",
        "votre",
        "vos",
    ]
)
#: What a request says of itself, not of the thing.
_ASKING = frozenset(
    [
        "cherche",
        "chercher",
        "recherche",
        "besoin",
        "donne",
        "donner",
        "offre",
        "prete",
        "preter",
        "emprunter",
        "je",
        "j",
        "nous",
        "quelqu",
        "quelque",
    ]
)
#: What every town has: keys of `words`, without their plural.
_EVERYWHERE = frozenset(
    [
        "gare",
        "place",
        "rue",
        "avenue",
        "quai",
        "port",
        "centre",
        "ville",
        "eglise",
        "mairie",
        "ecole",
        "hopital",
        "marche",
        "nord",
        "sud",
        "est",
        "ouest",
    ]
)
_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"[,;\n]+")


def words(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about, folded and without the -s or -x of a plural."""
    found = (word for word in _WORD.findall(fold(text)) if len(word) > 1 and word not in _SMALL and word not in _ASKING)
    return frozenset(word.rstrip("sx") if len(word) > 3 else word for word in found)


def key(tag: str) -> str:
    """Return what two spellings of one skill share; empty when it says nothing."""
    return " ".join(sorted(words(tag)))


def split(text: str) -> list[str]:
    """Return the skills written one after the other, each once, as they were written."""
    found: dict[str, str] = {}
    for part in _SEPARATOR.split(text):
        tag = " ".join(part.split())
        if key(tag):
            found.setdefault(key(tag), tag)
    return list(found.values())


def meets(given: str, wanted: str) -> bool:
    """Tell whether one key is what the other looks for: all the words of the shorter are in the longer."""
    one, two = set(given.split()), set(wanted.split())
    return bool(one and two) and (one <= two or two <= one)


def names_place(one: str, two: str) -> bool:
    """Tell whether two destinations share a name; that both say « gare » or « place » is no name."""
    return bool((words(one) - _EVERYWHERE) & (words(two) - _EVERYWHERE))


def first_meeting(given: list[str], wanted: list[str]) -> str | None:
    """Return the first of the given skills (as written) that one of the wanted ones looks for, or None."""
    keys = [key(tag) for tag in wanted]
    return next((tag for tag in given if any(meets(key(tag), one) for one in keys)), None)
