from collections.abc import Sequence

from notifications.channels.base import Channel, Reader, Recipient


class InAppChannel(Channel):
    """The site itself: from the moment an alert is committed, everybody who opens a page has it in the banner.

    There is nothing to carry; the rows are for the sender's figures.
    """

    name = "in_app"
    carried = False

    def readers(self, recipients: Sequence[Recipient]) -> dict[Recipient, Reader]:
        return dict.fromkeys(recipients, Reader(address=self.name))
