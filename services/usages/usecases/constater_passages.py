"""Did a site cross a target? Each crossing is written and told once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.usages.domain.franchissement import franchir
from services.usages.domain.ports import Unit


async def constater_passages(unit: Unit, engagements: Sequence[UUID], maintenant: datetime) -> int:
    """Compare the last figures of these engagements with their targets; return how many crossings are told."""
    if not engagements:
        return 0
    poursuites = await unit.engagements.poursuites(engagements)
    passages = [passage for poursuite in poursuites if (passage := franchir(poursuite, maintenant))]
    await unit.engagements.noter(passages)
    return len(passages)
