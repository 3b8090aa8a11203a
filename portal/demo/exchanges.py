"""What neighbours of the demonstration exchange: a ring of three, hours to give and to ask for, one of them paid."""

from dataclasses import dataclass
from random import Random

from home.models import Membership
from listings.models import ExchangePage
from listings.services import publish_listing, respond, save_draft, say_received
from portal.demo import life
from portal.demo.town import SEED


@dataclass(frozen=True)
class Exchange:
    author: str
    title: str
    body: str
    gives: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    mode: str = "swap"
    direction: str = "offer"
    minutes: int = 60
    times: int = 1
    at_once: bool = False
    audience: str = "partners"
    #: Who answered, and whether they have said that it was done.
    taker: str = ""
    received: bool = False


#: The first three make a ring: each gives what the next one looks for.
EXCHANGES = (
    Exchange("Lavandière", "Vos ourlets contre un peu d’anglais", "Ourlets, fermetures, rideaux. Je voudrais tenir une conversation avec les plaisanciers du port.", ("couture", "ourlets"), ("conversation anglaise",)),
    Exchange("Grand Héron", "Conversation anglaise contre un vélo qui freine", "J’ai vécu quinze ans à Bristol. Mon vélo, lui, ne s’arrête plus.", ("conversation anglaise", "relecture"), ("réparer un vélo",)),
    Exchange("Martin-pêcheur", "Je remets les vélos en selle, qui me coud une voile ?", "Freins, dérailleurs, chambres à air. La voile de mon canot est fendue.", ("réparer un vélo",), ("couture",), audience="public"),
    Exchange("Tournevis", "Une heure de petites réparations", "Une étagère, une prise à revisser, un volet qui bat. J’apporte les outils.", ("petites réparations",), mode="time", times=4, at_once=True, audience="public", taker="Tante Guite", received=True),
    Exchange("Mirabelle", "Je nourris chats et tomates pendant vos absences", "Une demi-heure par passage, clés rendues le dimanche soir.", ("arrosage", "chats"), mode="time", minutes=30, times=6),
    Exchange("Tante Guite", "Qui m’apprend à envoyer des photos ?", "Avec le téléphone de mon petit-fils. Je retiens si on va doucement.", wants=("aide au téléphone",), mode="time", direction="request", times=2, audience="neighbourhood"),
)  # fmt: skip


def exchange(people: life.People) -> None:
    """Publish the exchanges of the stories; one of them has moved an hour already."""
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    names = ("title", "mode", "direction", "minutes", "times", "at_once", "audience")
    for story in EXCHANGES:
        author = people[story.author]
        membership = Membership.objects.of(author).active().select_related("neighbourhood").get()
        fields = {name: getattr(story, name) for name in names} | {"gives": list(story.gives), "wants": list(story.wants)}
        fields |= {"body": f"<p>{story.body}</p>", "street": membership.street}
        place = membership.neighbourhood
        listing = save_draft(model=ExchangePage, neighbourhood=place, by=author, fields=fields, position=life.point_in(place.title, random))
        listing = publish_listing(listing=listing, by=author)
        if story.taker:
            leg = respond(listing=listing, by=people[story.taker]).legs.get()
            if story.received:
                say_received(leg=leg, by=people[story.taker])
