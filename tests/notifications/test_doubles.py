"""What a developer reads in the mail folder is what a mail program would get."""

from notifications.channels.email.doubles import ReadyMessage
from notifications.channels.email.smtp import Mail
from notifications.channels.email.stamping import Letter, Stamp, identity_of, unsubscribe_url


def test_the_one_click_way_out_is_not_folded_away():
    """EML-01: an encoded word is no address; RFC 8058 wants it as it is."""
    leave = unsubscribe_url(12345, "alert-vigilance")
    content = Stamp(Letter("Fin d’alerte : l’eau est revenue", "L’eau est revenue.")).bytes_for(
        address="voisine@palier.example", identity=identity_of(7), leave=leave
    )
    written = ReadyMessage(Mail(delivery=None, address="voisine@palier.example", content=content)).message().as_bytes()
    assert f"List-Unsubscribe: <{leave}>".encode() in written
