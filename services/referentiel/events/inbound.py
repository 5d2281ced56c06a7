"""What referentiel listens to."""

from shared.bus.copies import copy
from shared.bus.inbound import Inbound
from shared.contracts.plateforme import EmpreinteV1
from shared.db.copies import StateTable

INBOUND = Inbound(
    copy("empreintes", StateTable(EmpreinteV1, "empreintes_recues")),
)
