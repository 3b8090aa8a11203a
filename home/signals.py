"""What upper rooms may listen to. Handlers live in their `signal_handlers.py` and only call a service."""

from django.dispatch import Signal

#: A person stopped being a resident. Arguments: `membership`.
membership_ended = Signal()

#: Somebody was made a curator of a place. Arguments: `place`, `user`.
curator_appointed = Signal()
