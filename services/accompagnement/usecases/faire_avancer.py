"""What time and the directory make happen: silent closes, forgotten contacts and keys, capacities, closed sites."""

from collections.abc import Mapping
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
    """Measure anew those whose capacity moves as days pass, or whose requests weigh otherwise; return how many.

    Absences come nearer or end; and the tables of weights may have changed since the load was kept.
    """
    parametres = await unit.reglages.parametres()
    bougent = {
        *await unit.equipe.dont_la_capacite_bouge(jour_de(maintenant), parametres),
        *await unit.demandes.dont_le_poids_differe(),
    }
    await unit.equipe.mesurer(sorted(bougent))
    return len(bougent)


async def constater_fermetures(unit: Unit, fermees: Mapping[str, int], *, maintenant: datetime) -> int:
    """Take note that sites closed, each at its version; flag, once each, their open requests. Return how many."""
    nouvelles = await unit.structures.constater_fermetures(fermees)
    if not nouvelles:
        return 0
    # A deposit under way cannot see what was just noted: it is waited for, and its request is then found open.
    await unit.equipe.verrouiller()
    ouvertes = await unit.demandes.ouvertes_de(nouvelles)
    for demande in ouvertes:
        ouverte = await unit.demandes.get(demande)
        if ouverte.etat.est_ouvert and ouverte.signalee_le is None:
            ouverte.signaler_fermeture(maintenant)
            await unit.demandes.save(ouverte)
    return len(ouvertes)
