"""The delivery of a message by mail: its states, and what follows each attempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.kernel.errors import NotFound, Refusal


class EtatLivraison(StrEnum):
    """Where a delivery stands."""

    A_ENVOYER = "a_envoyer"
    EN_COURS = "en_cours"
    REPORTEE = "reportee"
    ENVOYEE = "envoyee"
    REFUSEE = "refusee"
    ABANDONNEE = "abandonnee"
    ANNULEE = "annulee"


_E = EtatLivraison
TRANSITIONS: Mapping[EtatLivraison, frozenset[EtatLivraison]] = {
    _E.A_ENVOYER: frozenset({_E.EN_COURS, _E.ANNULEE}),
    _E.EN_COURS: frozenset({_E.ENVOYEE, _E.REPORTEE, _E.REFUSEE, _E.ABANDONNEE, _E.ANNULEE, _E.A_ENVOYER, _E.EN_COURS}),
    _E.REPORTEE: frozenset({_E.EN_COURS, _E.A_ENVOYER, _E.ANNULEE}),
    _E.REFUSEE: frozenset({_E.A_ENVOYER, _E.ENVOYEE}),
    _E.ABANDONNEE: frozenset({_E.A_ENVOYER, _E.ENVOYEE}),
    _E.ANNULEE: frozenset({_E.ENVOYEE}),
    _E.ENVOYEE: frozenset(),
}
"""What may follow what. From an end, only an acceptance that was written late leads to `envoyee`, the last word."""
OUVERTS = frozenset({_E.A_ENVOYER, _E.EN_COURS, _E.REPORTEE})
RENVOYABLES = frozenset(etat for etat, suites in TRANSITIONS.items() if _E.A_ENVOYER in suites) - {_E.EN_COURS}
"""States from which a person may ask for another attempt now."""


class Motif(StrEnum):
    """Why a delivery was not made, besides what the server said."""

    CONTACT_INCONNU = "contact_inconnu"
    SANS_COURRIEL = "sans_courriel"
    ADRESSE_INUTILISABLE = "adresse_inutilisable"
    PERSONNE_EFFACEE = "personne_effacee"
    SANS_OBJET = "sans_objet"
    REAFFECTEE = "reaffectee"
    PERIME = "perime"
    REGLE_RETIREE = "regle_retiree"
    REDACTION_IMPOSSIBLE = "redaction_impossible"


class Issue(StrEnum):
    """How one attempt ended.

    `coupee`: the dialogue broke before the server's last word, so the mail may have left. `interrompue`: the sender
    itself vanished. `injoignable`: no dialogue at all, so it says nothing of the mail.
    """

    ACCEPTEE = "acceptee"
    DIFFEREE = "differee"
    REFUSEE = "refusee"
    COUPEE = "coupee"
    INJOIGNABLE = "injoignable"
    INTERROMPUE = "interrompue"


@dataclass(frozen=True, slots=True)
class Essai:
    """One attempt: when, how long (milliseconds), how it ended, the server's code and words without any address."""

    debut: datetime
    duree_ms: int
    issue: Issue
    code: int | None
    reponse: str


@dataclass(frozen=True, slots=True)
class Reprise:
    """How often to try again: so many attempts in all, an interval, and the share of it that chance adds or takes."""

    essais: int = 48
    intervalle: timedelta = timedelta(minutes=5)
    gigue: float = 0.2

    @property
    def patience(self) -> timedelta:
        """Return how long a message waits at most for the address of its recipient, or a circle for its people."""
        return self.essais * self.intervalle

    def apres(self, maintenant: datetime, hasard: float) -> datetime:
        """Return when to try again; `hasard` is drawn in [0, 1)."""
        return maintenant + self.intervalle * (1 + self.gigue * (2 * hasard - 1))


@dataclass(frozen=True, slots=True)
class Livraison:
    """A delivery as taken by one sender: `bail` is the token of its lease, `essais` those of this round."""

    message: UUID
    regle: str
    bail: UUID
    essais: int
    depuis: datetime
    renvoyee: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a delivery: its state, why, and when it is due again for a state that waits."""

    etat: EtatLivraison
    motif: Motif | None = None
    prochain_le: datetime | None = None


def apres_essai(livraison: Livraison, essai: Essai, reprise: Reprise, *, fin: datetime, hasard: float) -> Verdict:
    """Return what follows an attempt that ended at `fin`."""
    if essai.issue is Issue.ACCEPTEE:
        return Verdict(EtatLivraison.ENVOYEE)
    if essai.issue is Issue.REFUSEE:
        return Verdict(EtatLivraison.REFUSEE)
    if livraison.essais + 1 >= reprise.essais:
        return Verdict(EtatLivraison.ABANDONNEE)
    return Verdict(EtatLivraison.REPORTEE, prochain_le=reprise.apres(fin, hasard))


class LivraisonInconnueError(NotFound):
    """There is no such delivery, or the person may not see it."""

    message = "Cette livraison n'existe pas, ou elle ne vous concerne pas."


class LivraisonDejaPartieError(Refusal):
    """The server took the mail: it is never sent twice."""

    message = "Ce message est déjà parti : il ne sera pas envoyé une seconde fois."


class LivraisonNonRenvoyableError(Refusal):
    """The state of the delivery does not allow another attempt."""

    message = "Cette livraison est « {etat} » : elle ne peut pas être renvoyée."


def exiger_renvoyable(etat: EtatLivraison) -> None:
    """Raises LivraisonDejaPartieError, LivraisonNonRenvoyableError."""
    if etat is EtatLivraison.ENVOYEE:
        raise LivraisonDejaPartieError
    if etat not in RENVOYABLES:
        raise LivraisonNonRenvoyableError(etat=etat.value)
