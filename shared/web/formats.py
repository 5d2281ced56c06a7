"""French formats for people: numbers, dates, ages, phones; with the no-break spaces of French typography."""

import re
from datetime import date, datetime
from math import floor
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NARROW = "\u202f"  # narrow no-break space: thousands, units, before ; ! ?
NO_BREAK = "\u00a0"
MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
MONTHS_IN_FULL = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
PLURAL_FROM = 2  # French: 0 and 1 are singular
PHONE_DIGITS = 10
_HIGH_SIGNS = re.compile(r" ([;:!?»])")
MINUTE, HOUR, DAY = 60, 3600, 86400


def nombre(value: float, decimales: int | None = None) -> str:
    """Write a number the French way: `12345` → `12 345`, `42.5` → `42,5`. `decimales` fixes the decimals."""
    plain = f"{value:,}" if decimales is None else f"{value:,.{decimales}f}"
    return plain.replace(",", NARROW).replace(".", ",")


def mesure(value: float) -> str:
    """Write a measure to one decimal at most: `14.0` → `14`, `11.5` → `11,5`."""
    rounded = round(value, 1)
    return nombre(int(rounded)) if rounded == int(rounded) else nombre(rounded, 1)


def pluriel(count: int, singulier: str, plusieurs: str) -> str:
    """Write a count and its noun: `0 site`, `1 site`, `2 sites` (French: plural from two)."""
    return f"{nombre(count)}{NO_BREAK}{plusieurs if abs(count) >= PLURAL_FROM else singulier}"


def pourcentage(part: float, *, aligne: bool = False) -> str:
    """Write a share as a percentage to one decimal, never rounded up: `0.8999` → `89,9 %`, `0.61` → `61 %`.

    `aligne` keeps the decimal of round ones (`61,0 %`), for columns of figures.
    """
    tenths = floor(part * 1000 + 1e-6)
    return f"{nombre(tenths / 10, 1 if aligne or tenths % 10 else 0)}{NARROW}%"


def mois(value: date, *, annee: bool = True, court: bool = False) -> str:
    """Write a month: `avril 2026`, `avril` without its year, `avr. 2026` in short."""
    word = (MONTHS if court else MONTHS_IN_FULL)[value.month - 1]
    return f"{word}{NO_BREAK}{value.year}" if annee else word


def date_courte(value: date) -> str:
    """Write a day: `6 janv. 2026`, `1er mars 2026`. An instant is told at the hour of Paris."""
    day = _in_paris(value)
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NO_BREAK}{MONTHS[day.month - 1]}{NO_BREAK}{day.year}"


def date_chiffree(value: date) -> str:
    """Write a day in figures: `06/01/2026`."""
    return _in_paris(value).strftime("%d/%m/%Y")


def instant(value: datetime) -> str:
    """Write an instant to the second, at the hour of Paris: `6 janv. 2026 à 14:03:22`."""
    return f"{date_courte(value)} à {value.astimezone(PARIS):%H:%M:%S}"


def il_y_a(value: datetime, maintenant: datetime) -> str:
    """Write an age: `à l’instant`, `il y a 2 s`, `il y a 3 min`, `il y a 5 h`, `il y a 12 j`. Never negative."""
    length = _duree(value, maintenant)
    return f"il y a {length}" if length else "à l’instant"


def depuis(value: datetime, maintenant: datetime) -> str:
    """Write since when: `depuis 2 s`, `depuis 12 j`; `à l’instant` within the second. Never negative."""
    length = _duree(value, maintenant)
    return f"depuis {length}" if length else "à l’instant"


def jours_avant(value: date, maintenant: datetime) -> int:
    """Return how many days are left until a day, as Paris counts them; negative once it is past."""
    return (_in_paris(value) - _in_paris(maintenant)).days


def typographie(value: str) -> str:
    """Put the narrow no-break spaces of French before `; : ! ? »` and after `«`, where a plain space was written."""
    return _HIGH_SIGNS.sub(rf"{NARROW}\1", value).replace("« ", f"«{NARROW}")


def telephone(value: str) -> str:
    """Write a French phone number by pairs: `+33561772233` or `0561772233` → `05 61 77 22 33`; others as they are."""
    digits = "0" + value[3:] if value.startswith("+33") else value
    if len(digits) != PHONE_DIGITS or not digits.isdigit():
        return value
    return NARROW.join(digits[i : i + 2] for i in range(0, PHONE_DIGITS, 2))


def finess_groupes(value: str) -> tuple[str, ...]:
    """Cut a FINESS number as people read it: département, 0, place in the register, key."""
    return (value[:2], value[2:3], value[3:8], value[8:])


def _in_paris(value: date) -> date:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(PARIS).date()
    return value


def _duree(value: datetime, maintenant: datetime) -> str:
    """Write a length in its largest unit, the empty text under one second."""
    seconds = max(0.0, (maintenant - value).total_seconds())
    if seconds < 1:
        return ""
    for limit, unit, sign in ((MINUTE, 1, "s"), (HOUR, MINUTE, "min"), (DAY, HOUR, "h")):
        if seconds < limit:
            return f"{int(seconds // unit)}{NARROW}{sign}"
    return f"{nombre(int(seconds // DAY))}{NARROW}j"
