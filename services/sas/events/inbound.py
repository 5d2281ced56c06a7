"""What sas listens to."""

from shared.bus.copies import copy
from shared.bus.inbound import Inbound
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable

INBOUND = Inbound(
    copy("structures", StateTable(StructureV1, "structures")),
)
