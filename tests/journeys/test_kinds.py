"""One kind of listing after the other, both sides, on a telephone: the same steps with scripts and without.

An author publishes, a neighbour finds it in the list and answers, the author decides, what came of it is noted, and both see it. What is
the same for every kind (the filters, "my listings") is shown to those of the first journey and read by the others (`steps.Brisk`).
"""

import pytest

from tests.journeys.steps import HOURS, PLACE, Brisk, Side, in_days

pytestmark = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture(scope="module")
def open_windows(windows):
    """The windows of this file's people: opened once, with scripts and without, and used from one journey to the next."""
    opened = {}
    yield opened
    for visitor in opened.values():
        windows.leave(visitor)


@pytest.fixture
def sides(windows, open_windows, scripts):
    """Return an author and a neighbour; afterwards nothing is wrong on a console, and no page scrolls sideways."""
    people = []
    for pseudonym in ("Lavandière", "Tournevis"):
        key = (pseudonym, scripts)
        if key not in open_windows:
            open_windows[key] = windows.open(pseudonym, javascript=scripts)
        people.append(Brisk(open_windows[key], pseudonym))
    yield people
    for person in people:
        assert person.visitor.faults == []
        assert person.fits_the_screen()
        person.visitor.faults.clear()


def titled(title, scripts):
    return f"{title}, {'avec' if scripts else 'sans'} scripts"


def test_a_thing_is_given_and_fetched(sides, scripts):
    """Domain §4.2, give-away: found, asked for, promised with a word for one person, fetched, closed as taken."""
    giver, taker = (Side(side.visitor, side.pseudonym) for side in sides)
    title = titled("Bouilloire en cuivre", scripts)
    giver.publish(
        "giveaway",
        {"title": title, "words": "Elle siffle encore."},
        choose={"category": "kitchen"},
        check={"condition": "good", "size": "bag", "rule": "choose"},
    )
    taker.find("giveaway", title)
    taker.answer({"message": "Je passe demain soir, merci."})
    giver.decide(title, "accept", {"note": "Sonnez deux fois."})
    taker.look("Sonnez deux fois.")
    giver.decide(title, "done")
    giver.sees_in_mine(title, "elle a trouvé preneur")
    taker.sees_in_mine(title, "faite")


def test_an_invitation_is_answered_and_brought_to(sides, scripts):
    """Domain §4.2, meetup: in the agenda, the exact place told to who comes, something brought, seen by the host, held."""
    host, guest = sides
    title = titled("Crêpes chez le voisin", scripts)
    fields = {"title": title, "day": in_days(9), "start": "19:00", "end": "22:00", "area": "rue du Petit-Fort", "places": "2"}
    fields |= {"exact": "Au 3, la porte jaune", "words": "Une bolée de cidre et on retourne les crêpes.", "bring": "Du cidre"}
    address = host.publish("meetup", fields)
    guest.goto(PLACE + "agenda/")
    guest.follow(title)
    assert guest.page.get_by_text("porte jaune").count() == 0
    guest.answer()
    guest.look("porte jaune")
    guest.press(guest.page.get_by_role("button", name="Je m’en charge"))
    host.goto(address)
    host.page.locator("#bring").get_by_text("Tournevis").wait_for()
    host.decide(title, "done")
    host.sees_in_mine(title, "faite")
    guest.sees_in_mine(title, "faite")


def test_a_seat_is_asked_for_agreed_and_driven(sides, scripts):
    """Domain §4.2, carpool: too much is refused with the reason, a seat is asked for, agreed, seen as kept, and driven."""
    driver, passenger = sides
    title = titled("Cancale et retour", scripts)
    fields = {"title": title, "origin": "Le vieux pont", "destination": "Cancale, le port", "first_day": in_days(8)}
    fields |= {"leaves_at": "09:00" if scripts else "15:00", "words": "Pour les huîtres.", "km": "45", "amount": "30"}
    driver.fill("carpool", fields, choose={"power": "5"})
    driver.refused("0,636", {"amount": "5"})
    driver.publish_what_was_typed()
    passenger.find("carpool", title)
    passenger.answer()
    driver.decide(title, "accept")
    passenger.look("Votre place est gardée")
    driver.decide(title, "done")
    driver.sees_in_mine(title, "faite")
    passenger.sees_in_mine(title, "faite")


def test_a_tool_is_borrowed_and_comes_back(sides, scripts):
    """Domain §4.2, loans: asked for by its days, lent, its days shown as taken, returned."""
    owner, borrower = sides
    title = titled("Table à tapisser", scripts)
    fields = {"title": title, "words": "Deux tréteaux et un plateau.", "longest_days": "5"}
    owner.publish("help", fields, choose={"skill": "tool"}, check={"form": "loan"})
    borrower.find("help", title)
    borrower.answer({"starts_on": in_days(2), "ends_on": in_days(4)})
    owner.decide(title, "accept")
    borrower.reload()
    taken = borrower.page.locator("section[aria-labelledby=loans] li")
    taken.wait_for()
    owner.decide(title, "done")
    borrower.reload()
    assert taken.count() == 0
    owner.sees_in_mine(title, "faite")
    borrower.sees_in_mine(title, "faite")
    owner.takes_down(title)


def test_an_evening_is_looked_after(sides, scripts):
    """Domain §4.2, childcare: an hour that has no price is refused; answered with one's age, agreed, met, done."""
    family, sitter = sides
    title = titled("Deux grands, le soir", scripts)
    fields = {"title": title, "first_day": in_days(11 if scripts else 12), "starts": "19:00", "ends": "23:30"}
    family.fill("childcare", fields | {"words": "Ils se couchent seuls, ou presque.", "amount": "40"}, check={"ages": "6-10"})
    family.refused("30", {"amount": "10"})
    family.publish_what_was_typed()
    sitter.find("childcare", title)
    sitter.look("Pajemploi", again=False)
    sitter.answer(check={"sitter_age": "18+"})
    family.decide(title, "accept")
    sitter.reload()
    if sitter.page.locator("#answer button[value=met]").count():  # who met once is not asked again
        sitter.press(sitter.page.locator("#answer button[value=met]"))
    family.decide(title, "done")
    family.sees_in_mine(title, "faite")
    sitter.sees_in_mine(title, "faite")


def test_an_hour_is_given_and_moves_between_two_accounts(sides, scripts):
    """Domain §4.2, exchange: an hour is offered, asked for, agreed, confirmed by who received, and counted on both sides."""
    giver, receiver = sides
    title = titled("Une heure de patins", scripts)
    before = [giver.hours(), receiver.hours()]
    fields = {"title": title, "gives": "patins à roulettes", "words": "Sur le quai, quand il est vide."}
    address = giver.publish("barter", fields, check={"deal": "give"})
    receiver.find("barter", title)
    receiver.answer()
    giver.decide(title, "accept")
    receiver.goto(address)
    receiver.press(receiver.page.locator("#answer form[action*='/services/'] button[value=received]"))
    assert [giver.hours() - before[0], receiver.hours() - before[1]] == [1, -1]
    giver.goto(HOURS)
    giver.page.get_by_text("Tournevis").first.wait_for()
    giver.goto(address)
    giver.page.locator("#answer .tag").first.wait_for()


def test_a_purchase_comes_about_and_is_fetched(sides, scripts):
    """Domain §4.2, group purchase: pledged, completed to a pack, settled, ordered, counted short, shared, ticked on the telephone."""
    organiser, taker = sides
    title = titled("Pommes à couteau", scripts)
    fields = {"title": title, "supplier": "Un verger d’Évran", "name_0": "Reinettes", "unit_0": "cagette", "price_0": "11.50"}
    fields |= {"pack_0": "2", "threshold": "1", "closes_on": in_days(6), "area": "place Saint-Sauveur", "exact": "Sous le tilleul"}
    fields |= {"day_0": in_days(9), "from_0": "10:00", "to_0": "11:00", "words": "Cueillies la veille."}
    address = organiser.publish("group", fields)
    taker.find("group", title)
    taker.answer({"^take_": "3"}, check={"agreed": None})
    taker.follow("Je le complète")
    assert taker.page.locator("[name^=take_]").input_value() == "4"
    taker.page.locator("[name=agreed]").check()
    taker.press(taker.page.get_by_role("button", name="Changer mon engagement"))
    assert taker.page.get_by_text("tilleul").count() == 0
    organiser.goto(address)
    organiser.follow("Mener cet achat")
    for step in ("lock", "order"):
        organiser.press(organiser.page.locator(f"button[value={step}]"))
    organiser.page.locator("[name^=came_]").fill("3")
    organiser.press(organiser.page.get_by_role("button", name="Voilà ce qui est arrivé"))
    organiser.press(organiser.page.locator("button[value=distribute]"))
    organiser.follow("La liste à cocher")
    organiser.press(organiser.page.locator("button[value=given]"))
    organiser.page.locator("button[value=not-given]").wait_for()
    taker.look("Sous le tilleul")
    taker.page.get_by_text("34,50").first.wait_for()
