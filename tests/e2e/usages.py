"""What the tests of usages hold: a site of the sample followed by a programme, and files of figures to send."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from playwright.async_api import FilePayload, Page

from services.usages.domain.mois import ajouter_mois, texte_du_mois
from tests.e2e.site import Site

ENTETE = "finess;indicateur;mois;numerateur;denominateur"
PROGRAMME = "esms-numerique-projet"
DMP, MSSANTE = "dmp_alimentation", "mssante_messages"


def mois(avant: int) -> str:
    """Return the month that lies so many months before the present one: `2026-03`."""
    return texte_du_mois(_premier_jour(avant))


def _premier_jour(avant: int) -> date:
    return ajouter_mois(datetime.now(UTC).date().replace(day=1), -avant)


def fichier(nom: str, *lignes: str, entete: str = ENTETE, encodage: str = "utf-8") -> FilePayload:
    """Return a file of figures, ready to be sent."""
    return FilePayload(name=nom, mimeType="text/csv", buffer="\r\n".join([entete, *lignes, ""]).encode(encodage))


async def verifier(page: Page, envoi: FilePayload | None) -> None:
    """Choose a file at the desk and have it checked."""
    if envoi is not None:
        await page.set_input_files("#fichier", files=[envoi])
    await page.get_by_role("button", name="Vérifier le fichier").click()


@dataclass(frozen=True)
class Suivi:
    """A site that a programme follows."""

    finess: str
    departement: str


def sites(site: Site) -> list[str]:
    """Return the sites of the sample's figures, in order."""
    lignes = (site.folder / "exemple" / "usages.csv").read_text("utf-8").splitlines()[1:]
    return list(dict.fromkeys(ligne.partition(";")[0] for ligne in lignes))


async def ouvrir_suivi(site: Site, finess: str) -> Suivi:
    """Open the follow-up of a site: its clock is in the fifth month of nine."""
    debut = _premier_jour(4).isoformat()
    await site.order("usages", "engagement", "--finess", finess, "--programme", PROGRAMME, "--debut", debut)
    return Suivi(finess, finess[:2])
