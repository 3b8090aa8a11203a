"""What neighbours of the demonstration write to each other about a listing; the last word of each waits to be read."""

from datetime import timedelta

from django.utils import timezone

from listings.models import Conversation, Response
from listings.services import send_message
from portal.demo.life import People

#: Who answered, which listing, and who then wrote what, so many hours ago.
TALKS = (
    ("Nuit Blanche", "Bocaux à joints, une trentaine", (
        ("Mirabelle", 20, "Bonsoir, je vous en mets six de côté. Avec ou sans les caoutchoucs neufs ?"),
        ("Nuit Blanche", 19, "Avec, merci. Je rentre tard : demain vers 19 h 30, est-ce que cela vous va ?"),
        ("Mirabelle", 5, "Parfait. La porte bleue au fond de la cour, le chien aboie mais il est gentil."),
        ("Nuit Blanche", 2, "J’apporte un pot de la première fournée, c’est promis."),
    )),
    ("Tournevis", "Vélo de ville à remettre en selle", (
        ("Martin-pêcheur", 9, "Il est à vous. Je suis sur le quai dimanche à partir de dix heures."),
        ("Tournevis", 8, "Dimanche dix heures. Je viens avec la remorque."),
        ("Martin-pêcheur", 3, "J’ai retrouvé la clé de l’antivol, je vous la garde."),
    )),
)  # fmt: skip


def talk(people: People) -> None:
    """Let them write, through the ordinary service; each reads before replying."""
    now = timezone.now()
    for guest, title, lines in TALKS:
        Response.objects.given_by(people[guest]).filter(listing__title=title).update(asked_at=now - timedelta(hours=22))
        conversation = Conversation.objects.visible_to(people[guest]).get(listing__title=title)
        for pseudonym, hours, text in lines:
            send_message(conversation=conversation, by=people[pseudonym], text=text, now=now - timedelta(hours=hours))
