"""axe finds nothing serious or critical on any page, at three widths, by day and by night (LEG-12).

The same walk looks at what a reader would meet at once: no sideways scrolling, no fault on the console, no request to
another host (LEG-09), and a content policy that nothing on the page breaks (SEC-03).
"""

from urllib.parse import urljoin

import pytest

from tests.journeys.looking import Looking
from tests.journeys.preparing import MY_SHOP, PREPARED

PLACE = "/dinan/port-et-jerzual/"
GATHERING = "/dinan/fontaine-des-eaux/"
#: Where to begin, then links to follow; an address below the present one ("./…"), or a button, pressed on a form that nobody has filled.
FIRST_LINK = {
    "a listing": (PLACE + "annonces/", "main article a[href*='/annonces/']"),
    "a drive": (PLACE + "annonces/?q=rennes", "main article a[href*='/annonces/']"),
    "a loan": (PLACE + "annonces/?q=perceuse", "main article a[href*='/annonces/']"),
    "a sitter": (PLACE + "annonces/?kind=childcare&direction=offer", "main article a[href*='/annonces/']"),
    "a kept search": ("/annonces/recherches/", "main h2 a"),
    "an exchange": (PLACE + "annonces/?q=ourlets", "main article a[href*='/annonces/']"),
    "a purchase": (PLACE + "annonces/?q=farine", "main article a[href*='/annonces/']"),
    "a purchase to run": (PLACE + "annonces/?q=farine", "main article a[href*='/annonces/']", "main a[href*='/achats/']"),
    "a meetup": (PLACE + "agenda/", "main li a[href*='/annonces/']"),
    "a meetup to answer": (PLACE + "annonces/?q=chorale", "main article a[href*='/annonces/']"),
    "a news item": (PLACE + "actualites/", "main a[href*='/actualites/']"),
    "an alert": (PLACE, "#alert-banner a[href*='/alertes/']"),
    "a roll-call": (PLACE, "#alert-banner a[href*='/alertes/']", "main a[href$='/appel/']"),
    "official alerts": ("/alertes/", "main a[href*='/alertes/lancer/']", "main a[href*='/alertes/officielles/']"),
    "a shop": (PLACE + "commerces/", "main h2 a[href*='/commerces/']"),
    "why an advertisement": (PLACE, "aside.ad a[href$='/pourquoi/']"),
    "a shop of mine": ("/commerces/", MY_SHOP),
    "my campaign": ("/commerces/", MY_SHOP, "main a[href*='/campagnes/']"),
    "weeks to rent": ("/commerces/", MY_SHOP, "main a[href$='/louer/']"),
    "my shop's page": ("/commerces/", MY_SHOP, "main a[href$='/modifier/']"),
    "an alert to write": ("/alertes/", "main a[href*='/alertes/lancer/']"),
    "a place to found": ("/fonder/?ville=dinan", "main a[href^='/fonder/']"),
    "an outline to draw": ("/fonder/?ville=dinan", "main a[href^='/fonder/']"),
    "an invitation to run a place": ("/notifications/", "main a[href*='/referents/']"),
    "a neighbour to vouch for": ("/verification/voisins/", "main a[href*='/parrainer/']"),
    "a conversation": ("/annonces/conversations/", "main .threads a"),
    "a listing to change": ("/annonces/les-miennes/", "main a[href$='/modifier/']"),
    "an answer to write": (PLACE + "annonces/?q=bocaux", "main article a[href*='/annonces/']"),
    "a list to tick": (PLACE + "annonces/?q=farine", "main article a[href*='/annonces/']", "main a[href*='/achats/']", "./retrait/"),
    "a shop to register": (PLACE + "commerces/", "main a[href*='/inscrire/']"),
    "my statement": ("/commerces/", MY_SHOP, "main a[href*='/campagnes/']", "main a[href*='/releve/']"),
    "a founding to read": ("/admin/quartiers/", "main td a[href*='/projet/']"),
    "a refused listing": ("/annonces/publier/group/", "main button[value=review]"),
    "a refused answer": (PLACE + "annonces/?q=diable", "main article a[href*='/annonces/']", "main form[action$='/repondre/'] button"),
    "a refused pledge": (PLACE + "annonces/?q=chauffage", "main article a[href*='/annonces/']", "main form[action$='/promettre/'] button"),
    "a refused alert": ("/alertes/", "main a[href*='/alertes/lancer/']", "main form[action*='/lancer/'] button"),
}

VISITOR = [
    "/",
    "/trouver/",
    "/trouver/?ville=dinan",
    "/dinan/",
    PLACE,
    PLACE + "annonces/",
    PLACE + "annonces/?q=introuvable",
    PLACE + "agenda/",
    "a meetup",
    PLACE + "alertes/",
    PLACE + "actualites/",
    PLACE + "les-commerces-du-coin/",
    PLACE + "commerces/",
    PLACE + "cagnotte/",
    "/commerces/tarifs/",
    "/commerces/registre/",
    "a shop",
    "why an advertisement",
    "/alertes/",
    "/annonces/partout/",
    "/annonces/partout/?q=lit&direction=offer",
    "/annonces/partout/?q=sommeir",
    "/compte/login/",
    "/compte/signup/",
    "/compte/password/reset/",
    "/compte/password/reset/done/",
    "/compte/retour/",
    "/verification/opposition/",
    "/fonder/?ville=dinan",
    "/invitations/stop/inconnu/",
    GATHERING,
    "/verification/retour/",
    "/verification/retour/code/",
    "/verification/retour/voisins/",
    "/verification/retour/voisins/code/",
    "/code",
    "/charte/",
    "/vos-donnees/",
    "/il-n-y-a-rien-ici/",
    "a listing",
    "a news item",
    "an alert",
    "mails to stop",
]
RESIDENT = [
    PLACE,
    PLACE + "annonces/",
    "/annonces/publier/",
    "/annonces/publier/giveaway/",
    "/annonces/publier/meetup/",
    "/annonces/publier/carpool/",
    "/annonces/publier/help/",
    "/annonces/publier/barter/",
    "/annonces/mes-heures/",
    "/annonces/pour-vous/",
    "an exchange",
    "/annonces/publier/group/",
    "a purchase",
    "a purchase to run",
    "/annonces/publier/childcare/",
    "a sitter",
    "a loan",
    "a drive",
    "a meetup to answer",
    "/annonces/les-miennes/",
    "/annonces/conversations/",
    "a conversation",
    "a listing to change",
    PLACE + "annonces/?view=map",
    "/annonces/recherches/",
    PLACE + "annonces/?q=preceuse&within=500&direction=offer",
    "a kept search",
    "/notifications/",
    "/notifications/preferences/",
    "/notifications/telephone/",
    "a list to tick",
    "a shop to register",
    "a refused listing",
    "a refused answer",
    "a refused pledge",
    "a refused alert",
    "/verification/bienvenue/",
    "/compte/logout/",
    "/compte/",
    "/compte/mon-carre/",
    "/compte/email/",
    "/compte/password/change/",
    "/compte/fiche-de-secours/",
    "/compte/2fa/",
    "/compte/sessions/",
    "/compte/cles/",
    "/verification/code/",
    "/verification/suivis/",
    "/verification/partir/",
    "/verification/demenager/gare/",
    "an answer to write",
    "an alert",
    "an alert to write",
    "/verification/voisins/",
    "a neighbour to vouch for",
    "an invitation to run a place",
    "a draft to read again",
    "a question about trade",
]
WAITING = ["/verification/parrainage/"]
NEWCOMER = [
    "a place to found",
    "an outline to draw",
    "/",
    "/verification/rejoindre/port-et-jerzual/",
    "/verification/rejoindre/port-et-jerzual/carte/",
    "/verification/rejoindre/port-et-jerzual/position/",
    "/verification/rejoindre/port-et-jerzual/guichet/",
    "/verification/code/?guichet",
    "/verification/rejoindre/port-et-jerzual/voisins/",
    "/verification/code/",
    "/annonces/publier/",
    "/alertes/",
]
FOUNDER = ["/verification/"]
SHOP = [
    "/commerces/",
    "my statement",
    "a shop of mine",
    "my campaign",
    "weeks to rent",
    "my shop's page",
    "an advertisement to write",
    "an advertisement to pay",
    "a transfer to make",
]
CURATOR = [
    PLACE,
    "/admin/commerce/",
    "/commerces/bureau/",
    "/annonces/a-relire/",
    "an alert",
    "an alert to write",
    "a roll-call",
    "official alerts",
    "/admin/cartes/oppositions/",
]
OPERATOR = ["/admin/envois/", "/admin/quartiers/", "a founding to read", "/admin/cartes/oppositions/"]


#: What a page that is only on the way is asked: where its first such link leads.
LEADS_TO = "([html, link]) => new DOMParser().parseFromString(html, 'text/html').querySelector(link).getAttribute('href')"


def go(page, address, *steps):
    """Open a page by way of others; those on the way are read, not shown: that a browser shows them is for those who look at them."""
    for step in steps:
        if step.startswith("./"):
            address = urljoin(address, step)
        elif step.rpartition(" ")[2].startswith("button"):
            page.goto(address)
            with page.expect_navigation():
                page.locator(step).first.evaluate("button => { button.form.noValidate = true; button.click() }")
            return
        else:
            on_the_way = page.request.get(address)
            assert on_the_way.ok
            address = page.evaluate(LEADS_TO, [on_the_way.text(), step])
    page.goto(address)


@pytest.fixture(scope="module")
def pairings():
    """The pairings of colours found right so far, by whoever looked."""
    return set()


def findings(visitor, looking, address):
    """Return everything wrong with one page, as short lines."""
    page = visitor.page
    visitor.faults.clear()
    if address in PREPARED:
        PREPARED[address](visitor)
    else:
        go(page, *FIRST_LINK.get(address, (address,)))
    wrong = looking.at()
    answered = "Failed to load resource: the server responded with a status of "
    meant = {"/il-n-y-a-rien-ici/": "404", "a refused alert": "422"}.get(address)
    wrong += [f"console: {fault}" for fault in visitor.faults if not meant or not fault.startswith(answered + meant)]
    return wrong


@pytest.mark.parametrize(
    ("pseudonym", "addresses"),
    [
        (None, VISITOR),
        ("La Mie", SHOP),
        ("Mirabelle", RESIDENT),
        ("Nouvelle Venue", NEWCOMER),
        ("Rouge-gorge", WAITING),
        ("Petite Source", FOUNDER),
        ("Lanterne", CURATOR),
        ("Phare", OPERATOR),
    ],
    ids=["visitor", "shop", "resident", "newcomer", "waiting", "founder", "curator", "operator"],
)
def test_every_page_can_be_used_by_everybody(visit, site, pairings, pseudonym, addresses):
    visitor = visit(pseudonym)
    looking = Looking(visitor.page, pairings)
    wrong = [f"{address} {line}" for address in addresses for line in findings(visitor, looking, address)]
    assert wrong == []
    assert visitor.hosts <= {site.url.removeprefix("http://"), ""}
