"""Trust: what is kept of a proof, for how long, and behind which key. Nothing here names a street in clear."""

from verification.models.archive import PlaceArchive
from verification.models.attempt import CodeAttempt
from verification.models.consignment import Consignment
from verification.models.desk import DeskCode
from verification.models.dwelling import Dwelling
from verification.models.follow import Follow
from verification.models.founding import EmailInvitation, Founding, InvitationRefusal
from verification.models.location import LocationCheck
from verification.models.place_policy import PlacePolicy, ProofStep
from verification.models.postcard import PostalAddress, Postcard, PrintBatch, new_reference
from verification.models.postcodes import TownPostcode
from verification.models.recovery import RecoveryCall, RecoveryWish
from verification.models.vouch import Vouch, VouchHold, VouchRequest

__all__ = [
    "CodeAttempt",
    "Consignment",
    "DeskCode",
    "Dwelling",
    "EmailInvitation",
    "Follow",
    "Founding",
    "InvitationRefusal",
    "LocationCheck",
    "PlaceArchive",
    "PlacePolicy",
    "PostalAddress",
    "Postcard",
    "PrintBatch",
    "ProofStep",
    "RecoveryCall",
    "RecoveryWish",
    "TownPostcode",
    "Vouch",
    "VouchHold",
    "VouchRequest",
    "new_reference",
]
