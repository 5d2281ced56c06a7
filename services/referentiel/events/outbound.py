"""What the directory tells: each fact as the published contract, under its own event."""

from datetime import datetime
from typing import assert_never

from services.referentiel.domain.faits import (
    Fait,
    StructureConstatee,
    StructureFermee,
    StructureModifiee,
    StructureOuverte,
    StructureRenommee,
    StructureRouverte,
    StructureTransferee,
)
from services.referentiel.domain.structure import Structure
from shared.bus.outbox import Outgoing
from shared.contracts.referentiel import AdresseV1, EntiteJuridiqueV1, PointV1, StructureV1


def raconter(fait: Fait, le: datetime) -> Outgoing:
    """Return the event that tells a fact recorded at this instant."""
    return Outgoing(contract=_contrat(fait.structure), event=_titre(fait), time=le)


def _titre(fait: Fait) -> str:
    match fait:
        case StructureConstatee():
            titre = "StructureConstatee"
        case StructureOuverte():
            titre = "StructureOuverte"
        case StructureRenommee():
            titre = "StructureRenommee"
        case StructureFermee():
            titre = "StructureFermee"
        case StructureRouverte():
            titre = "StructureRouverte"
        case StructureTransferee():
            titre = "StructureTransferee"
        case StructureModifiee():
            titre = "StructureModifiee"
        case _:
            assert_never(fait)
    return titre


def _contrat(structure: Structure) -> StructureV1:
    adresse, point, entite = structure.adresse, structure.point, structure.entite_juridique
    return StructureV1(
        version=structure.version,
        finess=structure.finess,
        nom=structure.nom,
        nom_long=structure.nom_long,
        complement_nom=structure.complement_nom,
        categorie=structure.categorie,
        siret=structure.siret,
        etat=structure.etat.value,
        date_ouverture=structure.date_ouverture,
        date_autorisation=structure.date_autorisation,
        date_fermeture=structure.date_fermeture,
        departement=structure.departement,
        departement_deduit=structure.departement_deduit,
        adresse=AdresseV1(
            numero=adresse.numero,
            type_voie=adresse.type_voie,
            voie=adresse.voie,
            complement=adresse.complement,
            lieu_dit=adresse.lieu_dit,
            code_postal=adresse.code_postal,
            code_commune=adresse.code_commune,
            commune=adresse.commune,
        ),
        point=None if point is None else PointV1(latitude=point.latitude, longitude=point.longitude),
        telephones=structure.telephones,
        entite_juridique=EntiteJuridiqueV1(
            finess=entite.finess,
            nom=entite.nom,
            nom_long=entite.nom_long,
            siren=entite.siren,
            statut_juridique=entite.statut_juridique,
        ),
        constate_le=structure.constate_le,
        changements=structure.changements,
    )
