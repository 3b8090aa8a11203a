"""The default: the town hall prints the sheets, cuts them and carries them to the post."""

from django.utils.translation import gettext_lazy as _

from verification.providers.base import Accepted, Letter, LetterRefusedError, Provider


class PrintItYourself(Provider):
    key = ""
    label = _("printed by ourselves")
    sends = False

    def send(self, letter: Letter) -> Accepted:
        raise LetterRefusedError("BY_HAND")
