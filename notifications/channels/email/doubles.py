"""Mail on a developer's machine and in tests: into files, memory or the console, through Django's own backends."""

from collections.abc import Iterator
from email import message_from_bytes, policy

from django.core.mail import EmailMessage, get_connection

from notifications.channels.base import Outcome, Result
from notifications.channels.email.smtp import Mail


class ReadyMessage(EmailMessage):
    """A message whose bytes exist already."""

    def __init__(self, mail: Mail) -> None:
        content = mail.content.replace(b"\r\n..", b"\r\n.")
        # As wide as the standard allows: folded, the one-click address would become an encoded word that no mail program reads.
        self.ready = message_from_bytes(content, policy=policy.SMTP.clone(max_line_length=998))
        body = self.ready.get_body(("plain",))
        super().__init__(subject=self.ready["Subject"], body=body.get_content() if body else "", to=[mail.address])
        self.extra_headers = {name: str(value) for name, value in self.ready.items()}

    def message(self, **_: object):
        return self.ready


def send_through_django(mails: Iterator[Mail], *, until: float) -> Iterator[list[Result]]:
    """Hand over to whatever EMAIL_BACKEND names."""
    ready = list(mails)
    if not ready:
        return
    get_connection().send_messages([ReadyMessage(mail) for mail in ready])
    yield [Result(mail.delivery, Outcome.SENT) for mail in ready]
