"""The deliveries: what left, what waits, what the server said, and another attempt on demand."""

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from services.notifications.domain.lecture import Criteres, Livraisons
from services.notifications.domain.regles import REGLES, Canal
from services.notifications.pages import libelles
from services.notifications.usecases import Notifications
from shared.kernel.identite import Identite, Role
from shared.web.acces import reserve
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

ADRESSE = "/notifications/livraisons"
Lecteur = Annotated[Identite, reserve(Role.ANIMATEUR, Role.COORDINATION, Role.OPERATEUR)]
Appli = Annotated[Notifications, Depends(application)]
PAR_COURRIEL = tuple(regle.code for regle in REGLES if Canal.COURRIEL in regle.canaux)

router = APIRouter(prefix="/livraisons")


@router.get("")
async def livraisons(
    *,
    request: Request,
    qui: Lecteur,
    app: Appli,
    vue: Literal["", "attente", "echec", "envoye", "sans_objet"] = "",
    regle: Annotated[str, Query(max_length=60)] = "",
    q: Annotated[str, Query(max_length=60)] = "",
    curseur: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show the deliveries; filters and page are in the address."""
    criteres = Criteres(etats=libelles.VUES[vue][1], regle=regle or None, texte=q.strip())
    trouvees = await app.lire_livraisons(qui, criteres, curseur=curseur)
    choix = {"vue": vue, "regle": regle, "q": criteres.texte}
    return render(
        request,
        "livraisons_liste.html" if is_fragment(request) else "livraisons.html",
        livraisons=trouvees,
        choix=choix,
        onglets=[
            (_adresse(choix | {"vue": cle}), mots, _compte(trouvees, cle), cle == vue)
            for cle, (mots, _) in libelles.VUES.items()
        ],
        regles={code: libelles.libelle_de_regle(code) for code in PAR_COURRIEL},
        debut=_adresse(choix) if curseur else None,
        suite=_adresse(choix | {"curseur": trouvees.suite}) if trouvees.suite else None,
        filtree=any(choix.values()),
        libelles=libelles,
    )


@router.get("/{message}")
async def livraison(
    request: Request, message: UUID, qui: Lecteur, app: Appli, fait: Literal["", "renvoi"] = ""
) -> Response:
    """Show one delivery with all its attempts."""
    trouvee = (await app.lire_livraison(qui, message)).lignes[0]
    return render(request, "livraison.html", l=trouvee, fait=fait, libelles=libelles)


@router.post("/{message}/renvoi")
async def renvoyer(message: UUID, qui: Lecteur, app: Appli) -> Response:
    """Try again now, and show the delivery."""
    await app.renvoyer_livraison(qui, message)
    return RedirectResponse(f"{ADRESSE}/{message}?fait=renvoi", status_code=303)


def _compte(livraisons: Livraisons, vue: str) -> int:
    etats = libelles.VUES[vue][1] or livraisons.comptes.keys()
    return sum(livraisons.comptes.get(etat, 0) for etat in etats)


def _adresse(choix: Mapping[str, str]) -> str:
    given = {nom: valeur for nom, valeur in choix.items() if valeur}
    return f"{ADRESSE}?{urlencode(given)}" if given else ADRESSE
