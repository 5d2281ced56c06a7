"""Files for spreadsheets: `;` between cells, UTF-8 with its mark, so that they open as they are."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from starlette.responses import Response

_FORMULES = ("=", "+", "-", "@", "\t", "\r")
_NOMBRE = re.compile(r"[+-][0-9]+([.,][0-9]+)?")


def reponse_csv(nom: str, colonnes: Sequence[str], rangees: Iterable[Sequence[object]]) -> Response:
    """Answer with a file `<nom>.csv`; a text that a spreadsheet would run as a formula is written as text."""
    texte = io.StringIO()
    ecrivain = csv.writer(texte, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(colonnes)
    ecrivain.writerows([_sans_formule(cellule) for cellule in rangee] for rangee in rangees)
    return Response(
        texte.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{nom}.csv"'},
    )


def _sans_formule(cellule: object) -> object:
    """Return what a spreadsheet only shows: a signed number is no formula."""
    if not isinstance(cellule, str) or not cellule.startswith(_FORMULES) or _NOMBRE.fullmatch(cellule):
        return cellule
    return f"'{cellule}"
