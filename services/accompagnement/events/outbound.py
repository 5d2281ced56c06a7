"""What accompagnement tells: each fact as the published contract, under its own event, without a word of anybody."""

from typing import Literal, assert_never

from services.accompagnement.domain import faits
from services.accompagnement.domain.auteur import Acteur
from services.accompagnement.domain.deploiement import Deploiement, DuiDeploye
from services.accompagnement.domain.faits import Fait
from services.accompagnement.domain.intervenant import (
    Charge,
    ChargeMesuree,
    ContactEfface,
    ContactEnregistre,
    Personne,
)
from shared.bus.outbox import Erasure, Outgoing
from shared.contracts.accompagnement import (
    DemandeAffecteeV1,
    DemandeAnnuleeV1,
    DemandeAQualifierV1,
    DemandeClotureeV1,
    DemandeDeposeeV1,
    DemandePriseEnChargeV1,
    DemandeRefuseeV1,
    DemandeRepondueV1,
    DemandeResolueV1,
    DemandeSignaleeV1,
)
from shared.contracts.base import Contract
from shared.contracts.deploiement import DuiDeployeV1
from shared.contracts.intervenants import ChargeMesureeV1, ContactV1


def raconter(
    fait: Fait | ContactEnregistre | ContactEfface | ChargeMesuree | DuiDeploye,
) -> Outgoing | Erasure:
    """Return the event that tells a fact."""
    match fait:
        case ContactEnregistre():
            return Outgoing(_contact(fait.personne), "ContactEnregistre", fait.le)
        case ContactEfface():
            return Erasure(ContactV1, str(fait.personne), "ContactEfface", fait.le)
        case ChargeMesuree():
            return Outgoing(_charge(fait.charge), "ChargeMesuree", fait.charge.mesuree_le)
        case DuiDeploye():
            return Outgoing(_dui(fait.deploiement), "DuiDeploye", fait.deploiement.declare_le)
        case _:
            return Outgoing(_demande(fait), fait.nom, fait.le)


def _demande(fait: Fait) -> Contract:
    match fait:
        case faits.DemandeDeposee():
            contrat = _deposee(fait)
        case faits.DemandeAQualifier():
            contrat = _a_qualifier(fait)
        case faits.DemandeAffectee():
            contrat = _affectee(fait)
        case faits.DemandeRefusee():
            contrat = _refusee(fait)
        case faits.DemandeAnnulee():
            contrat = _annulee(fait)
        case faits.DemandeSignalee():
            contrat = _signalee(fait)
        case _:
            contrat = _suivie(fait)
    return contrat


def _suivie(
    fait: faits.DemandePriseEnCharge | faits.DemandeRepondue | faits.DemandeResolue | faits.DemandeCloturee,
) -> Contract:
    match fait:
        case faits.DemandePriseEnCharge():
            contrat = _prise_en_charge(fait)
        case faits.DemandeRepondue():
            contrat = _repondue(fait)
        case faits.DemandeResolue():
            contrat = _resolue(fait)
        case faits.DemandeCloturee():
            contrat = _cloturee(fait)
        case _:
            assert_never(fait)
    return contrat


def _deposee(fait: faits.DemandeDeposee) -> Contract:
    de = fait.de
    return DemandeDeposeeV1(
        demande=de.demande,
        numero=de.numero,
        canal=fait.canal.value,
        structure=de.structure,
        departement=de.departement,
        thematique=de.thematique,
        demandeur=de.demandeur,
        deposee_le=fait.le,
        version=fait.version,
    )


def _a_qualifier(fait: faits.DemandeAQualifier) -> Contract:
    de = fait.de
    return DemandeAQualifierV1(
        demande=de.demande,
        numero=de.numero,
        structure=de.structure,
        departement=de.departement,
        motifs=tuple(motif.value for motif in fait.motifs),
        le=fait.le,
        version=fait.version,
    )


def _affectee(fait: faits.DemandeAffectee) -> Contract:
    de = fait.de
    return DemandeAffecteeV1(
        demande=de.demande,
        numero=de.numero,
        structure=de.structure,
        departement=de.departement,
        thematique=de.thematique,
        demandeur=de.demandeur,
        affectation=fait.affectation,
        intervenant=fait.intervenant,
        cause=fait.cause.value,
        explication=fait.explication.value,
        points=fait.points,
        affectee_le=fait.le,
        version=fait.version,
    )


def _prise_en_charge(fait: faits.DemandePriseEnCharge) -> Contract:
    de = fait.de
    return DemandePriseEnChargeV1(
        demande=de.demande,
        numero=de.numero,
        structure=de.structure,
        demandeur=de.demandeur,
        intervenant=fait.intervenant,
        prise_en_charge_le=fait.le,
        version=fait.version,
    )


def _repondue(fait: faits.DemandeRepondue) -> Contract:
    de = fait.de
    return DemandeRepondueV1(
        demande=de.demande,
        numero=de.numero,
        structure=de.structure,
        demandeur=de.demandeur,
        intervenant=fait.intervenant,
        message=fait.message,
        repondue_le=fait.le,
        version=fait.version,
    )


def _resolue(fait: faits.DemandeResolue) -> Contract:
    de = fait.de
    return DemandeResolueV1(
        demande=de.demande,
        numero=de.numero,
        structure=de.structure,
        demandeur=de.demandeur,
        intervenant=fait.intervenant,
        issue=fait.issue.value,
        resolue_le=fait.le,
        version=fait.version,
    )


def _cloturee(fait: faits.DemandeCloturee) -> Contract:
    de = fait.de
    return DemandeClotureeV1(
        demande=de.demande,
        numero=de.numero,
        structure=de.structure,
        demandeur=de.demandeur,
        intervenant=fait.intervenant,
        cause=fait.cause.value,
        cloturee_le=fait.le,
        version=fait.version,
    )


def _refusee(fait: faits.DemandeRefusee) -> Contract:
    de = fait.de
    return DemandeRefuseeV1(
        demande=de.demande,
        numero=de.numero,
        structure=de.structure,
        demandeur=de.demandeur,
        motif=fait.motif.value,
        refusee_le=fait.le,
        version=fait.version,
    )


def _annulee(fait: faits.DemandeAnnulee) -> Contract:
    de = fait.de
    par: Literal["demandeur", "coordination"] = "demandeur" if fait.acteur is Acteur.DEMANDEUR else "coordination"
    return DemandeAnnuleeV1(
        demande=de.demande,
        numero=de.numero,
        structure=de.structure,
        demandeur=de.demandeur,
        intervenant=fait.intervenant,
        par=par,
        annulee_le=fait.le,
        version=fait.version,
    )


def _signalee(fait: faits.DemandeSignalee) -> Contract:
    de = fait.de
    return DemandeSignaleeV1(
        demande=de.demande,
        numero=de.numero,
        structure=fait.structure,
        intervenant=fait.intervenant,
        motif="structure_fermee",
        signalee_le=fait.le,
        version=fait.version,
    )


def _contact(personne: Personne) -> ContactV1:
    return ContactV1(
        version=personne.version,
        personne=personne.id,
        genre="intervenant" if personne.profil else "demandeur",
        nom=personne.nom,
        courriel=personne.courriel,
        sujet=personne.sujet,
        structure=personne.structure,
        departements=personne.departements,
        profil=personne.profil.value if personne.profil else "demandeur",
    )


def _charge(charge: Charge) -> ChargeMesureeV1:
    return ChargeMesureeV1(
        version=charge.version,
        intervenant=charge.intervenant,
        profil=charge.profil.value,
        departements=charge.departements,
        ouvertes=charge.ouvertes,
        points=charge.points,
        capacite=charge.capacite,
        mesuree_le=charge.mesuree_le,
    )


def _dui(deploiement: Deploiement) -> DuiDeployeV1:
    saisie = deploiement.saisie
    return DuiDeployeV1(
        deploiement=deploiement.id,
        finess=saisie.finess,
        departement=deploiement.departement,
        genre=saisie.genre.value,
        editeur=saisie.editeur,
        logiciel=saisie.logiciel,
        version_logiciel=saisie.version_logiciel,
        reference_segur=saisie.reference_segur,
        deploye_le=saisie.deploye_le,
        declare_par=deploiement.declare_par,
        demande=saisie.demande,
        declare_le=deploiement.declare_le,
    )
