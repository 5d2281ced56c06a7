"""What time and the directory make happen: silent closes, forgotten contacts and keys, capacities, closed sites."""

from datetime import datetime, timedelta

from services.accompagnement.domain.auteur import SYSTEME
from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.domain.ports import Unit

PAR_FOIS = 100
"""Most requests or people moved in one transaction."""


async def cloturer_silencieuses(unit: Unit, *, maintenant: datetime) -> int:
    """Close the requests resolved for long enough that silence is consent; return how many."""
    parametres = await unit.reglages.parametres()
    limite = maintenant - timedelta(days=parametres.cloture_jours)
    dues = await unit.demandes.resolues_avant(limite, limite=PAR_FOIS)
    for demande in dues:
        ouverte = await unit.demandes.get(demande)
        ouverte.cloturer(SYSTEME, maintenant)
        await unit.demandes.save(ouverte)
    return len(dues)


async def oublier_demandeurs(unit: Unit, *, maintenant: datetime) -> int:
    """Forget who asked, once all their requests ended long enough ago; return how many people."""
    parametres = await unit.reglages.parametres()
    limite = maintenant - timedelta(days=parametres.conservation_jours)
    return await unit.personnes.oublier_avant(limite, le=maintenant, limite=PAR_FOIS)


async def oublier_cles(unit: Unit, *, maintenant: datetime) -> int:
    """Forget the keys of deposits that can no longer come again; return how many."""
    parametres = await unit.reglages.parametres()
    return await unit.depots.oublier(maintenant - timedelta(hours=parametres.cle_heures))


async def mesurer_capacites(unit: Unit, *, maintenant: datetime) -> int:
    """Measure anew those whose capacity moves as days pass, their absences being nearer or over; return how many."""
    parametres = await unit.reglages.parametres()
    bougent = await unit.equipe.dont_la_capacite_bouge(jour_de(maintenant), parametres)
    await unit.equipe.mesurer(bougent)
    return len(bougent)


async def constater_fermeture(unit: Unit, finess: str, version: int, *, maintenant: datetime) -> int:
    """Take note that a site closed; flag, once each, its open requests. Return how many."""
    await unit.equipe.verrouiller()
    await unit.structures.constater_fermeture(finess, version)
    ouvertes = await unit.demandes.ouvertes_de(finess)
    for demande in ouvertes:
        ouverte = await unit.demandes.get(demande)
        if ouverte.etat.est_ouvert and ouverte.signalee_le is None:
            ouverte.signaler_fermeture(maintenant)
            await unit.demandes.save(ouverte)
    return len(ouvertes)
