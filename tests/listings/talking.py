"""What tests of conversations say and where they look."""

from django.urls import reverse

from listings import services

SECRET = "Sonnez au portail bleu, c’est ouvert"


def say(talk, by, text="Entendu, à mercredi.", **given):
    return services.send_message(conversation=talk, by=by, text=text, **given)


def page(talk):
    return reverse("listings:conversation", args=[talk.public_id])
