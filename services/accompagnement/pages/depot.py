"""The deposit, without account: which structure, what about, whom to call; then the number and the link."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from services.accompagnement.domain.depot import Contact, Depot
from services.accompagnement.domain.etats import Canal
from services.accompagnement.domain.refus import CleDejaUtiliseeError
from services.accompagnement.domain.texte import LONGUEUR_MAX
from services.accompagnement.pages.phrases import phrase
from services.accompagnement.pages.saisie import saisie
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.lectures import StructureVue
from shared.kernel.errors import Refusal
from shared.kernel.territoire import OCCITANIE
from shared.web.acces import public
from shared.web.dependencies import application
from shared.web.formulaires import Formulaire
from shared.web.pages import render

router = APIRouter(dependencies=[public()])
App = Annotated[Accompagnement, Depends(application)]

NUMERO = re.compile(r"[0-9][0-9ABab]?[0-9]{0,10}")
CONTACT = ("nom", "fonction", "courriel", "telephone")
A_REMPLIR: Mapping[str, str] = {
    "thematique": "Choisissez un sujet.",
    "texte": "Décrivez votre besoin en quelques mots.",
}
# In the order of the form: so is the summary of what is wrong.
CHAMPS = ("structure", "nom_structure", "departement", "thematique", "texte", *CONTACT)


@router.get("/demander")
async def demander(request: Request, app: App, finess: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the form; `finess` comes from a structure's sheet."""
    return await _formulaire(request, app, Formulaire({"structure": finess, "formulaire": str(uuid4())}))


@router.post("/demander")
async def deposer(request: Request, app: App, valeurs: Annotated[dict[str, str], Depends(saisie)]) -> Response:
    """Deposit; the hidden key of the form makes a double click one request."""
    valeurs = avec_le_choix(valeurs)
    trouvees = await _trouvees(app, valeurs.get("structure", ""))
    if valeurs.get("etape") == "chercher":
        return await _formulaire(request, app, Formulaire(valeurs), trouvees=trouvees)
    formulaire = Formulaire(valeurs, erreurs(valeurs, a_choisir=trouvees is not None))
    if formulaire.erreurs:
        return await _formulaire(request, app, formulaire, trouvees=trouvees, statut=422)
    try:
        accuse = await app.deposer_demande(
            _depot(valeurs), canal=Canal.FORMULAIRE, cle=valeurs.get("formulaire") or None
        )
    except CleDejaUtiliseeError as refus:
        # The answer to a first deposit was lost, and its words were changed since: it stands, this is another one.
        autre = Formulaire({**valeurs, "formulaire": str(uuid4())})
        return await _formulaire(request, app, autre, deja=phrase(refus), statut=refus.statut)
    except Refusal as refus:
        formulaire = formulaire.refuse(refus, "texte", phrase(refus))
        return await _formulaire(request, app, formulaire, statut=refus.statut)
    jeton = accuse.suivi.rstrip("/").rpartition("/")[2]
    return RedirectResponse(f"/accompagnement/demander/recue/{jeton}", 303)


@router.get("/demander/recue/{jeton}")
async def recue(request: Request, jeton: str, app: App) -> Response:
    """Confirm: the number, who looks at it, and the link to keep."""
    return render(request, "demander_recue.html", s=await app.lire_suivi(jeton), jeton=jeton)


async def _formulaire(
    request: Request,
    app: Accompagnement,
    f: Formulaire,
    *,
    trouvees: Sequence[StructureVue] | None = None,
    deja: str = "",
    statut: int = 200,
) -> Response:
    themes: dict[str, dict[str, str]] = {}
    for theme in await app.lire_themes():
        themes.setdefault(theme.niveau, {})[theme.code] = theme.libelle
    return render(
        request,
        "demander.html",
        status_code=statut,
        f=f,
        themes=themes,
        structure=await _structure(app, f.valeur("structure")),
        trouvees=trouvees,
        deja=deja,
        departements={code: f"{code} {nom}" for code, nom in OCCITANIE.items()},
        longueur=LONGUEUR_MAX,
    )


async def _trouvees(app: Accompagnement, texte: str) -> Sequence[StructureVue] | None:
    """Return the structures that answer to a name; None for a number, or for nothing, where there is no choice."""
    if not texte or NUMERO.fullmatch(re.sub(r"\s", "", texte)):
        return None
    return await app.chercher_structures(texte)


async def _structure(app: Accompagnement, finess: str) -> StructureVue | None:
    """Return the structure of a number that is being typed, None when it leads to none."""
    if not finess:
        return None
    try:
        return await app.lire_structure(finess)
    except Refusal:
        return None


def avec_le_choix(valeurs: Mapping[str, str]) -> dict[str, str]:
    """Return the values with the number of the structure chosen in the list, if the list answers to what is typed."""
    choisie = valeurs.get("choisie", "")
    repond = choisie and valeurs.get("structure") == valeurs.get("cherchee")
    return {**valeurs, "structure": choisie} if repond else dict(valeurs)


def erreurs(valeurs: Mapping[str, str], *, a_choisir: bool) -> dict[str, str]:
    """Tell all that is wrong, by field; `a_choisir`: a name was typed, and the structure is still to be chosen."""
    dites: dict[str, str] = {}
    for refus in _depot(valeurs).refus():
        champ = str(refus.fields.get("champ"))
        dites.setdefault("courriel" if champ == "contact" else champ, phrase(refus))
    if not valeurs.get("structure") and not valeurs.get("nom_structure"):
        dites["structure"] = "Choisissez votre structure, ou donnez son nom et son département."
    if a_choisir:
        dites["structure"] = "Choisissez votre structure dans la liste."
    dites |= {champ: dit for champ, dit in A_REMPLIR.items() if not valeurs.get(champ)}
    return {champ: dites[champ] for champ in CHAMPS if champ in dites}


def _depot(valeurs: Mapping[str, str]) -> Depot:
    contact = Contact(**{champ: valeurs.get(champ, "") for champ in CONTACT})
    return Depot(contact=contact, **{champ: valeurs.get(champ, "") for champ in CHAMPS if champ not in CONTACT})
