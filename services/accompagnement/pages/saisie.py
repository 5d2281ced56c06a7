"""What a form sends: its values as text, without surrounding blanks."""

from starlette.requests import Request

CHAMPS_MAX = 50


async def saisie(request: Request) -> dict[str, str]:
    """Return the values of the form that was sent; files are left out, the last value of a name wins."""
    form = await request.form(max_files=0, max_fields=CHAMPS_MAX)
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def version(valeurs: dict[str, str]) -> int | None:
    """Return the version that the reader saw, None when the form does not say."""
    lue = valeurs.get("version", "")
    return int(lue) if lue.isascii() and lue.isdigit() else None
