"""Trust: what is kept of a proof, for how long, and behind which key. Nothing here names a street in clear."""

from verification.models.attempt import CodeAttempt
from verification.models.dwelling import Dwelling
from verification.models.location import LocationCheck
from verification.models.postcard import PostalAddress, Postcard, PrintBatch, new_reference

__all__ = ["CodeAttempt", "Dwelling", "LocationCheck", "PostalAddress", "Postcard", "PrintBatch", "new_reference"]
