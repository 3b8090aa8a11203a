from collections.abc import Iterator, Sequence

from notifications.channels.base import Channel, Outcome, Parcel, Reader, Recipient, Result


class InAppChannel(Channel):
    """The site itself: from the moment an alert is committed, everybody who opens a page has it in the banner.

    There is nothing to carry; the rows are for the sender's figures.
    """

    name = "in_app"
    batch_size = 5_000

    def readers(self, recipients: Sequence[Recipient]) -> dict[Recipient, Reader]:
        return dict.fromkeys(recipients, Reader(address=self.name))

    def send(self, parcels: Sequence[Parcel], *, until: float) -> Iterator[list[Result]]:
        yield [Result(parcel.delivery, Outcome.SENT) for parcel in parcels]
