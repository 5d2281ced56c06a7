"""The overview: one indicator by département and month, how many sites keep their target, and the same as a CSV."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.usages.domain.acces import IMPORTATEURS, territoire
from services.usages.domain.indicateur import Indicateur
from services.usages.domain.mois import texte_du_mois
from services.usages.domain.refus import IndicateurInconnuError
from services.usages.pages.acces import Lecteur
from services.usages.pages.filtres import EXPORT, CodeMois, EtatDeSite, Filtres
from services.usages.pages.libelles import REGION, departement
from services.usages.pages.tableaux import Ligne, a_voir_d_abord, comptes, etat_de, lignes
from services.usages.pages.tableurs import reponse_csv
from services.usages.usecases import Usages
from services.usages.usecases.lectures import CritereAgregats
from shared.kernel.identite import REGIONAUX, Identite
from shared.kernel.territoire import OCCITANIE
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

SITES_PAR_PAGE = 30
COLONNES = ("indicateur", "departement", "nom_departement", "mois", "numerateur", "denominateur", "taux", "sites")

router = APIRouter()


def filtres(
    *,
    indicateur: Annotated[str, Query(max_length=40)] = "",
    departement: Annotated[str, Query(max_length=3)] = "",
    depuis: CodeMois = "",
    jusqu_a: CodeMois = "",
    etat: EtatDeSite = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Filtres:
    """Read the filters in the address."""
    return Filtres(indicateur, departement, depuis, jusqu_a, etat, page)


Choisis = Annotated[Filtres, Depends(filtres)]
Application = Annotated[Usages, Depends(application)]


@dataclass(frozen=True, slots=True)
class Vue:
    """What the filters let through: the indicator, the months known and shown, their rows."""

    indicateur: Indicateur
    indicateurs: Sequence[Indicateur]
    connus: tuple[date, ...]
    montres: tuple[date, ...]
    lignes: tuple[Ligne, ...]


@router.get("/")
async def ensemble(request: Request, qui: Lecteur, choisis: Choisis, app: Application) -> Response:
    """Show the overview; htmx asks for what the filters change alone."""
    vue = await _vue(app, qui, choisis)
    situations = await app.lire_situations(territoire(qui, choisis.departement), vue.indicateur.code)
    par_etat = [s for s in a_voir_d_abord(situations) if choisis.etat in {"", etat_de(s)}]
    debut = (choisis.page - 1) * SITES_PAR_PAGE
    response = render(
        request,
        "ensemble_contenu.html" if is_fragment(request) else "ensemble.html",
        choisis=choisis,
        vue=vue,
        territoire=_nom(qui, choisis),
        comptes=comptes(situations, _nom(qui, choisis)),
        sites=par_etat[debut : debut + SITES_PAR_PAGE],
        nombre_de_sites=len(par_etat),
        etat_de=etat_de,
        nom_du_departement=departement,
        departements=_visibles(qui),
        onglets={
            etat: replace(choisis, etat=etat, page=1).adresse() for etat in ("", "en_retard", "en_cours", "atteinte")
        },
        lien=lambda code: replace(choisis, departement=code or "", page=1).adresse(),
        suite=replace(choisis, page=choisis.page + 1).adresse() if len(par_etat) > debut + SITES_PAR_PAGE else None,
        debut=replace(choisis, page=1).adresse() if choisis.page > 1 else None,
        export=choisis.adresse(EXPORT),
        peut_importer=qui.role in IMPORTATEURS,
    )
    response.headers["HX-Replace-Url"] = choisis.adresse()
    return response


@router.get("/export.csv")
async def export(qui: Lecteur, choisis: Choisis, app: Application) -> Response:
    """Give the same figures as a CSV, which says its filters in its name and repeats them in its rows."""
    vue = await _vue(app, qui, choisis)
    fin = [f"{texte_du_mois(vue.montres[0])}_{texte_du_mois(vue.montres[-1])}"] if vue.montres else []
    nom = "-".join(["usages", vue.indicateur.code, *filter(None, [choisis.departement]), *fin])
    return reponse_csv(nom, COLONNES, _rangees(vue))


def _rangees(vue: Vue) -> Iterable[tuple[object, ...]]:
    for ligne in vue.lignes:
        for cellule in filter(None, ligne.cellules):
            mois = texte_du_mois(cellule.mois)
            taux = "" if cellule.taux is None else f"{cellule.taux:.4f}".replace(".", ",")
            sommes = (cellule.numerateur, cellule.denominateur, taux, cellule.nombre)
            yield (vue.indicateur.code, ligne.code or "", ligne.nom, mois, *sommes)


async def _vue(app: Usages, qui: Identite, choisis: Filtres) -> Vue:
    """Raises IndicateurInconnuError, TerritoireRefuseError."""
    indicateurs = await app.lister_indicateurs()
    indicateur = _choisi(indicateurs, choisis.indicateur)
    critere = CritereAgregats(departements=territoire(qui, choisis.departement), indicateur=indicateur.code)
    agregats = await app.lire_agregats(critere)
    connus = tuple(sorted({agregat.mois for agregat in agregats}))
    montres = tuple(mois for mois in connus if choisis.garder(mois, connus))
    gardes = [agregat for agregat in agregats if agregat.mois in montres]
    return Vue(indicateur, indicateurs, connus, montres, lignes(gardes, montres, _nom(qui, choisis)))


def _choisi(indicateurs: Sequence[Indicateur], code: str) -> Indicateur:
    for indicateur in indicateurs:
        if code in {"", indicateur.code}:
            return indicateur
    raise IndicateurInconnuError(code=code, connus=", ".join(indicateur.code for indicateur in indicateurs))


def _visibles(qui: Identite) -> dict[str, str]:
    codes = OCCITANIE if qui.role in REGIONAUX else sorted(qui.departements)
    return {code: departement(code) for code in codes}


def _nom(qui: Identite, choisis: Filtres) -> str:
    if choisis.departement:
        return departement(choisis.departement)
    if qui.role in REGIONAUX:
        return REGION
    return departement(*qui.departements) if len(qui.departements) == 1 else "Mes départements"
