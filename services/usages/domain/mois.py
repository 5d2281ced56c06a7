"""Months as the trade counts them: a first day, a text such as `2026-03`, and lengths in months."""

import calendar
from datetime import date

_DOUZE = 12


def texte_du_mois(mois: date) -> str:
    """Write a month: `2026-03`."""
    return f"{mois.year:04d}-{mois.month:02d}"


def premier_jour(jour: date) -> date:
    """Return the first day of the month of a day."""
    return jour.replace(day=1)


def ajouter_mois(jour: date, nombre: int) -> date:
    """Return the same day so many months later; the last day of a shorter month."""
    annee, rang = divmod(jour.year * _DOUZE + jour.month - 1 + nombre, _DOUZE)
    mois = rang + 1
    return date(annee, mois, min(jour.day, calendar.monthrange(annee, mois)[1]))


def mois_ecoules(debut: date, jour: date) -> int:
    """Return how many whole months have passed since `debut`; negative before it."""
    ecart = (jour.year - debut.year) * _DOUZE + jour.month - debut.month
    return ecart if ajouter_mois(debut, ecart) <= jour else ecart - 1
