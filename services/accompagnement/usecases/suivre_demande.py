"""What the team does with a request: take it, resolve it, close it, refuse it, withdraw it. Load, decide, save."""

from datetime import datetime
from uuid import UUID

from services.accompagnement.domain.auteur import DEMANDEUR, Acteur
from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.domain.demande import Message
from services.accompagnement.domain.etats import Issue, MotifDeRefus
from services.accompagnement.domain.ports import Unit
from services.accompagnement.domain.texte import exiger_texte
from services.accompagnement.usecases.acces import auteur_de, ouvrir, suppleance_de
from shared.kernel.identite import Identite
from shared.kernel.ids import Ids


async def prendre_en_charge(
    unit: Unit, demande: UUID, *, qui: Identite, version: int | None = None, ids: Ids, maintenant: datetime
) -> None:
    """Take a request in charge, one's own or in place of nobody present.

    Raises as `ouvrir`, and what Demande.prendre_en_charge raises.
    """
    auteur = await auteur_de(unit.personnes, qui)
    sienne = Acteur.PRINCIPAL in auteur.parts((await unit.demandes.lire(demande)).principal)
    if not sienne:
        await unit.equipe.verrouiller()
    ouverte, auteur = await ouvrir(unit, demande, qui, None)
    if sienne:
        ouverte.prendre_en_charge(auteur, maintenant, lue=version)
    else:
        suppleance = await suppleance_de(unit, ouverte, auteur, jour_de(maintenant))
        thematique = await unit.reglages.thematique(ouverte.ref.thematique)
        assert thematique is not None
        affectation = suppleance.affectation(ids.new(), points=thematique.points, maintenant=maintenant)
        ouverte.prendre_en_charge(suppleance.situer(auteur, ouverte), maintenant, lue=version, sienne=affectation)
    await unit.demandes.save(ouverte)


async def resoudre(
    unit: Unit,
    demande: UUID,
    *,
    qui: Identite,
    issue: Issue,
    reponse: str | None = None,
    version: int | None = None,
    ids: Ids,
    maintenant: datetime,
) -> None:
    """Say what a request came to, after a last answer if any. Raises as `ouvrir`, and what Demande raises."""
    texte = exiger_texte("reponse", reponse) if reponse else None
    ouverte, auteur = await ouvrir(unit, demande, qui, version)
    if texte:
        ouverte.repondre(Message(ids.new(), auteur, texte, maintenant, interne=False))
    ouverte.resoudre(issue, auteur, maintenant)
    await unit.demandes.save(ouverte)


async def cloturer(
    unit: Unit, demande: UUID, *, qui: Identite, version: int | None = None, maintenant: datetime
) -> None:
    """Close a resolved request. Raises as `ouvrir`, and what Demande.cloturer raises."""
    ouverte, auteur = await ouvrir(unit, demande, qui, version)
    ouverte.cloturer(auteur, maintenant)
    await unit.demandes.save(ouverte)


async def refuser(
    unit: Unit,
    demande: UUID,
    *,
    qui: Identite,
    motif: MotifDeRefus,
    orientation: str,
    version: int | None = None,
    maintenant: datetime,
) -> None:
    """Refuse a request, and say where to go. Raises as `ouvrir`, and what Demande.refuser raises."""
    texte = exiger_texte("orientation", orientation)
    ouverte, auteur = await ouvrir(unit, demande, qui, version)
    ouverte.refuser(motif, texte, auteur, maintenant)
    await unit.demandes.save(ouverte)


async def annuler(
    unit: Unit, demande: UUID, *, qui: Identite, version: int | None = None, maintenant: datetime
) -> None:
    """Withdraw a request. Raises as `ouvrir`, and what Demande.annuler raises."""
    ouverte, auteur = await ouvrir(unit, demande, qui, version)
    ouverte.annuler(auteur, maintenant)
    await unit.demandes.save(ouverte)


async def cloturer_par_lien(unit: Unit, demande: UUID, *, maintenant: datetime) -> None:
    """The structure confirms that its request is over. Raises DemandeInconnueError, TransitionInterditeError."""
    ouverte = await unit.demandes.get(demande)
    ouverte.cloturer(DEMANDEUR, maintenant)
    await unit.demandes.save(ouverte)


async def annuler_par_lien(unit: Unit, demande: UUID, *, maintenant: datetime) -> None:
    """The structure withdraws its request. Raises DemandeInconnueError, TransitionInterditeError."""
    ouverte = await unit.demandes.get(demande)
    ouverte.annuler(DEMANDEUR, maintenant)
    await unit.demandes.save(ouverte)


async def repondre(
    unit: Unit, demande: UUID, *, qui: Identite, texte: str, version: int | None = None, ids: Ids, maintenant: datetime
) -> UUID:
    """Write to the structure. Raises as `ouvrir`, what Demande.repondre raises, and a refusal of `domain.texte`."""
    propre = exiger_texte("texte", texte)
    ouverte, auteur = await ouvrir(unit, demande, qui, version)
    message = Message(ids.new(), auteur, propre, maintenant, interne=False)
    ouverte.repondre(message)
    await unit.demandes.save(ouverte)
    return message.id


async def noter(
    unit: Unit, demande: UUID, *, qui: Identite, texte: str, version: int | None = None, ids: Ids, maintenant: datetime
) -> UUID:
    """Write a note for the team. Raises as `ouvrir`, and a refusal of `domain.texte`."""
    propre = exiger_texte("texte", texte)
    ouverte, auteur = await ouvrir(unit, demande, qui, version)
    message = Message(ids.new(), auteur, propre, maintenant, interne=True)
    ouverte.annoter(message)
    await unit.demandes.save(ouverte)
    return message.id
