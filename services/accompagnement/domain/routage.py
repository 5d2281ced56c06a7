"""Who is asked to answer for a request: a pure function of the request and of a picture of the team.

Usual interlocutor first, within a tolerance; then the least loaded after the request; ties by the oldest last
assignment, then by identifier. The picture is kept with the decision, so that it can be explained and replayed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import fsum
from typing import Any
from uuid import UUID

from services.accompagnement.domain.etats import CodeDExplication
from services.accompagnement.domain.territoire import nom_du_departement

_JAMAIS = datetime.min.replace(tzinfo=UTC)
_DECIMALES = 4


@dataclass(frozen=True, slots=True)
class Besoin:
    """What the router knows of a request: where, and its weight in points."""

    departement: str
    points: float


@dataclass(frozen=True, slots=True)
class Candidat:
    """Somebody of the team who is present; `capacite` is more than 0."""

    personne: UUID
    departements: frozenset[str]
    points: float
    capacite: float
    derniere_affectation: datetime | None = None

    def taux_apres(self, points: float) -> float:
        """Return the load over the capacity, once these points are added."""
        return round((self.points + points) / self.capacite, _DECIMALES)


@dataclass(frozen=True, slots=True)
class Instantane:
    """The team at one moment: who is present, the structure's usual interlocutor, and how far they are preferred.

    The usual one is kept while their rate stays under `confort`, or within `tolerance` times the larger of the best
    candidate's rate and the region's mean: between people who have time, who is known comes first.
    """

    presents: Sequence[Candidat]
    habituel: UUID | None
    tolerance: float
    confort: float = 0.0

    def moyenne(self) -> float:
        """Return the mean rate of the people present in the region, before the request; 0 when nobody is."""
        taux = [candidat.taux_apres(0) for candidat in self.presents]
        return fsum(taux) / len(taux) if taux else 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """Who, by which rule, in words; `intervenant` is None when nobody present covers the département."""

    intervenant: UUID | None
    code: CodeDExplication | None
    phrase: str
    instantane: Mapping[str, Any]


def router(besoin: Besoin, instantane: Instantane) -> Decision:
    """Choose who answers for a request. Total (always a decision) and deterministic."""
    candidats = [c for c in instantane.presents if besoin.departement in c.departements]
    lieu = nom_du_departement(besoin.departement)
    if not candidats:
        return Decision(None, None, f"Personne n’est présent pour ce département ({lieu}).", {})
    ordre = sorted(candidats, key=lambda c: _rang(c, besoin.points))
    moyenne = instantane.moyenne()
    permis = instantane.tolerance * max(ordre[0].taux_apres(besoin.points), moyenne)
    plafond = max(permis, instantane.confort)
    habituel = next((c for c in candidats if c.personne == instantane.habituel), None)
    if habituel and habituel.taux_apres(besoin.points) <= plafond:
        choisi, code = habituel, CodeDExplication.INTERLOCUTEUR_HABITUEL
    else:
        choisi = ordre[0]
        code = CodeDExplication.MOINS_CHARGE if ordre[1:] else CodeDExplication.SEUL_PRESENT
    vue = _vue(ordre, choisi, besoin, instantane, moyenne=moyenne, plafond=plafond)
    return Decision(choisi.personne, code, _phrase(code, choisi, ordre, besoin, plafond), vue)


def _rang(candidat: Candidat, points: float) -> tuple[float, datetime, UUID]:
    return candidat.taux_apres(points), candidat.derniere_affectation or _JAMAIS, candidat.personne


def _phrase(code: CodeDExplication, choisi: Candidat, ordre: Sequence[Candidat], besoin: Besoin, plafond: float) -> str:
    lieu = nom_du_departement(besoin.departement)
    apres = _pour_cent(choisi.taux_apres(besoin.points))
    if code is CodeDExplication.INTERLOCUTEUR_HABITUEL:
        return (
            f"Interlocuteur habituel de la structure : charge de {apres} après cette demande, "
            f"dans la limite de {_pour_cent(plafond)}."
        )
    if code is CodeDExplication.SEUL_PRESENT:
        return f"Seule personne présente pour ce département ({lieu}) : charge de {apres} après cette demande."
    second = ordre[1].taux_apres(besoin.points)
    if second == choisi.taux_apres(besoin.points):
        return (
            f"À charge égale parmi les {len(ordre)} personnes présentes pour ce département ({lieu}), "
            f"l’affectation la plus ancienne : charge de {apres} après cette demande."
        )
    return (
        f"Charge la plus faible des {len(ordre)} personnes présentes pour ce département ({lieu}) : "
        f"{apres} après cette demande, contre {_pour_cent(second)}."
    )


def _vue(
    ordre: Sequence[Candidat],
    choisi: Candidat,
    besoin: Besoin,
    instantane: Instantane,
    *,
    moyenne: float,
    plafond: float,
) -> Mapping[str, Any]:
    return {
        "departement": besoin.departement,
        "points": besoin.points,
        "tolerance": instantane.tolerance,
        "confort": instantane.confort,
        "moyenne": round(moyenne, _DECIMALES),
        "plafond": round(plafond, _DECIMALES),
        "candidats": [
            {
                "personne": str(candidat.personne),
                "points": candidat.points,
                "capacite": candidat.capacite,
                "taux_apres": candidat.taux_apres(besoin.points),
                "derniere_affectation": candidat.derniere_affectation and candidat.derniere_affectation.isoformat(),
                "retenu": candidat is choisi,
                "habituel": candidat.personne == instantane.habituel,
            }
            for candidat in ordre
        ],
    }


def _pour_cent(taux: float) -> str:
    return f"{taux * 100:.0f}\u202f%"
