"""Who sees to a request that nobody present answers for: its principal is away, or it waits for the coordination."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.accompagnement.domain.auteur import Acteur, Auteur
from services.accompagnement.domain.demande import Affectation, Demande
from services.accompagnement.domain.etats import CauseDAffectation, CodeDExplication, Profil
from services.accompagnement.domain.intervenant import Intervenant


@dataclass(frozen=True, slots=True)
class Suppleance:
    """One day around a request: its principal, and whoever acts, where they are somebody of the team."""

    jour: date
    principal: Intervenant | None = None
    soi: Intervenant | None = None

    def situer(self, auteur: Auteur, demande: Demande) -> Auteur:
        """Return who acts, told whether they may see to the replacement of the principal.

        The coordination may when the principal is away; an animator also when there is none, if they are present and
        cover the département.
        """
        if self.principal is not None and self.principal.est_present(self.jour):
            return auteur
        if auteur.acteur is Acteur.COORDINATION:
            return replace(auteur, remplace=self.principal is not None)
        return replace(auteur, remplace=self._couvre(demande.ref.departement))

    def affectation(self, identifiant: UUID, *, points: float, maintenant: datetime) -> Affectation | None:
        """Return the assignment of whoever acts, for when they stand in; None for who is not of the team."""
        if self.soi is None:
            return None
        return Affectation(
            id=identifiant,
            intervenant=self.soi.personne.id,
            nom=self.soi.personne.nom,
            cause=CauseDAffectation.MANUELLE,
            code=CodeDExplication.RELEVE if self.principal else CodeDExplication.INITIATIVE,
            phrase=self._phrase(),
            points=points,
            debut=maintenant,
        )

    def _couvre(self, departement: str) -> bool:
        if self.soi is None or self.soi.personne.profil is not Profil.ANIMATEUR:
            return False
        return departement in self.soi.personne.departements and self.soi.est_present(self.jour)

    def _phrase(self) -> str:
        if self.principal is None:
            return "Prise sans attendre que la coordination l’affecte."
        fin = self.principal.absent_jusqu_au(self.jour)
        pourquoi = f"absente jusqu’au {fin:%d/%m/%Y}" if fin else "qui n’est plus en activité"
        return f"Relève de la personne à qui elle était affectée, {pourquoi}."
