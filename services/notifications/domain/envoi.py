"""Is a message still worth sending, and may it leave now? Decided at the last moment, from what is known then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notifications.domain.fait import FaitEntendu
from services.notifications.domain.livraison import EtatLivraison, Livraison, Motif, Reprise, Verdict
from services.notifications.domain.regles import PEREMPTION, EtatDeDemande, RegleDeMessage
from shared.kernel.courriels import defaut_de_courriel

_PREMIERE_ATTENTE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a person, as the support team told it last. `courriel` is None for who left a phone only."""

    personne: UUID
    nom: str
    courriel: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What is known, when a message is about to leave, of its fact, its recipient, its request and its structure."""

    fait: FaitEntendu
    destinataire: UUID
    contact: Contact | None
    effacee: bool
    etat_demande: EtatDeDemande | None
    intervenant: UUID | None
    nom_intervenant: str | None
    nom_structure: str | None


def decider(  # noqa: PLR0911 one return a reason
    dossier: Dossier, regle: RegleDeMessage, livraison: Livraison, reprise: Reprise, maintenant: datetime
) -> Verdict | None:
    """Return why the message does not leave now, or None when it may."""
    if dossier.effacee:
        return Verdict(EtatLivraison.ANNULEE, Motif.PERSONNE_EFFACEE)
    if livraison.essais >= reprise.essais:  # its senders vanish one after the other
        return Verdict(EtatLivraison.ABANDONNEE)
    if dossier.etat_demande in regle.sans_objet:
        return Verdict(EtatLivraison.ANNULEE, Motif.SANS_OBJET)
    if regle.si_toujours_affectee and dossier.intervenant not in (None, dossier.destinataire):
        return Verdict(EtatLivraison.ANNULEE, Motif.REAFFECTEE)
    if maintenant - dossier.fait.survenu_le > PEREMPTION and not livraison.renvoyee:
        return Verdict(EtatLivraison.ANNULEE, Motif.PERIME)
    if dossier.contact is None:
        return attendre(livraison.depuis, reprise, maintenant)
    if not dossier.contact.courriel:
        return Verdict(EtatLivraison.ANNULEE, Motif.SANS_COURRIEL)
    if defaut_de_courriel(dossier.contact.courriel) is not None:
        return Verdict(EtatLivraison.REFUSEE, Motif.ADRESSE_INUTILISABLE)
    return None


def attendre(depuis: datetime, reprise: Reprise, maintenant: datetime) -> Verdict:
    """Return how long to wait for a person who is not known yet: ever longer, then no more."""
    attendu = maintenant - depuis
    if attendu >= reprise.patience:
        return Verdict(EtatLivraison.ABANDONNEE, Motif.CONTACT_INCONNU)
    pause = min(max(_PREMIERE_ATTENTE, attendu / 2), reprise.intervalle)
    return Verdict(EtatLivraison.REPORTEE, Motif.CONTACT_INCONNU, maintenant + pause)
