"""One kind of listing after the other, both sides, on a telephone; the second neighbour has no scripts at all."""

from datetime import timedelta

from django.utils import timezone

PLACE = "/dinan/port-et-jerzual/"


def in_days(count):
    return (timezone.localdate() + timedelta(days=count)).isoformat()


def publish(page, kind, fields, checks=()):
    """Fill a form by its fields' names, read it again, publish it; return the address of the page."""
    page.goto(f"/annonces/publier/{kind}/")
    page.evaluate("document.querySelectorAll('main form.form details').forEach((part) => { part.open = true })")
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    for name, value in checks:
        page.locator(f"[name={name}][value='{value}']").check()
    page.locator("button[value=review]").click()
    page.wait_for_url("**/relire/")
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{PLACE}annonces/*/")
    return page.url


def test_an_invitation_is_answered_and_brought_to(visit):
    """Domain §4.2, meetup: invited, answered without scripts, the exact place told, something brought, seen by the host."""
    host, guest = visit("Mirabelle"), visit("Tournevis", javascript=False)
    fields = {"title": "Crêpes chez le voisin", "day": in_days(9), "start": "19:00", "end": "22:00", "area": "rue du Petit-Fort"}
    fields |= {
        "exact": "Au 3, la porte jaune",
        "words": "Une bolée de cidre et on retourne les crêpes.",
        "places": "2",
        "bring": "Du cidre",
    }
    address = publish(host.page, "meetup", fields)
    page = guest.page
    page.goto(PLACE + "agenda/")
    page.get_by_role("link", name="Crêpes chez le voisin").click()
    assert page.get_by_text("porte jaune").count() == 0
    page.locator("#answer form button").first.click()
    page.get_by_text("porte jaune").wait_for()
    page.get_by_role("button", name="Je m’en charge").click()
    host.page.goto(address)
    host.page.locator("#bring").get_by_text("Tournevis").wait_for()
    assert host.faults == guest.faults == []


def test_a_seat_is_asked_for_agreed_and_freed(visit):
    """Domain §4.2, carpool: too much is refused with the reason, a seat is asked for without scripts, agreed, seen as kept."""
    driver, passenger = visit("Tournevis"), visit("Mirabelle", javascript=False)
    fields = {"title": "Cancale et retour", "origin": "Le vieux pont", "destination": "Cancale, le port", "first_day": in_days(8)}
    fields |= {"leaves_at": "09:00", "words": "Pour les huîtres.", "km": "45", "amount": "30"}
    page = driver.page
    page.goto("/annonces/publier/carpool/")
    page.evaluate("document.querySelectorAll('main form.form details').forEach((part) => { part.open = true })")
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=power]").select_option("5")
    page.locator("button[value=review]").click()
    page.locator(".error-summary").get_by_text("0,636").wait_for()
    page.locator("[name=amount]").fill("5")
    page.locator("button[value=review]").click()
    page.wait_for_url("**/relire/")
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{PLACE}annonces/*/")
    passenger.page.goto(page.url)
    passenger.page.locator("#answer form button").first.click()
    page.goto("/annonces/les-miennes/")
    with page.expect_navigation():
        page.locator("article", has_text="Cancale et retour").locator("button[value=accept]").click()
    passenger.page.reload()
    passenger.page.get_by_text("Votre place est gardée").wait_for()
    assert driver.faults == passenger.faults == []


def test_a_tool_is_borrowed_and_comes_back(visit):
    """Domain §4.2, loans: lent, borrowed without scripts, its days shown as taken, returned."""
    owner, borrower = visit("Lavandière"), visit("Grand Héron", javascript=False)
    fields = {"title": "Table à tapisser", "words": "Deux tréteaux et un plateau.", "longest_days": "5"}
    page = owner.page
    page.goto("/annonces/publier/help/")
    page.locator("[name=skill]").select_option("tool")
    page.locator("[name=form][value=loan]").check()
    page.evaluate("document.querySelectorAll('main form.form details').forEach((part) => { part.open = true })")
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=at_once]").check()
    page.locator("button[value=review]").click()
    page.wait_for_url("**/relire/")
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{PLACE}annonces/*/")
    other = borrower.page
    other.goto(page.url)
    other.locator("[name=starts_on]").fill(in_days(2))
    other.locator("[name=ends_on]").fill(in_days(4))
    other.locator("#answer form button").first.click()
    other.locator("section[aria-labelledby=loans] li").wait_for()
    page.goto("/annonces/les-miennes/")
    with page.expect_navigation():
        page.locator("article", has_text="Table à tapisser").locator("form[action*=reponses] button[value=done]").click()
    other.reload()
    assert other.locator("section[aria-labelledby=loans] li").count() == 0
    assert owner.faults == borrower.faults == []


def test_an_evening_is_looked_after(visit):
    """Domain §4.2, childcare: an hour that has no price is refused, asked for, answered without scripts with one's age, agreed, met."""
    family, sitter = visit("Lavandière"), visit("Tournevis", javascript=False)
    page = family.page
    page.goto("/annonces/publier/childcare/")
    page.evaluate("document.querySelectorAll('main form.form details').forEach((part) => { part.open = true })")
    fields = {"title": "Samedi soir, deux grands", "first_day": in_days(11), "starts": "19:00", "ends": "23:30"}
    for name, value in (fields | {"words": "Ils se couchent seuls, ou presque.", "amount": "40"}).items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=ages][value='6-10']").check()
    page.locator("button[value=review]").click()
    page.locator(".error-summary").get_by_text("30").wait_for()
    page.locator("[name=amount]").fill("10")
    page.locator("button[value=review]").click()
    page.wait_for_url("**/relire/")
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{PLACE}annonces/*/")
    other = sitter.page
    other.goto(page.url)
    other.get_by_text("Pajemploi").first.wait_for()
    other.locator("[name=sitter_age][value='18+']").check()
    other.locator("#answer form button").first.click()
    page.goto("/annonces/les-miennes/")
    with page.expect_navigation():
        page.locator("article", has_text="Samedi soir, deux grands").locator("button[value=accept]").click()
    other.reload()
    other.locator("#answer button[value=met]").click()
    page.reload()
    assert page.locator("article", has_text="Samedi soir, deux grands").locator("button[value=met]").count() == 0
    assert family.faults == sitter.faults == []


def test_an_hour_is_given_and_moves_between_two_accounts(visit):
    """Domain §4.2, exchange: an hour is offered, asked for without scripts, agreed, confirmed by who received, and counted on both sides."""
    giver, receiver = visit("Mirabelle"), visit("Nuit Blanche", javascript=False)
    fields = {"title": "Une heure de patins à roulettes", "gives": "patins à roulettes", "words": "Sur le quai, quand il est vide."}
    address = publish(giver.page, "barter", fields, checks=[("deal", "give")])
    page = receiver.page
    page.goto(address)
    page.locator("#answer form button").first.click()
    giver.page.goto("/annonces/les-miennes/")
    with giver.page.expect_navigation():
        giver.page.locator("article", has_text="patins à roulettes").locator("button[value=accept]").click()
    page.goto(address)
    page.locator("#answer form[action*='/services/'] button[value=received]").click()
    page.goto("/annonces/mes-heures/")
    page.locator("aside .stat", has_text="−1 h").wait_for()
    giver.page.goto("/annonces/mes-heures/")
    giver.page.locator("aside .stat", has_text="+1 h").wait_for()
    giver.page.get_by_text("Nuit Blanche").wait_for()
    giver.page.goto(address)
    giver.page.locator("#answer .tag").first.wait_for()
    assert giver.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert giver.faults == receiver.faults == []


def test_a_purchase_comes_about_and_is_fetched(visit):
    """Domain §4.2, group purchase: pledged without scripts, settled, ordered, counted short, shared, ticked on the telephone."""
    organiser, taker = visit("Lavandière"), visit("Vélo bleu", javascript=False)
    fields = {"title": "Pommes à couteau", "supplier": "Un verger d’Évran", "name_0": "Reinettes", "unit_0": "cagette", "price_0": "11.50"}
    fields |= {"pack_0": "2", "threshold": "1", "closes_on": in_days(6), "area": "place Saint-Sauveur", "exact": "Sous le tilleul"}
    fields |= {"day_0": in_days(9), "from_0": "10:00", "to_0": "11:00", "words": "Cueillies la veille."}
    address = publish(organiser.page, "group", fields)
    page = taker.page
    page.goto(address)
    page.locator("[name^=take_]").fill("3")
    page.locator("[name=agreed]").check()
    page.locator("#answer form button").first.click()
    page.get_by_role("link", name="Je le complète").click()
    assert page.locator("[name^=take_]").input_value() == "4"
    page.locator("[name=agreed]").check()
    page.get_by_role("button", name="Changer mon engagement").click()
    assert page.get_by_text("tilleul").count() == 0
    desk = organiser.page
    desk.goto(address)
    desk.get_by_role("link", name="Mener cet achat").click()
    desk.locator("button[value=lock]").click()
    desk.locator("button[value=order]").click()
    desk.locator("[name^=came_]").fill("3")
    desk.get_by_role("button", name="Voilà ce qui est arrivé").click()
    desk.locator("button[value=distribute]").click()
    desk.get_by_role("link", name="La liste à cocher").click()
    desk.locator("button[value=given]").click()
    desk.locator("button[value=not-given]").wait_for()
    page.reload()
    page.get_by_text("Sous le tilleul").wait_for()
    page.get_by_text("34,50").first.wait_for()
    assert organiser.faults == taker.faults == []
