"""Small requests to other people's servers: where they may go (`guard`), how (`client`), and many at once (`courier`)."""

from notifications.channels.http.client import Answer, Pool, header_lines
from notifications.channels.http.courier import Courier
from notifications.channels.http.guard import Origin, Refused

__all__ = ["Answer", "Courier", "Origin", "Pool", "Refused", "header_lines"]
