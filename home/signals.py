"""What upper rooms may listen to. Handlers live in their `signal_handlers.py` and only call a service."""

from django.dispatch import Signal

#: A person stopped being a resident. Arguments: `membership`.
membership_ended = Signal()

#: Somebody was made a curator of a place. Arguments: `place`, `user`.
curator_appointed = Signal()

#: Somebody with an account is asked to run a place. Arguments: `invitation`.
colleague_invited = Signal()

#: A curator will be away and named who stands in. Arguments: `absence`.
deputy_asked = Signal()

#: Nobody of a place's own has been at its desk for long. Arguments: `place`, `people` (whom to tell), `since` (a date).
desk_unattended = Signal()
