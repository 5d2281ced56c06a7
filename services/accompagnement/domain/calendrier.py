"""The days that people live and work, whatever the hour in UTC: Monday to Friday, less the national holidays."""

from datetime import date, datetime, timedelta
from functools import cache
from itertools import count, islice
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_SAMEDI = 5
_FIXES = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_APRES_PAQUES = (1, 39, 50)


def jour_de(instant: datetime) -> date:
    """Return the day that people live at this instant."""
    return instant.astimezone(PARIS).date()


def jours_ouvres_apres(jour: date, nombre: int) -> date:
    """Return the day that comes so many working days (at least one) after this one."""
    suivants = (jour + timedelta(days=n) for n in count(1))
    return next(islice((s for s in suivants if est_ouvre(s)), max(nombre, 1) - 1, None))


def est_ouvre(jour: date) -> bool:
    """Tell whether people work on this day."""
    return jour.weekday() < _SAMEDI and jour not in feries(jour.year)


@cache
def feries(annee: int) -> frozenset[date]:
    """Return the eleven national holidays of a year."""
    paques = _paques(annee)
    mobiles = {paques + timedelta(days=n) for n in _APRES_PAQUES}
    return frozenset(mobiles | {date(annee, mois, jour) for mois, jour in _FIXES})


def _paques(annee: int) -> date:
    """Return Easter Sunday (Gregorian; the algorithm of Meeus, Jones and Butcher)."""
    siecle, reste = divmod(annee, 100)
    lune = (19 * (annee % 19) + siecle - siecle // 4 - (siecle - (siecle + 8) // 25 + 1) // 3 + 15) % 30
    semaine = (32 + 2 * (siecle % 4) + 2 * (reste // 4) - lune - reste % 4) % 7
    saut = (annee % 19 + 11 * lune + 22 * semaine) // 451
    mois, jour = divmod(lune + semaine - 7 * saut + 114, 31)
    return date(annee, mois, jour + 1)
