"""What the structure reads behind its tracking link: where its request stands, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.accompagnement.domain.auteur import DEMANDEUR
from services.accompagnement.domain.calendrier import PARIS
from services.accompagnement.domain.demande import Demande
from services.accompagnement.domain.etats import Etat
from services.accompagnement.usecases.lectures import EtapeDeSuivi, EvenementVu, Suivi
from services.accompagnement.usecases.lire_demande import cloture_prevue
from services.accompagnement.usecases.questions import Vue


@dataclass(frozen=True, slots=True)
class Mots:
    """How one state is told: title, sentence, what comes next; `{nom}` is the interlocutor, `{date}` a day."""

    titre: str
    phrase: str
    ensuite: str


MOTS: Mapping[Etat, Mots] = {
    Etat.DEPOSEE: Mots(
        "Votre demande est arrivée",
        "Nous cherchons la bonne personne pour vous répondre.",
        "Vous saurez ici, et par courriel, qui s’en occupe.",
    ),
    Etat.A_QUALIFIER: Mots(
        "Votre demande est arrivée",
        "La coordination la lit pour trouver la bonne personne.",
        "Vous saurez ici, et par courriel, qui s’en occupe.",
    ),
    Etat.AFFECTEE: Mots(
        "Votre demande a un interlocuteur",
        "{nom} l’a reçue et doit maintenant la prendre en charge.",
        "{nom} la prend en charge, puis vous écrit.",
    ),
    Etat.PRISE_EN_CHARGE: Mots(
        "Votre demande est prise en charge",
        "{nom} s’en occupe.",
        "La réponse s’affichera ici ; vous serez prévenu par courriel.",
    ),
    Etat.RESOLUE: Mots(
        "Votre demande est résolue",
        "{nom} considère que vous avez votre réponse.",
        "Confirmez que tout est en ordre ; sans nouvelle de vous, elle sera close le {date}.",
    ),
    Etat.CLOTUREE: Mots("Votre demande est close", "Merci de votre confiance.", "Un nouveau besoin : déposez-le."),
    Etat.REFUSEE: Mots(
        "Votre demande relève d’un autre service",
        "Notre équipe ne peut pas y répondre ; elle vous dit ci-dessous où vous adresser.",
        "Un autre besoin : déposez-le.",
    ),
    Etat.ANNULEE: Mots("Votre demande est annulée", "Plus personne ne la suit.", "Un nouveau besoin : déposez-le."),
}
# What comes next for who left no address: no mail will tell them.
_ENSUITE_SANS_COURRIEL: Mapping[Etat, str] = {
    Etat.DEPOSEE: "Vous saurez ici qui s’en occupe : gardez ce lien, vous n’avez pas donné d’adresse électronique.",
    Etat.A_QUALIFIER: "Vous saurez ici qui s’en occupe : gardez ce lien, vous n’avez pas donné d’adresse électronique.",
    Etat.AFFECTEE: "{nom} la prend en charge, puis vous appelle ou vous répond ici.",
    Etat.PRISE_EN_CHARGE: (
        "{nom} vous appelle, ou vous répond ici : gardez ce lien, vous n’avez pas donné d’adresse électronique."
    ),
}
_ETAPES: Mapping[str, frozenset[str]] = {
    "Déposée": frozenset({"DemandeDeposee"}),
    "Confiée à une personne": frozenset({"DemandeAffectee"}),
    "Prise en charge": frozenset({"DemandePriseEnCharge"}),
    "Répondue": frozenset({"DemandeRepondue"}),
    "Résolue": frozenset({"DemandeResolue"}),
    "Close": frozenset({"DemandeCloturee"}),
}
_FINS: Mapping[Etat, str] = {Etat.REFUSEE: "Orientée ailleurs", Etat.ANNULEE: "Annulée"}
_FAITS_DE_FIN = frozenset({"DemandeRefusee", "DemandeAnnulee"})


async def lire_suivi(vue: Vue, demande: UUID, lien: str) -> Suivi:
    """Read what a structure may know of its request behind its tracking link. Raises DemandeInconnueError."""
    lue = await vue.unit.demandes.lire(demande)
    mots = MOTS[lue.etat]
    joignable = (await vue.demandes.contact(lue.ref.demandeur)).courriel
    ensuite = mots.ensuite if joignable else _ENSUITE_SANS_COURRIEL.get(lue.etat, mots.ensuite)
    histoire = await vue.demandes.histoire(demande)
    prevue = await cloture_prevue(vue, lue)
    nom = lue.affectation.nom if lue.affectation and lue.etat is not Etat.ANNULEE else None
    actions = lue.actions(DEMANDEUR)
    dits = {"nom": nom or "L’équipe", "date": f"{prevue.astimezone(PARIS):%d/%m/%Y}" if prevue else ""}
    return Suivi(
        numero=lue.numero,
        titre=mots.titre,
        phrase=mots.phrase.format_map(dits),
        prochaine_etape=ensuite.format_map(dits),
        lien=lien,
        interlocuteur=nom,
        nom_structure=lue.nom_structure,
        thematique=(await vue.demandes.theme(lue.ref.thematique)).libelle,
        texte=lue.texte,
        deposee_le=lue.deposee_le,
        etapes=_etapes(lue, histoire),
        reponses=tuple(message for message in await vue.demandes.fil(demande) if not message.interne),
        orientation=lue.orientation,
        peut_confirmer="cloturer" in actions,
        peut_annuler="annuler" in actions,
        close=lue.etat in (Etat.CLOTUREE, Etat.REFUSEE, Etat.ANNULEE),
    )


def _etapes(demande: Demande, histoire: tuple[EvenementVu, ...]) -> tuple[EtapeDeSuivi, ...]:
    """Return the steps: all of them on the usual road; only those that were done when it ended otherwise."""
    etapes = [_etape(titre, faits, histoire) for titre, faits in _ETAPES.items()]
    fin = _FINS.get(demande.etat)
    if fin is None:
        return tuple(etapes)
    return (*(etape for etape in etapes if etape.faite), _etape(fin, _FAITS_DE_FIN, histoire))


def _etape(titre: str, faits: frozenset[str], histoire: tuple[EvenementVu, ...]) -> EtapeDeSuivi:
    le: datetime | None = next((evenement.le for evenement in histoire if evenement.nom in faits), None)
    return EtapeDeSuivi(titre, le is not None, le)
