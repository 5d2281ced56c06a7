"""The overview as the screens show it: rates by département and month, and how many sites keep their target."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.usages.pages.libelles import departement
from services.usages.usecases.lectures import Agregat, Situation


@dataclass(frozen=True, slots=True)
class Cellule:
    """The sums of a row and a month."""

    mois: date
    numerateur: int
    denominateur: int
    nombre: int

    @property
    def taux(self) -> float | None:
        """Return the sum of the numerators over that of the denominators; None without denominator."""
        return self.numerateur / self.denominateur if self.denominateur else None


@dataclass(frozen=True, slots=True)
class Ligne:
    """A département, or the whole: a cell for each month shown, None where no site gave a figure."""

    code: str | None
    nom: str
    cellules: tuple[Cellule | None, ...]

    @property
    def derniere(self) -> Cellule | None:
        """Return the last month that says something of the whole: not a partial one."""
        return next(
            (c for c in reversed(self.cellules) if c and c.taux is not None and not self.est_partielle(c)), None
        )

    @property
    def partielles(self) -> tuple[Cellule, ...]:
        """Return the months after it whose figures are still coming, oldest first."""
        suite = self.cellules[self.cellules.index(self.derniere) + 1 :] if self.derniere else ()
        return tuple(cellule for cellule in suite if cellule is not None)

    @property
    def sites(self) -> int:
        """Return how many sites gave a figure in the best month."""
        return max((cellule.nombre for cellule in self.cellules if cellule), default=0)

    def est_partielle(self, cellule: Cellule) -> bool:
        """Tell whether fewer than half of the sites gave a figure in that month, so far."""
        return cellule.nombre * 2 < self.sites


@dataclass(frozen=True, slots=True)
class Compte:
    """How many targets are followed, and where they stand."""

    nom: str
    code: str | None
    suivis: int
    atteints: int
    en_cours: int
    en_retard: int


def lignes(agregats: Iterable[Agregat], mois: Sequence[date], ensemble: str) -> tuple[Ligne, ...]:
    """Return a row for each département by its name, after that of the whole when there are several."""
    par: dict[str | None, dict[date, Agregat]] = {}
    for agregat in agregats:
        par.setdefault(agregat.departement, {})[agregat.mois] = agregat
    rangees = [Ligne(code, departement(code), _cellules(par[code], mois)) for code in _par_nom(par)]
    if len(rangees) <= 1:
        return tuple(rangees)
    return (
        Ligne(None, ensemble, tuple(_somme(m, [r.cellules[i] for r in rangees]) for i, m in enumerate(mois))),
        *rangees,
    )


def comptes(situations: Iterable[Situation], ensemble: str) -> tuple[Compte, ...]:
    """Return the counts of each département by its name, after those of the whole when there are several."""
    par: dict[str | None, list[Situation]] = {}
    for situation in situations:
        par.setdefault(situation.departement, []).append(situation)
    rangees = tuple(_compte(departement(code), code, par[code]) for code in _par_nom(par))
    return (
        (_compte(ensemble, None, [s for siens in par.values() for s in siens]), *rangees)
        if len(rangees) > 1
        else rangees
    )


def etat_de(situation: Situation) -> str:
    """Tell where a target stands: `atteinte`, `en_retard` (due date past) or `en_cours`."""
    if situation.est_atteint:
        return "atteinte"
    return "en_retard" if situation.est_echue else "en_cours"


def a_voir_d_abord(situations: Iterable[Situation]) -> list[Situation]:
    """Sort what is late first, then what is due soonest, then what is reached."""
    rangs = {"en_retard": 0, "en_cours": 1, "atteinte": 2}
    return sorted(situations, key=lambda s: (rangs[etat_de(s)], s.echeance, s.nom, s.finess))


def _par_nom(codes: Iterable[str | None]) -> list[str | None]:
    return sorted(codes, key=lambda code: (code is None, departement(code)))


def _cellules(par_mois: dict[date, Agregat], mois: Sequence[date]) -> tuple[Cellule | None, ...]:
    return tuple(_cellule(par_mois.get(m)) for m in mois)


def _cellule(agregat: Agregat | None) -> Cellule | None:
    if agregat is None:
        return None
    return Cellule(agregat.mois, agregat.numerateur, agregat.denominateur, agregat.nombre)


def _somme(mois: date, cellules: Sequence[Cellule | None]) -> Cellule | None:
    connues = [c for c in cellules if c is not None]
    if not connues:
        return None
    numerateur, denominateur = sum(c.numerateur for c in connues), sum(c.denominateur for c in connues)
    return Cellule(mois, numerateur, denominateur, sum(c.nombre for c in connues))


def _compte(nom: str, code: str | None, situations: Sequence[Situation]) -> Compte:
    etats = [etat_de(situation) for situation in situations]
    return Compte(nom, code, len(etats), etats.count("atteinte"), etats.count("en_cours"), etats.count("en_retard"))
