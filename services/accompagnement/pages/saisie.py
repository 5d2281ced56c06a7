"""What a form sends: its values as text, without surrounding blanks."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from starlette.requests import Request

from shared.kernel.errors import InvalidInput

CHAMPS_MAX = 50
_VERSION = re.compile(r"[0-9]{1,9}")
Choisi = TypeVar("Choisi")


class ChoixManquantError(InvalidInput):
    """Nothing was chosen where one choice is needed, or what was sent is none of the choices."""

    message = "Choisissez une réponse."


async def saisie(request: Request) -> dict[str, str]:
    """Return the values of the form that was sent; files are left out, the last value of a name wins."""
    form = await request.form(max_files=0, max_fields=CHAMPS_MAX)
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def version(valeurs: dict[str, str]) -> int | None:
    """Return the version that the reader saw, None when the form does not say."""
    lue = valeurs.get("version", "")
    return int(lue) if _VERSION.fullmatch(lue) else None


def parmi(genre: Callable[[str], Choisi], valeurs: Mapping[str, str], champ: str) -> Choisi:
    """Return what was chosen in a field. Raises ChoixManquantError."""
    try:
        return genre(valeurs.get(champ, ""))
    except ValueError:
        raise ChoixManquantError(champ=champ) from None
