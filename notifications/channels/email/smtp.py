"""Handing messages to an SMTP server, over connections that stay open.

`smtplib` opens, encrypts and signs in; then commands are written ahead of the answers where the server allows it
(RFC 2920): one exchange per message instead of four.
"""

import ipaddress
import smtplib
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from notifications.channels.base import Outcome, Result

_END = b".\r\n"


@dataclass(frozen=True, slots=True)
class Mail:
    delivery: int
    address: str
    content: bytes


class Lane:
    """One connection. Not shared between threads. Survives being cut: the next message opens a new one."""

    def __init__(self, sender: str) -> None:
        self._sender = sender.encode()
        self._smtp: smtplib.SMTP | None = None

    def send(self, mails: Sequence[Mail], *, until: float) -> list[Result]:
        """Hand over in order; return one result per mail."""
        results: list[Result] = []
        try:
            smtp = self._open()
            if smtp.has_extn("pipelining"):
                self._ahead(smtp, mails, results, until)
            else:
                self._in_turn(smtp, mails, results, until)
        except smtplib.SMTPResponseException as error:
            self.close()
            results += self._rest(mails, results, refused(error.smtp_code))
        except (OSError, smtplib.SMTPException):
            self.close()
            results += self._rest(mails, results, (Outcome.RETRY, "connection"))
        return results

    def close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    @staticmethod
    def _rest(mails: Sequence[Mail], results: list[Result], how: tuple[Outcome, str]) -> list[Result]:
        """Give the mail at which the connection broke its result; those behind it were never started."""
        behind = mails[len(results) :]
        if not behind:
            return []
        return [Result(behind[0].delivery, *how), *(Result(mail.delivery, Outcome.RETRY, "connection") for mail in behind[1:])]

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            factory = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
            smtp = factory(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname=own_name(), timeout=settings.EMAIL_TIMEOUT)
            self._smtp = smtp
            if settings.EMAIL_USE_TLS:
                smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        return self._smtp

    def _envelope(self, mail: Mail) -> bytes:
        return b"MAIL FROM:<%b>\r\nRCPT TO:<%b>\r\nDATA\r\n" % (self._sender, mail.address.encode())

    def _ahead(self, smtp: smtplib.SMTP, mails: Sequence[Mail], results: list[Result], until: float) -> None:
        if not mails or time.monotonic() > until:
            results.extend(Result(mail.delivery, Outcome.UNSENT) for mail in mails)
            return
        smtp.sock.sendall(self._envelope(mails[0]))
        for index, mail in enumerate(mails):
            code_from, code_to, code_data = (smtp.getreply()[0] for _ in range(3))
            following = mails[index + 1] if index + 1 < len(mails) and time.monotonic() <= until else None
            ahead = self._envelope(following) if following else b""
            code = code_to if code_from < 300 else code_from
            if code >= 300:
                # The server may still have opened an empty message, which must be closed.
                smtp.sock.sendall((_END if code_data == 354 else b"") + ahead)
                if code_data == 354:
                    smtp.getreply()
            elif code_data == 354:
                smtp.sock.sendall(mail.content + _END + ahead)
                code = smtp.getreply()[0]
            else:
                smtp.sock.sendall(ahead)
                code = code_data
            results.append(Result(mail.delivery, *(refused(code) if code >= 300 else (Outcome.SENT, ""))))
            if following is None:
                results.extend(Result(later.delivery, Outcome.UNSENT) for later in mails[index + 1 :])
                return

    def _in_turn(self, smtp: smtplib.SMTP, mails: Sequence[Mail], results: list[Result], until: float) -> None:
        for mail in mails:
            if time.monotonic() > until:
                results.append(Result(mail.delivery, Outcome.UNSENT))
                continue
            code = smtp.mail(self._sender.decode())[0]
            code = smtp.rcpt(mail.address)[0] if code < 300 else code
            code = smtp.docmd("DATA")[0] if code < 300 else code
            if code == 354:
                smtp.sock.sendall(mail.content + _END)
                code = smtp.getreply()[0]
            if code >= 300:
                smtp.rset()
            results.append(Result(mail.delivery, *(refused(code) if code >= 300 else (Outcome.SENT, ""))))


def own_name() -> str:
    """Say who we are to the server. Asking the name servers, as smtplib would, can take longer than an alert may."""
    host = urlsplit(settings.PALIER_BASE_URL).hostname or "localhost"
    try:
        return f"[{ipaddress.ip_address(host)}]"
    except ValueError:
        return host


def refused(code: int) -> tuple[Outcome, str]:
    """Say what a refusal means (EML-02): 5xx is final, anything else is worth another try. -1 is a cut."""
    if code == -1 or code == 421:
        raise smtplib.SMTPServerDisconnected
    return (Outcome.FAILED, f"smtp-{code}") if 500 <= code < 600 else (Outcome.RETRY, f"smtp-{code}")
