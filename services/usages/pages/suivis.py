"""A curve as the screens show it: its target and clock, its finding in one sentence, its state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from services.usages.domain.indicateur import Indicateur, Sens
from services.usages.domain.mois import mois_ecoules, texte_du_mois
from services.usages.usecases.lectures import Courbe, Courbes, Horloge, Objectif, PassageVu, Point
from shared.web.formats import NARROW, date_courte, mois, pluriel, pourcentage

MOIS_ADMIS = 3
"""Files of a month come three to eight weeks after its end: three months after it, a newer figure should be there."""

Etat = tuple[str, str]
"""A meaning (`bon`, `surveiller`, `mauvais`, `aucun`) and its word."""


@dataclass(frozen=True, slots=True)
class Suivi:
    """One indicator of a site, with the target that matters most and the clock of its engagement."""

    courbe: Courbe
    objectif: Objectif | None
    horloge: Horloge | None
    jour: date

    @property
    def indicateur(self) -> Indicateur:
        """Return what is measured."""
        return self.courbe.indicateur

    @property
    def dernier(self) -> Point | None:
        """Return the last month that has a rate."""
        return next((point for point in reversed(self.courbe.points) if point.taux is not None), None)

    @property
    def age_en_mois(self) -> int:
        """Return the age of the last figure, in whole months since its month ended; 0 without figure."""
        return 0 if self.dernier is None else max(0, mois_ecoules(self.dernier.mois, self.jour) - 1)

    @property
    def est_ancien(self) -> bool:
        """Tell whether a newer figure should have come."""
        return self.age_en_mois >= MOIS_ADMIS

    @property
    def cible(self) -> float | None:
        """Return the target as a share."""
        return None if self.objectif is None else float(self.objectif.cible.valeur)

    @property
    def mois_de_l_engagement(self) -> tuple[str, str] | None:
        """Return the first and the last month of the engagement."""
        if self.horloge is None:
            return None
        return texte_du_mois(self.horloge.debut), texte_du_mois(self.horloge.echeance - timedelta(days=1))

    @property
    def etat(self) -> Etat:
        """Tell where the target stands."""
        if self.objectif is None:
            return "aucun", "sans cible"
        if self.objectif.est_atteint:
            return "bon", "cible atteinte"
        if self.objectif.passages:
            return "surveiller", "cible perdue"
        if self.horloge is not None and self.horloge.est_echue:
            return "mauvais", "échéance passée"
        return ("surveiller", "sans chiffre") if self.dernier is None else ("aucun", "en cours")

    @property
    def constat(self) -> str:
        """Say the finding: « Alimentation du DMP : 61 % en mars, cible 90 %, il reste 4 mois »."""
        return f"{self.indicateur.libelle}{NARROW}: {', '.join(self._constats())}"

    def _constats(self) -> list[str]:
        dernier, cible = self.dernier, self.cible
        dits = ["pas encore de chiffre" if dernier is None else _taux_du(dernier, self.jour)]
        if cible is None:
            return [*dits, "sans cible"]
        au_plus = " au plus" if self.indicateur.sens is Sens.BAISSE else ""
        but = f"cible {pourcentage(cible)}{au_plus}"
        sens, _ = self.etat
        if sens == "bon":
            return [*dits, f"{but} atteinte"]
        if self.horloge is None:
            return [*dits, but]
        if self.horloge.est_echue and self.objectif is not None and self.objectif.passages:
            return [*dits, f"{but} {_passages(self.objectif.passages, self.jour)}"]
        if self.horloge.est_echue:
            return [*dits, f"{but} non atteinte à l’échéance du {date_courte(self.horloge.echeance)}"]
        return [*dits, but, reste(self.jour, self.horloge.echeance)]


def suivis(courbes: Courbes, jour: date) -> tuple[Suivi, ...]:
    """Return the curves of a site as shown, each with its main target."""
    horloges = {horloge.engagement.id: horloge for horloge in courbes.horloges}
    suivies = []
    for courbe in courbes.courbes:
        objectif = principal(courbe.objectifs, courbes.horloges)
        horloge = horloges.get(objectif.engagement) if objectif else None
        suivies.append(Suivi(courbe, objectif, horloge, jour))
    return tuple(suivies)


def principal(objectifs: Sequence[Objectif], horloges: Sequence[Horloge]) -> Objectif | None:
    """Return the target to look at first: the one still to reach due soonest, else the one reached due last."""
    echeances = {horloge.engagement.id: horloge.echeance for horloge in horloges}

    def rang(objectif: Objectif) -> tuple[bool, int]:
        echeance = echeances.get(objectif.engagement, date.max).toordinal()
        return objectif.est_atteint, -echeance if objectif.est_atteint else echeance

    return min(objectifs, key=rang, default=None)


def reste(jour: date, echeance: date) -> str:
    """Say how long remains: `il reste 4 mois`, `il reste 12 jours`."""
    restants = mois_ecoules(jour, echeance)
    if restants >= 1:
        return f"il reste {pluriel(restants, 'mois', 'mois')}"
    return f"il reste {pluriel(max(0, (echeance - jour).days), 'jour', 'jours')}"


def part(valeur: Decimal) -> str:
    """Write a target as a percentage."""
    return pourcentage(float(valeur))


def _passages(passages: Sequence[PassageVu], jour: date) -> str:
    """Say the last time a target was reached, then lost: « atteinte en mars, perdue en mai »."""
    dits = [f"{'atteinte' if p.est_atteinte else 'perdue'} en {_mois(p.mois, jour)}" for p in passages[-2:]]
    return ", ".join(dits)


def _taux_du(point: Point, jour: date) -> str:
    return f"{pourcentage(point.taux or 0)} en {_mois(point.mois, jour)}"


def _mois(premier: date, jour: date) -> str:
    return mois(premier, annee=premier.year != jour.year)
