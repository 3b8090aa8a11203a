"""Street words: how the norm shortens them, and how differently written streets are recognised as one."""

import re

#: The norm's abbreviations of street types. Words without one (RUE, QUAI, COUR, CITE) stay.
TYPES = {
    "ALLEE": "ALL",
    "ALLEES": "ALL",
    "AVENUE": "AV",
    "BOULEVARD": "BD",
    "CARREFOUR": "CAR",
    "CENTRE": "CTRE",
    "CHAUSSEE": "CHS",
    "CHEMIN": "CHE",
    "COURS": "CRS",
    "DOMAINE": "DOM",
    "ESPLANADE": "ESP",
    "FAUBOURG": "FG",
    "GRANDE RUE": "GR",
    "HAMEAU": "HAM",
    "IMPASSE": "IMP",
    "LIEU DIT": "LD",
    "LOTISSEMENT": "LOT",
    "MONTEE": "MTE",
    "PARVIS": "PRV",
    "PASSAGE": "PAS",
    "PLACE": "PL",
    "PLAINE": "PLN",
    "PLATEAU": "PLT",
    "PROMENADE": "PROM",
    "QUARTIER": "QUA",
    "RESIDENCE": "RES",
    "ROCADE": "ROC",
    "ROND POINT": "RPT",
    "ROUTE": "RTE",
    "RUELLE": "RLE",
    "SENTE": "SEN",
    "SENTIER": "SEN",
    "SQUARE": "SQ",
    "TERRE PLEIN": "TPL",
    "TRAVERSE": "TRA",
    "VILLA": "VLA",
    "VILLAGE": "VLGE",
}
#: Other words the norm lets one shorten when a line is still too long.
TITLES = {
    "SAINT": "ST",
    "SAINTE": "STE",
    "SAINTS": "STS",
    "SAINTES": "STES",
    "ADJUDANT": "ADJ",
    "AMIRAL": "AM",
    "BATIMENT": "BAT",
    "CAPITAINE": "CNE",
    "COLONEL": "CL",
    "COMMANDANT": "CDT",
    "DOCTEUR": "DR",
    "GENERAL": "GAL",
    "LIEUTENANT": "LT",
    "MADAME": "MME",
    "MADEMOISELLE": "MLLE",
    "MARECHAL": "MAL",
    "MONSEIGNEUR": "MGR",
    "MONSIEUR": "M",
    "PRESIDENT": "PDT",
    "PROFESSEUR": "PR",
    "APPARTEMENT": "APT",
    "ESCALIER": "ESC",
    "IMMEUBLE": "IMM",
    "ETAGE": "ETG",
    "RESIDENCE": "RES",
}
ARTICLES = {"A", "AU", "AUX", "D", "DE", "DES", "DU", "EN", "ET", "L", "LA", "LE", "LES", "SUR", "SOUS"}
#: Ways people shorten that the norm does not know.
_COMMON = {
    "AVE": "AVENUE",
    "BLD": "BOULEVARD",
    "BLVD": "BOULEVARD",
    "BVD": "BOULEVARD",
    "R": "RUE",
    "CH": "CHEMIN",
    "CHEM": "CHEMIN",
    "APPT": "APPARTEMENT",
    "APP": "APPARTEMENT",
}
_ONE_OF_TWO = {"ALLEES": "ALLEE", "ALL": "ALLEE", "SENTIER": "SENTE", "SEN": "SENTE"}
_WRITTEN_OUT = {short: word for words in (TYPES, TITLES) for word, short in words.items()} | _COMMON | _ONE_OF_TWO
_REPETITIONS = {"BIS": "B", "TER": "T", "QUATER": "Q", "QUINQUIES": "C"}
_NUMBER = re.compile(r"^(?P<number>[0-9]+(?: [0-9]+)*) ?(?P<repetition>BIS|TER|QUATER|QUINQUIES|[A-QS-Z])?(?= |$)(?P<label>.*)$")
#: The norm gives 32 of the 38 characters of a line to the name of the street.
LABEL_LENGTH = 32


def split_number(street: str) -> tuple[str, str]:
    """Return ("5 B", "RUE HAUTE") for "5 BIS RUE HAUTE"; the number is empty where the street has none."""
    found = _NUMBER.match(street)
    if not found:
        return "", street
    repetition = found["repetition"] or ""
    if repetition and not found["label"] and repetition not in _REPETITIONS:
        repetition = ""
    number = f"{found['number']} {_REPETITIONS.get(repetition, repetition)}".strip()
    return number, found["label"].strip()


def shorten_type(label: str) -> str:
    """Shorten the street type at the beginning."""
    for word, short in TYPES.items():
        if label.startswith(f"{word} "):
            return short + label[len(word) :]
    return label


def shorten_words(line: str) -> str:
    """Shorten titles and saints."""
    return " ".join(TITLES.get(word, word) for word in line.split())


def drop_articles(line: str) -> str:
    """Leave articles out: the last thing the norm allows."""
    first, *middle, last = line.split() if " " in line else (line, "")
    return " ".join([first, *(word for word in middle if word not in ARTICLES), last]).strip()


def recognise(line: str) -> str:
    """Return one spelling for the many in which the same line may be written: for hashing, never for printing."""
    number, label = split_number(line)
    return f"{number} {' '.join(_WRITTEN_OUT.get(word, word) for word in label.split())}".strip()


def recognise_street(line: str) -> str:
    """Return one spelling of a street, articles left out: people forget them."""
    number, label = split_number(line)
    return f"{number} {drop_articles(recognise(label))}".strip() if label else number
