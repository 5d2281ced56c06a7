"""What the tests do with requests: deposit one through the API, find its page, its animator, its mails."""

from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
from playwright.async_api import Page, expect

from tests.e2e.region import structures
from tests.e2e.site import Site
from tests.integration.bus.running import until

TEXTE = "Nous n’arrivons pas à alimenter le DMP depuis notre logiciel."
ARRIVED_SECONDS = 30
_RANGS = count()


@dataclass(frozen=True)
class Deposee:
    """A request that was deposited: its id, its number, the path of its tracking page, its structure."""

    demande: str
    numero: str
    suivi: str
    structure: dict[str, Any]

    @property
    def page(self) -> str:
        """The path of its page for the team."""
        return f"/accompagnement/demandes/{self.demande}"


def structure_de(site: Site, departement: str) -> dict[str, Any]:
    """Return an open structure of a département, another one each time: its first request goes to the least loaded."""
    ouvertes = structures(site, departement=departement, etat="ouverte")
    return ouvertes[next(_RANGS) % len(ouvertes)]


def deposer(site: Site, departement: str, *, finess: str = "", texte: str = TEXTE) -> Deposee:
    """Deposit a request for a structure of the département, or for this one."""
    structure = {"finess": finess} if finess else structure_de(site, departement)
    corps = {
        "structure": structure["finess"],
        "thematique": "dmp",
        "texte": texte,
        "contact": {"nom": "Directrice d’essai", "courriel": f"essai-{uuid4().hex[:8]}@structure.invalid"},
    }
    answer = httpx.post(
        f"{site.address}/accompagnement/api/demandes",
        json=corps,
        headers={"Idempotency-Key": uuid4().hex},
        trust_env=False,
    )
    accuse = answer.raise_for_status().json()
    return Deposee(accuse["demande"], accuse["numero"], accuse["suivi"].removeprefix(site.address), structure)


def principal(site: Site, deposee: Deposee) -> str:
    """Return the subject of the person whom the request was assigned to, as the coordination reads it."""
    with site.client("coordination-1") as client:
        demande = client.get(f"/accompagnement/api/demandes/{deposee.demande}").raise_for_status().json()
    departement, rang = deposee.structure["finess"][:2], demande["principal"]["nom"].rsplit(" ", 1)[-1]
    return f"animateur-{departement}-{rang if rang.isdigit() else 1}"


async def courriels(site: Site, deposee: Deposee, nombre: int) -> list[dict[str, Any]]:
    """Return the mails of a request, once so many have arrived."""
    found: list[dict[str, Any]] = []
    async with httpx.AsyncClient(base_url=site.address, trust_env=False) as client:

        async def arrived() -> bool:
            mails = (await client.get("/courrier/api/mails")).raise_for_status().json()
            found[:] = [mail for mail in mails if deposee.numero in mail["objet"]]
            return len(found) >= nombre

        await until(arrived, ARRIVED_SECONDS)
    return found


async def dit(page: Page, phrase: str) -> None:
    """Expect that the page says on top what has just happened."""
    await expect(page.locator("main .annonce").first).to_contain_text(phrase)
