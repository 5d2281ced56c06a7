"""A fresh town for each scene; its seed is printed, and `CHAOS_SEED` plays it again."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from tests.chaos.gens.ville import SERVICES, Ville
from tests.integration.notifications.facteur import Facteur, port_libre
from tests.platform import Servers, platform_of


@pytest.fixture
async def ville(servers: Servers, tmp_path: Path) -> AsyncIterator[Ville]:
    seed = int(os.environ.get("CHAOS_SEED", "1"))
    print(f"graine {seed}")
    async with platform_of(servers, SERVICES) as platform:
        ville = Ville(platform, tmp_path, Random(seed), Facteur(port=port_libre()))
        try:
            await ville.peupler()
            await ville.serveur.start()
            yield ville
        finally:
            ville.fermer()
