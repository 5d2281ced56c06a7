"""Numbers that look right and belong to nobody: FINESS, SIREN and SIRET with their Luhn key, telephones."""

import random

# Kept for fiction by the French regulator (ARCEP): nobody is rung by mistake.
FICTION_TELEPHONES = ("026191", "035301", "046571", "053649")


def luhn_key(digits: str) -> str:
    """The key that makes `digits` + key valid; in Corsica A counts as 1 and B as 2."""
    total = 0
    for rank, character in enumerate(reversed(digits.replace("A", "1").replace("B", "2"))):
        value = int(character) * (2 if rank % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the sum of the two digits
    return str(-total % 10)


def is_luhn(number: str) -> bool:
    """Whether the last character is the key of the others."""
    return luhn_key(number[:-1]) == number[-1]


class Numbers:
    """Gives each number once, always the same ones in the same order."""

    def __init__(self, chance: random.Random) -> None:
        """`chance` draws the telephones only."""
        self._chance = chance
        self._finess: dict[str, int] = {}
        self._siren = 0

    def finess(self, departement: str) -> str:
        """The next FINESS number of a département, in a range (99…) where the register has none."""
        serial = self._finess[departement] = self._finess.get(departement, 0) + 1
        body = f"{departement}99{serial:04d}"
        return body + luhn_key(body)

    def siren(self) -> str:
        """The next SIREN, in a range (999…) that is not given out."""
        self._siren += 1
        body = f"999{self._siren:05d}"
        return body + luhn_key(body)

    def telephone(self) -> str:
        """Ten digits kept for fiction."""
        return self._chance.choice(FICTION_TELEPHONES) + f"{self._chance.randrange(10_000):04d}"


def siret(siren: str, rank: int) -> str:
    """The SIRET of the site of that rank (from 1)."""
    body = f"{siren}{rank:04d}"
    return body + luhn_key(body)
