"""A request for support: from its deposit to its close, with one person answerable at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from services.accompagnement.domain import faits
from services.accompagnement.domain.auteur import SYSTEME, Acteur, Auteur
from services.accompagnement.domain.etats import (
    Canal,
    CauseDAffectation,
    CauseDeCloture,
    CodeDExplication,
    Etat,
    Issue,
    MotifDeQualification,
    MotifDeRefus,
)
from services.accompagnement.domain.faits import Fait, Reference
from services.accompagnement.domain.refus import (
    ActeurRefuseError,
    DemandeDejaPriseEnChargeError,
    DemandeDejaSignaleeError,
    PasLePrincipalError,
    TransitionInterditeError,
    VersionPerimeeError,
)
from services.accompagnement.domain.transitions import ECRITURE, TRANSITIONS, RegleDeTransition


@dataclass(frozen=True, slots=True)
class Affectation:
    """Who answers for a request, since when and why; `nom` is theirs, `instantane` what the router compared."""

    id: UUID
    intervenant: UUID
    nom: str
    cause: CauseDAffectation
    code: CodeDExplication
    phrase: str
    points: float
    debut: datetime
    instantane: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Message:
    """One written thing: an answer that the structure reads, or a note that never leaves the team (`interne`)."""

    id: UUID
    auteur: Auteur
    texte: str
    ecrit_le: datetime
    interne: bool


_REPONDANTS = frozenset({Acteur.PRINCIPAL, Acteur.SUPPLEANT})
_CAUSES = {
    Acteur.DEMANDEUR: CauseDeCloture.CONFIRMEE,
    Acteur.SYSTEME: CauseDeCloture.SILENCE,
}


@dataclass(slots=True, kw_only=True)
class Demande:
    """The aggregate. Each order checks the table of transitions, changes the state and records a fact.

    `version` counts the facts; `faits` and `messages` are what happened since it was loaded, for the repository.
    """

    ref: Reference
    canal: Canal
    nom_structure: str
    texte: str
    deposee_le: datetime
    etat: Etat
    version: int = 0
    affectation: Affectation | None = None
    motifs: tuple[MotifDeQualification, ...] = ()
    reponses: int = 0
    issue: Issue | None = None
    motif_refus: MotifDeRefus | None = None
    orientation: str | None = None
    resolue_le: datetime | None = None
    signalee_le: datetime | None = None
    mouvement_le: datetime
    faits: list[Fait] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    @classmethod
    def deposer(
        cls, ref: Reference, *, canal: Canal, nom_structure: str, texte: str, maintenant: datetime, par: Auteur
    ) -> "Demande":
        """Return a new request."""
        demande = cls(
            ref=ref,
            canal=canal,
            nom_structure=nom_structure,
            texte=texte,
            deposee_le=maintenant,
            etat=Etat.DEPOSEE,
            mouvement_le=maintenant,
        )
        demande._noter(faits.DemandeDeposee, maintenant, par, canal=canal)
        return demande

    @property
    def numero(self) -> str:
        """Return the number that people say."""
        return self.ref.numero

    @property
    def principal(self) -> UUID | None:
        """Return who answers for it, or answered when it ended; None when nobody does."""
        return self.affectation.intervenant if self.affectation else None

    def exiger_version(self, lue: int | None) -> None:
        """Check that the reader saw this version. Raises VersionPerimeeError."""
        if lue is not None and lue != self.version:
            raise VersionPerimeeError(numero=self.numero, lue=lue, actuelle=self.version)

    def mettre_a_qualifier(self, motifs: Iterable[MotifDeQualification], maintenant: datetime) -> None:
        """Leave it to the coordination, with the reasons. Raises TransitionInterditeError."""
        self._passer_a(Etat.A_QUALIFIER, SYSTEME)
        self.motifs = tuple(motifs)
        self._noter(faits.DemandeAQualifier, maintenant, SYSTEME, motifs=self.motifs)

    def affecter(self, affectation: Affectation, par: Auteur) -> None:
        """Ask one person to answer for it. Raises TransitionInterditeError, ActeurRefuseError."""
        self._passer_a(Etat.AFFECTEE, par)
        self._confier(affectation, par)

    def prendre_en_charge(
        self, par: Auteur, maintenant: datetime, *, lue: int | None = None, sienne: Affectation | None = None
    ) -> None:
        """Answer for it from now on; `sienne` is the assignment of whoever stands in, `lue` the version that was read.

        Raises DemandeDejaPriseEnChargeError, VersionPerimeeError, PasLePrincipalError, TransitionInterditeError.
        """
        if self.etat is Etat.PRISE_EN_CHARGE and self.affectation:
            raise DemandeDejaPriseEnChargeError(numero=self.numero, intervenant=self.affectation.nom)
        self.exiger_version(lue)
        self._passer_a(Etat.PRISE_EN_CHARGE, par)
        if Acteur.PRINCIPAL not in par.parts(self.principal):
            assert sienne is not None, "whoever stands in brings an assignment"
            self._confier(sienne, par)
        self._noter(faits.DemandePriseEnCharge, maintenant, par, intervenant=self.principal)

    def repondre(self, message: Message) -> None:
        """Write to the structure. Raises TransitionInterditeError, PasLePrincipalError."""
        if self.etat not in ECRITURE:
            raise TransitionInterditeError(numero=self.numero, etat=self.etat.libelle, commande="répondre")
        self._exiger("répondre", frozenset({Acteur.PRINCIPAL}), message.auteur)
        self.messages.append(message)
        self.reponses += 1
        self._noter(
            faits.DemandeRepondue, message.ecrit_le, message.auteur, intervenant=self.principal, message=message.id
        )

    def annoter(self, message: Message) -> None:
        """Write a note that never leaves the team; it makes no fact, nothing outside learns of it."""
        self.messages.append(message)

    def resoudre(self, issue: Issue, par: Auteur, maintenant: datetime) -> None:
        """Say what it came to. Raises ReponseManquanteError, PasLePrincipalError, TransitionInterditeError."""
        self._passer_a(Etat.RESOLUE, par)
        self.issue, self.resolue_le = issue, maintenant
        self._noter(faits.DemandeResolue, maintenant, par, intervenant=self.principal, issue=issue)

    def cloturer(self, par: Auteur, maintenant: datetime) -> None:
        """Say that it is over. Raises PasLePrincipalError, TransitionInterditeError."""
        self._passer_a(Etat.CLOTUREE, par)
        cause = _CAUSES.get(par.acteur, CauseDeCloture.PRINCIPAL)
        self._noter(faits.DemandeCloturee, maintenant, par, intervenant=self.principal, cause=cause)

    def refuser(self, motif: MotifDeRefus, orientation: str, par: Auteur, maintenant: datetime) -> None:
        """Refuse it, and say where to go. Raises TransitionInterditeError, ActeurRefuseError."""
        self._passer_a(Etat.REFUSEE, par)
        self.motif_refus, self.orientation = motif, orientation
        self._noter(faits.DemandeRefusee, maintenant, par, motif=motif)

    def annuler(self, par: Auteur, maintenant: datetime) -> None:
        """Withdraw it. Raises TransitionInterditeError, ActeurRefuseError."""
        self._passer_a(Etat.ANNULEE, par)
        self._noter(faits.DemandeAnnulee, maintenant, par, intervenant=self.principal, acteur=par.acteur)

    def signaler_fermeture(self, maintenant: datetime) -> None:
        """Flag it: its structure closed. Raises DemandeDejaSignaleeError, TransitionInterditeError."""
        if self.signalee_le is not None:
            raise DemandeDejaSignaleeError(numero=self.numero)
        if not self.etat.est_ouvert or self.ref.structure is None:
            raise TransitionInterditeError(numero=self.numero, etat=self.etat.libelle, commande="signaler")
        self.signalee_le = maintenant
        self._noter(
            faits.DemandeSignalee, maintenant, SYSTEME, structure=self.ref.structure, intervenant=self.principal
        )

    def actions(self, par: Auteur) -> frozenset[str]:
        """Return the orders of the table, and `repondre`, that this person may give now."""
        parts = par.parts(self.principal)
        possibles = {regle.commande for (de, _), regle in TRANSITIONS.items() if de is self.etat and regle.qui & parts}
        if self.etat in ECRITURE and Acteur.PRINCIPAL in parts:
            possibles.add("repondre")
        return frozenset(possibles)

    def _confier(self, affectation: Affectation, par: Auteur) -> None:
        self.affectation = affectation
        self._noter(
            faits.DemandeAffectee,
            affectation.debut,
            par,
            affectation=affectation.id,
            intervenant=affectation.intervenant,
            cause=affectation.cause,
            explication=affectation.code,
            points=affectation.points,
        )

    def _passer_a(self, vers: Etat, par: Auteur) -> None:
        regle = TRANSITIONS.get((self.etat, vers))
        if regle is None:
            commande = _libelle_vers(vers)
            raise TransitionInterditeError(numero=self.numero, etat=self.etat.libelle, commande=commande)
        self._exiger(regle.libelle, regle.qui, par)
        regle.garde(self)
        self.etat = vers

    def _exiger(self, commande: str, attendus: frozenset[Acteur], par: Auteur) -> None:
        if attendus & par.parts(self.principal):
            return
        if Acteur.PRINCIPAL in attendus and attendus <= _REPONDANTS and self.affectation:
            raise PasLePrincipalError(numero=self.numero, intervenant=self.affectation.nom)
        noms = ", ".join(sorted(acteur.libelle for acteur in attendus))
        raise ActeurRefuseError(numero=self.numero, commande=commande, attendus=noms)

    def _noter(self, fait: type[Any], le: datetime, par: Auteur, **details: Any) -> None:
        self.version += 1
        self.mouvement_le = le
        self.faits.append(fait(self.ref, self.version, le, par, **details))


def _libelle_vers(vers: Etat) -> str:
    regles: list[RegleDeTransition] = [regle for (_, etat), regle in TRANSITIONS.items() if etat is vers]
    return regles[0].libelle
