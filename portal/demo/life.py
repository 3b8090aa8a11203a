"""What goes on in the demonstration: gifts, answers, news, shops, and the river that rises."""

from collections import Counter
from datetime import timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from home.models import InfoPage, Membership, NeighbourhoodPage, NewsIndexPage, NewsPage
from listings import timetables
from listings.models import ChildcarePage, GiveawayPage, HelpPage, ListingPage, MeetupPage, RidePage
from listings.services import arrange_photos, publish_listing, respond, save_draft, save_search, stage_photo
from listings.services.photos import Picture
from notifications.models import Alert, OfficialMessage, OfficialSource
from notifications.services import answer_roll_call, publish_alert
from portal.demo import pictures, places, stories
from portal.demo.town import SEED
from verification.services import give_vouch, join_by_vouching

People = dict[str, User]
Neighbourhoods = dict[str, NeighbourhoodPage]


def give_things(people: People) -> list[GiveawayPage]:
    """Publish every gift of the stories, with its painted photograph."""
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    return [give(gift, people[gift.author], random) for gift in stories.GIFTS]


def spread_over_days() -> None:
    """Date the listings as neighbours write them: over the last days, one kind after the other."""
    turns, rows = Counter(), []
    for listing in ListingPage.objects.open().order_by("pk"):
        rows.append((turns[listing.kind], listing.kind, listing.pk))
        turns[listing.kind] += 1
    for age, (_turn, _kind, pk) in enumerate(sorted(rows)):
        published = timezone.now() - timedelta(hours=3 + 7 * age)
        ListingPage.objects.filter(pk=pk).update(published_at=published, first_published_at=published)


def give(gift: stories.Gift, author: User, random: Random) -> GiveawayPage:
    """Publish one gift in its author's neighbourhood."""
    membership = Membership.objects.of(author).active().select_related("neighbourhood").get()
    fields = {
        name: getattr(gift, name) for name in ("title", "category", "condition", "size", "quantity", "audience", "direction", "pickup")
    }
    fields |= {"body": f"<p>{gift.body}</p>", "street": membership.street}
    point = point_in(membership.neighbourhood.title, random)
    listing = save_draft(model=GiveawayPage, neighbourhood=membership.neighbourhood, by=author, fields=fields, position=point)
    if gift.picture:
        upload = SimpleUploadedFile(f"{gift.picture}.jpg", pictures.paint(gift.picture), "image/jpeg")
        staged = stage_photo(upload=upload, neighbourhood=membership.neighbourhood, by=author)
        arrange_photos(listing=listing, pictures=[Picture(staged.photo, gift.alt)], by=author)
    return publish_listing(listing=listing, by=author)


def invite(people: People) -> None:
    """Publish the invitations of the stories and let a few neighbours say that they come."""
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    for story in stories.MEETUPS:
        author = people[story.author]
        membership = Membership.objects.of(author).active().select_related("neighbourhood").get()
        day = timezone.localdate() + timedelta(days=(story.weekday - timezone.localdate().weekday()) % 7 + 7)
        slot = timetables.slot(day, *story.hours)
        listing = save_draft(
            model=MeetupPage,
            neighbourhood=membership.neighbourhood,
            by=author,
            fields={
                "title": story.title, "body": f"<p>{story.body}</p>", "street": membership.street, "audience": story.audience,
                "area": story.area, "places": story.places, "minimum": story.minimum, "rrule": story.rrule, "access": list(story.access),
                "starts_at": slot.starts_at, "ends_at": slot.ends_at,
            },
            position=point_in(membership.neighbourhood.title, random),
            parts={"bring": story.bring, "exact_place": (story.exact, True)},
        )  # fmt: skip
        listing = publish_listing(listing=listing, by=author)
        for pseudonym in story.coming:
            respond(listing=listing, by=people[pseudonym], occurrence=listing.occurrences.first(), quantity=2)


def lend_a_hand(people: People) -> None:
    """Publish what neighbours lend and ask for, and let somebody borrow."""
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    for story in stories.HELPS:
        author = people[story.author]
        membership = Membership.objects.of(author).active().select_related("neighbourhood").get()
        names = ("title", "form", "skill", "when", "longest_days", "care", "at_once", "direction", "audience")
        fields = {name: getattr(story, name) for name in names} | {"body": f"<p>{story.body}</p>", "street": membership.street}
        place = membership.neighbourhood
        listing = save_draft(model=HelpPage, neighbourhood=place, by=author, fields=fields, position=point_in(place.title, random))
        listing = publish_listing(listing=listing, by=author)
        if story.borrower:
            today = timezone.localdate()
            respond(listing=listing, by=people[story.borrower], period=(today + timedelta(days=2), today + timedelta(days=4)))


def look_after_children(people: People) -> None:
    """Publish who offers to look after children and who looks for somebody, and let a family ask."""
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    for story in stories.SITTINGS:
        author = people[story.author]
        membership = Membership.objects.of(author).active().select_related("neighbourhood").get()
        names = (
            "title",
            "children",
            "amount",
            "sitter_age",
            "home",
            "going_home",
            "season",
            "experience",
            "first_aid",
            "languages",
            "audience",
        )
        fields = {name: getattr(story, name) for name in names}
        fields |= {
            "body": f"<p>{story.body}</p>", "street": membership.street, "direction": "offer" if story.grid else "request",
            "ages": list(story.ages), "grid": list(story.grid), "first_day": timezone.localdate() + timedelta(days=4),
            "price_mode": "paid" if story.amount else "free",
        }  # fmt: skip
        if not story.grid:
            fields |= {"starts": story.hours[0], "ends": story.hours[1]}
        place = membership.neighbourhood
        listing = save_draft(model=ChildcarePage, neighbourhood=place, by=author, fields=fields, position=point_in(place.title, random))
        listing = publish_listing(listing=listing, by=author)
        if story.asker:
            hours = listing.occurrences.first()
            respond(
                listing=listing,
                by=people[story.asker],
                occurrence=hours,
                message="Deux enfants, quatre et sept ans.",
                given={"children": 2},
            )


def keep_searches(people: People) -> None:
    """Let a few people be told of what they look for."""
    for pseudonym, query, pace in stories.SEARCHES:
        place = NeighbourhoodPage.objects.home_of(people[pseudonym]).get()
        save_search(user=people[pseudonym], neighbourhood=place, query=QueryDict(query), pace=pace)


def share_drives(people: People) -> None:
    """Publish the drives of the stories, through the ordinary services."""
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    for story in stories.DRIVES:
        author = people[story.author]
        membership = Membership.objects.of(author).active().select_related("neighbourhood").get()
        week = {
            "out_times": [story.leaves if number in story.out else None for number in range(7)],
            "back_times": [story.returns if number in story.back else None for number in range(7)],
        }
        fields = {
            "title": story.title, "body": f"<p>{story.body}</p>", "street": membership.street, "direction": story.direction,
            "origin": story.origin, "destination": story.destination, "via": story.via, "first_day": timezone.localdate() + timedelta(days=3),
            "minutes": story.minutes, "seats": story.seats, "km": story.km, "power": story.power, "amount": story.amount,
            "price_mode": "cost_share" if story.amount else "free", "audience": story.audience, "motive": story.motive,
            "leaves_at": None if story.out else story.leaves, **week,
        }  # fmt: skip
        place = membership.neighbourhood
        listing = save_draft(model=RidePage, neighbourhood=place, by=author, fields=fields, position=point_in(place.title, random))
        publish_listing(listing=listing, by=author)


def point_in(name: str, random: Random) -> tuple[float, float]:
    """Return a point (latitude, longitude) on the way from the middle of an outline to one of its corners: inside, as all see the middle."""
    corner, way = random.choice(places.OUTLINES[name]), random.uniform(0.1, 0.7)
    middle = [sum(values) / len(places.OUTLINES[name]) for values in zip(*places.OUTLINES[name], strict=True)]
    lon, lat = (centre + way * (value - centre) for value, centre in zip(corner, middle, strict=True))
    return lat, lon


def answer_some(people: People, given: list[GiveawayPage]) -> None:
    """Let a few neighbours ask for things."""
    by_title = {listing.title: listing for listing in given}
    for pseudonym, title, message in (
        ("Marronnier", "Lit d’enfant en pin, avec sommier", "Pour ma petite-fille, je peux venir mercredi avec une clé de six."),
        ("Nuit Blanche", "Bocaux à joints, une trentaine", "Six bocaux me suffiraient, merci."),
        ("Tournevis", "Vélo de ville à remettre en selle", "J’ai des pneus à la bonne taille."),
    ):
        respond(listing=by_title[title], by=people[pseudonym], message=message, quantity=1)


def tell_news(neighbourhoods: Neighbourhoods) -> None:
    """Put the stories' news under each neighbourhood's list."""
    for age, news in enumerate(stories.NEWS):
        index = NewsIndexPage.objects.child_of(neighbourhoods[news.place]).get()
        day = timezone.localdate() - timedelta(days=age)
        index.add_child(instance=NewsPage(title=news.title, summary=news.summary, body=news.body, published_on=day))


def open_shops(neighbourhoods: Neighbourhoods) -> None:
    """Introduce the local shops on an information page."""
    blocks = [{"type": "text", "value": "<p>Ils ouvrent leur porte toute l’année. Poussez-la.</p>"}]
    for name, line, street in stories.SHOPS:
        blocks += [{"type": "heading", "value": name}, {"type": "text", "value": f"<p>{line} {street[0].upper()}{street[1:]}.</p>"}]
    place = neighbourhoods["Port et Jerzual"]
    place.refresh_from_db()
    place.add_child(instance=InfoPage(title="Les commerces du coin", body=blocks))


def wait_for_neighbours(people: People, neighbourhoods: Neighbourhoods) -> None:
    """Let a newcomer ask to be vouched for: one neighbour has said yes, and one more is wanting."""
    newcomer, sentence, voucher = stories.WAITING
    place = neighbourhoods["Port et Jerzual"]
    request = join_by_vouching(user=people[newcomer], neighbourhood=place, sentence=sentence, listed=True, by=people[newcomer])
    give_vouch(request=request, by=people[voucher])


def raise_the_river(people: People, neighbourhoods: Neighbourhoods) -> None:
    """Publish the vigilance every visitor of the demonstration meets."""
    alert = Alert(
        neighbourhood=neighbourhoods["Port et Jerzual"],
        category=Alert.Category.WATER,
        severity=Alert.Severity.VIGILANCE,
        expires=timezone.now() + timedelta(days=6),
        asks_roll_call=True,
        **stories.ALERT,
    )
    publish_alert(alert=alert, by=people["Maison du port"])
    for pseudonym, answer, note in stories.ROLL_CALL:
        answer_roll_call(alert=alert, answer=answer, by=people[pseudonym], note=note)


def hear_officials(neighbourhoods: Neighbourhoods) -> None:
    """Let an official message wait for the curators; its feed is not asked, a demonstration reaches no other machine."""
    source = OfficialSource.objects.create(place=neighbourhoods["Port et Jerzual"], is_active=False, **stories.OFFICIAL_SOURCE)
    now = timezone.now()
    OfficialMessage.objects.create(
        source=source, identifier="demonstration", sender=source.name, sent=now, expires=now + timedelta(days=6), msg_type="Alert",
        category=Alert.Category.WATER, severity=Alert.Severity.VIGILANCE, **stories.OFFICIAL_MESSAGE,
    )  # fmt: skip
