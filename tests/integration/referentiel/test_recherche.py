"""The search on a real Postgres: what is typed finds what people mean, page after page, without jump or repetition."""

from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest

from services.referentiel.bootstrap import build
from services.referentiel.domain.structure import Etat
from services.referentiel.storage.recherche import normaliser
from services.referentiel.storage.structures import STRUCTURES
from services.referentiel.usecases.rechercher_structures import CurseurIllisibleError, Recherche
from shared.contracts.referentiel import StructureV1
from tests.platform import Platform
from tests.samples import finess, structure


@pytest.fixture
async def pool(referentiel_seul: Platform) -> AsyncIterator[asyncpg.Pool]:
    async with referentiel_seul.pool("referentiel") as pool:
        yield pool


async def _garder(pool: asyncpg.Pool, *structures: StructureV1) -> None:
    async with pool.acquire() as connection:
        await STRUCTURES.upsert(connection, structures)


async def _noms(pool: asyncpg.Pool, texte: str, **criteres: object) -> Sequence[str]:
    resultats = await build(pool).rechercher_structures(Recherche(texte, **criteres))
    return [resume.nom for resume in resultats.structures]


def _nommee(n: int, nom: str, **changes: object) -> StructureV1:
    return structure(n, nom=nom, nom_long=nom, **changes)


async def test_accents_casse_et_ponctuation_ne_comptent_pas(pool: asyncpg.Pool) -> None:
    await _garder(pool, _nommee(1, "CENTRE ÉDUCATIF « L'ESTELAS »"), _nommee(2, "AUTRE"))
    for texte in ("educatif estelas", "Éducatif L’Estelas", "  CENTRE-educatif "):
        assert await _noms(pool, texte) == ["CENTRE ÉDUCATIF « L'ESTELAS »"]


async def test_la_ligature_tapee_trouve_les_deux_lettres_du_registre(pool: asyncpg.Pool) -> None:
    await _garder(pool, _nommee(1, "SACRE COEUR"))
    assert await _noms(pool, "sacré-cœur") == ["SACRE COEUR"]


async def test_chaque_mot_doit_commencer_un_mot(pool: asyncpg.Pool) -> None:
    await _garder(pool, _nommee(1, "LES TILLEULS"), _nommee(2, "LES LILAS"))
    assert await _noms(pool, "til") == ["LES TILLEULS"]
    assert await _noms(pool, "leuls") == []


async def test_on_cherche_par_commune_entite_numero_telephone_et_categorie(pool: asyncpg.Pool) -> None:
    await _garder(pool, _nommee(1, "CHERCHEE", categorie="183"), _nommee(2, "AUTRE", telephones=("+33562000000",)))
    assert await _noms(pool, "chercheE Toulouse") == ["CHERCHEE"]
    assert await _noms(pool, f"{finess(1)[:2]} {finess(1)[2:]}") == ["CHERCHEE"]
    assert await _noms(pool, "05 61 00 00 00") == ["CHERCHEE"]
    assert await _noms(pool, "ime") == ["CHERCHEE"]
    assert await _noms(pool, "institut médico-éducatif") == ["CHERCHEE"]
    assert await _noms(pool, "organisme gestionnaire") == ["AUTRE", "CHERCHEE"]


async def test_les_ouvertes_d_abord_puis_celles_dont_le_nom_repond(pool: asyncpg.Pool) -> None:
    await _garder(
        pool,
        _nommee(1, "A TOULOUSE FERMEE", etat="fermee"),
        _nommee(2, "A LES LILAS"),
        _nommee(3, "B TOULOUSE"),
    )
    assert await _noms(pool, "toulouse") == ["B TOULOUSE", "A LES LILAS", "A TOULOUSE FERMEE"]
    assert await _noms(pool, "toulouse", etat=Etat.FERMEE) == ["A TOULOUSE FERMEE"]
    assert await _noms(pool, "toulouse", departement="34") == []


async def test_les_pages_se_suivent_sans_saut_ni_doublon(pool: asyncpg.Pool) -> None:
    await _garder(pool, *(_nommee(n, "MEME NOM", etat="fermee" if n % 3 else "ouverte") for n in range(1, 24)))
    vues: list[str] = []
    curseur = None
    while True:
        page = await build(pool).rechercher_structures(Recherche("meme"), limite=5, curseur=curseur)
        assert page.total == 23
        vues += [resume.finess for resume in page.structures]
        curseur = page.suite
        if curseur is None:
            break
    assert len(vues) == len(set(vues)) == 23


@pytest.mark.parametrize("curseur", ["abc", "W10", "é", "WzEsMiwzLDRd", "bnVsbA"])
async def test_un_curseur_qui_n_est_pas_de_nous_est_refuse(pool: asyncpg.Pool, curseur: str) -> None:
    with pytest.raises(CurseurIllisibleError):
        await build(pool).rechercher_structures(Recherche(), curseur=curseur)


async def test_postgres_et_python_normalisent_de_meme(pool: asyncpg.Pool) -> None:
    signes = [f"A{chr(code)}b" for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000]
    gardes = await pool.fetchval(
        "select array_agg(normaliser(t) order by n) from unnest($1::text[]) with ordinality as u (t, n)", signes
    )
    ecarts = [signe for signe, garde in zip(signes, gardes, strict=True) if garde != normaliser(signe)]
    assert ecarts == []


async def test_un_signe_quelconque_separe_les_mots_du_registre_comme_ceux_qu_on_tape(pool: asyncpg.Pool) -> None:
    await _garder(pool, _nommee(1, "FOYER N°5 *LES SŒURS@HOME"), _nommee(2, "FOYER DES MŒURS"))
    for texte in ("foyer n°5", "5", "les", "soeurs", "sœurs", "home", "sœurs@home"):
        assert await _noms(pool, texte) == ["FOYER N°5 *LES SŒURS@HOME"], texte
    assert await _noms(pool, "moeurs") == ["FOYER DES MŒURS"]
