import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from email.utils import parseaddr
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet

from allauth.account.models import EmailAddress

from notifications.channels.base import Channel, Outcome, Parcel, Reader, Recipient, Result
from notifications.channels.email.addresses import plain_address
from notifications.channels.email.doubles import send_through_django
from notifications.channels.email.health import Health, health_of
from notifications.channels.email.letters import Letters
from notifications.channels.email.smtp import Lane, Mail
from notifications.channels.email.stamping import identity_of, unsubscribe_url
from notifications.lookups import array

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class EmailChannel(Channel):
    """E-mail to the confirmed address of a person, over a few connections at once."""

    name = "email"

    def __init__(self) -> None:
        super().__init__()
        self._letters = Letters()
        self._health = Health(set(), set())

    @classmethod
    def unreachable(cls, users: Sequence[int]) -> dict[int, str]:
        known = set(confirmed_addresses().filter(user__pk__any=array(users)).values_list("user_id", flat=True))
        return dict.fromkeys((user for user in users if user not in known), "no_address")

    def readers(self, recipients: Sequence[Recipient]) -> dict[Recipient, Reader]:
        users = [user for user, _ in recipients]
        rows = confirmed_addresses().filter(user__pk__any=array(users)).values_list("user_id", "email")
        addresses = {user: plain_address(address) for user, address in rows}
        self._health = health_of({user: address for user, address in addresses.items() if address})
        readers = {}
        for user, address in addresses.items():
            refusal = "" if address and user not in self._health.parked else ("parked" if address else "bad_address")
            readers[user, "main"] = Reader(address or "", refusal)
        return readers

    def send(self, parcels: Sequence[Parcel], *, until: float) -> Iterator[list[Result]]:
        addresses = {parcel.delivery: (parcel.user, parcel.address) for parcel in parcels}
        gone, mails = self._write(parcels)
        if gone:
            yield gone
        through = self._over_smtp if settings.EMAIL_BACKEND == SMTP_BACKEND else send_through_django
        for results in through(mails, until=until):
            self._health.record(results, addresses)
            yield results

    def close(self) -> None:
        for lane, thread in self.__dict__.get("_lanes", []):
            thread.shutdown()
            lane.close()

    @cached_property
    def _lanes(self) -> list[tuple[Lane, ThreadPoolExecutor]]:
        """Open several connections, each with the one thread that may use it."""
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        return [(Lane(sender), ThreadPoolExecutor(1, thread_name_prefix="smtp")) for _ in range(settings.PALIER_EMAIL_CONNECTIONS)]

    def _write(self, parcels: Sequence[Parcel]) -> tuple[list[Result], Iterator[Mail]]:
        """Put parcels into words; what a notification was about may be gone."""
        stamps = self._letters.stamps(parcels)
        gone = [Result(parcel.delivery, Outcome.FAILED, "gone") for parcel in parcels if parcel.delivery not in stamps]

        def mails() -> Iterator[Mail]:
            for parcel in parcels:
                if stamp := stamps.get(parcel.delivery):
                    content = stamp.bytes_for(
                        address=parcel.address,
                        identity=identity_of(parcel.delivery),
                        leave=unsubscribe_url(parcel.user, parcel.kind),
                    )
                    yield Mail(parcel.delivery, parcel.address, content)

        return gone, mails()

    def _over_smtp(self, mails: Iterator[Mail], *, until: float) -> Iterator[list[Result]]:
        """Send window by window. While one window's results are recorded, the next is on its way."""
        window = settings.PALIER_EMAIL_WINDOW
        before: list[Future[list[Result]]] = []
        while True:
            share = list(itertools.islice(mails, window))
            running = [
                thread.submit(lane.send, part, until=until)
                for number, (lane, thread) in enumerate(self._lanes)
                if (part := share[number :: len(self._lanes)])
            ]
            for future in running:
                future.add_done_callback(lambda _: self.bell.set())
            while not all(future.done() for future in before):
                yield []
            if before:
                yield [result for future in before for result in future.result()]
            if not running:
                return
            before = running


def confirmed_addresses() -> QuerySet[EmailAddress]:
    """Return the addresses people are written to."""
    return EmailAddress.objects.filter(verified=True, primary=True)
