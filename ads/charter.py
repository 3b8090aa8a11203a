"""What no advertisement here says. Political advertising is refused (Regulation (EU) 2024/900; ADS-04): by a tick, by these words, by a reader.

Words stand folded: no case, no accents. A word list never proves that something is political; a curator reads what passes it.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

#: What a shop ticks, one by one.
PROMISES = (
    ("honest", _("The price I announce is the one asked in the shop.")),
    ("lawful", _("Neither alcohol, nor tobacco, nor gambling, nor credit.")),
    ("not_political", _("Nothing political: neither candidate, nor party, nor vote, nor petition.")),
)
_POLITICAL = (
    r"elections?", r"electora(?:l|le|les|ux)", r"electeurs?", r"electrices?", r"votez", r"voter", r"votons", r"votes?", r"scrutins?", r"suffrages?", r"referendums?",
    r"candidats?", r"candidates?", r"candidatures?", r"municipales", r"legislatives", r"presidentielles?", r"europeennes 20\d\d", r"regionales 20\d\d",
    r"departementales 20\d\d", r"senatoriales", r"deputes?", r"deputees?", r"senateurs?", r"senatrices?", r"partis? politiques?", r"politiques?",
    r"militants?", r"militantes?", r"petitions?", r"manifestation", r"manifestations", r"manifestez", r"mandat municipal", r"notre maire",
    r"maire sortante?", r"liste (?:citoyenne|electorale|d union)", r"programme municipal", r"second tour", r"aux urnes", r"isoloirs?", r"bulletin de vote",
    r"greve generale", r"abrogation", r"loi (?:travail|retraites?|immigration)", r"reforme des retraites", r"campaign for", r"vote for", r"ballot",
)  # fmt: skip
_FORBIDDEN = (
    r"casinos?",
    r"paris sportifs?",
    r"jeux? d argent",
    r"credit (?:renouvelable|a la consommation)",
    r"cigarettes?",
    r"tabacs?",
    r"vapes?",
)
_PATTERN = re.compile(r"\b(" + "|".join((*_POLITICAL, *_FORBIDDEN)) + r")\b")


def folded(text: str) -> str:
    """Return a text without case, accents, signs and the letters used to hide a word (« v.o.t.e.z »)."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)).lower()
    plain = re.sub(r"(?<=\b\w)[.\-_*·](?=\w\b)", "", plain)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def forbidden_word(*texts: str) -> str:
    """Return the first word of these texts that no advertisement says; "" when there is none."""
    for text in texts:
        if found := _PATTERN.search(folded(text)):
            return found[0]
    return ""
