"""What sas listens to."""

from shared.bus.copies import copy
from shared.bus.inbound import Inbound
from shared.db.structures import STRUCTURES

INBOUND = Inbound(
    copy("structures", STRUCTURES),
)
