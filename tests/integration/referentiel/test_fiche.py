"""The sheet of a structure and the forms' list of structures, over HTTP on a real Postgres."""

import base64
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
import httpx
import pytest

from services.referentiel import api, pages
from services.referentiel.bootstrap import build, worker_parts
from services.referentiel.domain.equipement import Deploiement, GenreDeDeploiement
from services.referentiel.storage.equipements import PostgresEquipements
from services.referentiel.storage.lectures import PostgresLectures
from services.referentiel.storage.structures import STRUCTURES
from shared.contracts.plateforme import EmpreinteV1
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.kernel.identite import Identite
from shared.web.app import create_app
from tests.identites import ANIMATEUR_31, ANIMATEUR_34, COORDINATION, DEMANDEUR, Connu
from tests.platform import Platform, Servers, platform_of
from tests.samples import finess, structure

Client = Callable[[Identite | None], httpx.AsyncClient]
CHOIX = "/referentiel/structures/choix"


@pytest.fixture(scope="module")
async def annuaire(servers: Servers) -> AsyncIterator[Platform]:
    async with platform_of(servers, ["referentiel"]) as platform:
        yield platform


@pytest.fixture
async def pool(annuaire: Platform) -> AsyncIterator[asyncpg.Pool]:
    async with annuaire.pool("referentiel") as pool:
        await pool.execute("truncate structures, equipements, empreintes_recues, divergences")
        yield pool


@pytest.fixture
def client(pool: asyncpg.Pool) -> Client:
    """Give a browser of somebody, or of a stranger."""

    def ouvrir(identite: Identite | None = None) -> httpx.AsyncClient:
        app = create_app(
            service="referentiel",
            title="Référentiel",
            routers=[api.router, pages.router],
            application=build(pool),
            templates=pages.TEMPLATES,
            authentification=Connu(identite),
        )
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://maillage.invalid")

    return ouvrir


async def garder(pool: asyncpg.Pool, *structures: StructureV1) -> None:
    async with pool.acquire() as connection:
        await STRUCTURES.upsert(connection, structures)


async def equiper(pool: asyncpg.Pool, *versions: str, reference: bool = True) -> None:
    """Declare deployments at the first site, one a year."""
    async with pool.acquire() as connection:
        await PostgresEquipements(connection).retenir(
            [
                Deploiement(
                    id=UUID(int=n),
                    finess=finess(1),
                    genre=GenreDeDeploiement.DEPLOIEMENT if n == 1 else GenreDeDeploiement.MONTEE_DE_VERSION,
                    editeur="Éditeur <Exemple>",
                    logiciel="Exemple DUI",
                    version_logiciel=version,
                    reference_segur=reference,
                    deploye_le=date(2023 + n, 2, 16),
                    declare_le=datetime(2026, 3, n, tzinfo=UTC),
                )
                for n, version in enumerate(versions, start=1)
            ]
        )


async def empreinte(
    pool: asyncpg.Pool, nom: str, contrat: str, role: str, valeur: int, *, minute: int = 0, version: int = 1
) -> None:
    """Hear the digest of one table."""
    recue = EmpreinteV1(
        version=version, nom=nom, contrat=contrat, role=role, nombre=1, empreinte=f"{valeur:032x}",
        mesuree_le=datetime(2026, 4, 1, 9, minute, tzinfo=UTC),
    )  # fmt: skip
    async with pool.acquire() as connection:
        await StateTable(EmpreinteV1, "empreintes_recues").upsert(connection, [recue])


def repere(nom: str, finess: str, rang: int = 0) -> str:
    """Forge the cursor of a page."""
    return base64.urlsafe_b64encode(json.dumps([False, rang, nom, finess]).encode()).decode().rstrip("=")


async def test_la_fiche_dit_le_dui_en_service_et_ceux_d_avant(pool: asyncpg.Pool, client: Client) -> None:
    await garder(pool, structure(1))
    await equiper(pool, "3.0", "4.2")
    async with client() as browser:
        page = (await browser.get(f"/referentiel/structures/{finess(1)}")).text
        lue = (await browser.get(f"/referentiel/api/structures/{finess(1)}")).json()
    assert "<strong>Exemple DUI 4.2</strong>" in page
    assert "référencé Ségur" in page
    assert "Éditeur &lt;Exemple&gt;, en service depuis le 16\xa0févr.\xa02025" in page
    assert "1\xa0version avant celle-ci" in page
    assert page.index("Montée de version du DUI") < page.index("Déploiement du DUI")
    assert lue["equipement"]["actuel"]["version_logiciel"] == "4.2"
    assert [d["version_logiciel"] for d in lue["equipement"]["histoire"]] == ["4.2", "3.0"]


async def test_une_version_hors_de_la_liste_segur_se_voit_par_un_mot(pool: asyncpg.Pool, client: Client) -> None:
    await garder(pool, structure(1))
    await equiper(pool, "0.9", reference=False)
    async with client() as browser:
        page = (await browser.get(f"/referentiel/structures/{finess(1)}")).text
        liste = (await browser.get("/referentiel/")).text
    assert re.search(r'etat-surveiller">.*?non référencé Ségur', page)
    assert "Exemple DUI 0.9 (non référencé)" in liste


async def test_la_fiche_demande_de_se_connecter_avant_de_garder_les_places(pool: asyncpg.Pool, client: Client) -> None:
    await garder(pool, structure(1))
    await empreinte(pool, "usages.structures", "StructureV1", "copie", 1)
    adresse = f"/referentiel/structures/{finess(1)}"
    async with client() as browser:
        etrangere = (await browser.get(adresse)).text
    async with client(ANIMATEUR_31) as browser:
        connue = (await browser.get(adresse)).text
    assert "Connectez-vous pour voir" in etrangere
    assert "/fragment?" not in etrangere
    assert re.findall(r'hx-get="/(\w+)/structures/[0-9]+/fragment', connue) == [
        "usages", "accompagnement", "notifications", "sas",
    ]  # fmt: skip
    assert 'data-contact="2026-04-01T09:00:00+00:00"' in connue


async def test_l_aide_se_demande_pour_une_structure_ouverte_seulement(pool: asyncpg.Pool, client: Client) -> None:
    await garder(pool, structure(1), structure(2, etat="fermee"))
    async with client() as browser:
        ouverte, fermee = [(await browser.get(f"/referentiel/structures/{finess(n)}")).text for n in (1, 2)]
    assert f'href="/accompagnement/demander?finess={finess(1)}"' in ouverte
    assert "/accompagnement/demander?finess" not in fermee


async def test_le_choix_offre_dix_structures_ouvertes_au_plus(pool: asyncpg.Pool, client: Client) -> None:
    await garder(pool, *(structure(n, etat="fermee" if n == 1 else "ouverte") for n in range(1, 14)))
    async with client() as browser:
        options = (await browser.get(CHOIX, params={"q": "ehpad"})).text
    assert options.count('role="option"') == 10
    assert "10\xa0affichées sur 12\xa0structures" in options
    assert finess(1) not in options
    assert f'data-finess="{finess(2)}" data-nom="EHPAD 2" data-departement="31"' in options


@pytest.mark.parametrize(
    ("tape", "phrase"),
    [
        ("", "au moins deux lettres"), ("e", "au moins deux lettres"),
        (finess(1), "est fermée depuis le 1er\xa0mars\xa02026"),
        (finess(7), f"ne porte le numéro FINESS {finess(7)}"),
        ("310000001", "sa clé de contrôle est fausse"),
        ("<b>zzz", "ne répond à «\u202f&lt;b&gt;zzz\u202f»"),
    ],
)  # fmt: skip
async def test_le_choix_dit_pourquoi_il_est_vide(pool: asyncpg.Pool, client: Client, tape: str, phrase: str) -> None:
    await garder(pool, structure(1, etat="fermee", date_fermeture=date(2026, 3, 1)))
    async with client() as browser:
        answer = await browser.get(CHOIX, params={"q": tape})
    assert answer.status_code == 200
    assert phrase in answer.text.replace("&#8239;", "\u202f")
    assert 'role="listbox"' not in answer.text


async def test_un_numero_de_demande_mene_aux_demandes(client: Client) -> None:
    async with client() as browser:
        answer = await browser.get("/referentiel/", params={"q": "da-2026-00042"})
        frappe = await browser.get("/referentiel/", params={"q": "da-2026-00042"}, headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/accompagnement/demandes?q=DA-2026-00042")
    assert frappe.status_code == 200


async def test_la_coherence_compare_chaque_contrat_a_sa_source(pool: asyncpg.Pool, client: Client) -> None:
    await empreinte(pool, "referentiel.structures", "StructureV1", "source", 1)
    await empreinte(pool, "usages.structures", "StructureV1", "copie", 1)
    await empreinte(pool, "notifications.structures", "StructureV1", "copie", 2)
    await empreinte(pool, "accompagnement.contacts", "ContactV1", "source", 3)
    await empreinte(pool, "notifications.contacts", "ContactV1", "copie", 3, minute=5)
    await empreinte(pool, "usages.charges", "ChargeMesureeV1", "copie", 4)
    async with client() as browser:
        lue = (await browser.get("/referentiel/api/coherence")).json()
        page = (await browser.get("/referentiel/coherence")).text
    assert {c["copie"]: (c["source"], c["egales"]) for c in lue["comparaisons"]} == {
        "usages.structures": ("referentiel.structures", True),
        "notifications.structures": ("referentiel.structures", False),
        "notifications.contacts": ("accompagnement.contacts", True),
        "usages.charges": (None, False),
    }
    assert "source muette" in page
    assert "<strong>Notifications</strong><small>notifications.contacts</small>" in page


async def test_une_fiche_ouverte_apprend_un_nouveau_dui_et_se_tait_sinon(pool: asyncpg.Pool, client: Client) -> None:
    await garder(pool, structure(1))
    adresse = f"/referentiel/structures/{finess(1)}/equipement"
    async with client() as browser:
        rien = await browser.get(adresse, params={"connus": 0})
        await equiper(pool, "4.2")
        nouveau = await browser.get(adresse, params={"connus": 0})
        inconnue = await browser.get(f"/referentiel/structures/{finess(9)}/equipement")
    assert (rien.status_code, nouveau.status_code, inconnue.status_code) == (204, 200, 404)
    assert "?connus=1" in nouveau.text
    assert 'id="histoire" class="histoire" hx-swap-oob="true"' in nouveau.text


async def test_ni_la_fiche_ouverte_ni_la_recherche_ne_lisent_la_fiche_pour_un_oui_ou_un_non(
    pool: asyncpg.Pool, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await garder(pool, structure(1))
    monkeypatch.delattr(PostgresLectures, "fiche")
    async with client() as browser:
        rien = await browser.get(f"/referentiel/structures/{finess(1)}/equipement", params={"connus": 0})
        trouvee = await browser.get("/referentiel/", params={"q": finess(1)})
        inconnue = await browser.get("/referentiel/", params={"q": finess(9)})
    assert (rien.status_code, trouvee.status_code, inconnue.status_code) == (204, 303, 200)


async def test_une_copie_differe_depuis_le_premier_ecart_meme_si_sa_source_bouge(
    pool: asyncpg.Pool, client: Client
) -> None:
    (coherence,) = (t for t in worker_parts(pool).timers if t.name == "coherence")
    source, copie = ("referentiel.structures", "StructureV1", "source"), ("sas.structures", "StructureV1", "copie")

    async def depuis() -> tuple[bool, str]:
        await coherence.step()
        async with client() as browser:
            (lue,) = (await browser.get("/referentiel/api/coherence")).json()["comparaisons"]
        return lue["egales"], lue["depuis"][11:16]

    await empreinte(pool, *copie, 1, minute=1)
    await empreinte(pool, *source, 2, minute=2)
    assert await depuis() == (False, "09:02")
    await empreinte(pool, *source, 3, minute=8, version=2)
    assert await depuis() == (False, "09:02")
    await empreinte(pool, *copie, 3, minute=9, version=2)
    assert await depuis() == (True, "09:09")
    await empreinte(pool, *source, 4, minute=11, version=3)
    assert await depuis() == (False, "09:11")


async def test_declarer_un_dui_s_offre_a_l_equipe_dans_son_territoire(pool: asyncpg.Pool, client: Client) -> None:
    await garder(pool, structure(1))
    offerts = {}
    for qui in (None, ANIMATEUR_31, ANIMATEUR_34, DEMANDEUR, COORDINATION):
        async with client(qui) as browser:
            page = (await browser.get(f"/referentiel/structures/{finess(1)}")).text
        offerts[qui.sujet if qui else None] = f"/accompagnement/structures/{finess(1)}/dui" in page
    assert offerts == {
        None: False, "animateur-31-1": True, "animateur-34-1": False, "demandeur": False, "coordination-1": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "tape", ["%00", "a%00b", "%ED%A0%80", "%FF%FE", "%25", "a_b%5C", "%F0%9F%98%80", "%E2%80%AE31"]
)
@pytest.mark.parametrize("adresse", ["/referentiel/api/structures", "/referentiel/", CHOIX])
async def test_une_recherche_de_caracteres_etranges_ne_casse_rien(client: Client, adresse: str, tape: str) -> None:
    async with client() as browser:
        assert (await browser.get(f"{adresse}?q={tape}")).status_code == 200


@pytest.mark.parametrize(
    "demande",
    [
        "/referentiel/?departement=%00", "/referentiel/?departement=%ED%A0%80",
        f"/referentiel/?curseur={repere('nul', chr(0))}", f"/referentiel/api/structures?curseur={repere(chr(0), '')}",
        f"/referentiel/api/structures?curseur={repere('x', '', rang=2**40)}",
        f"/referentiel/api/structures?curseur={repere('x', chr(0xD800))}",
    ],
)  # fmt: skip
async def test_un_critere_ou_un_repere_forge_est_refuse_ou_ne_trouve_rien(client: Client, demande: str) -> None:
    async with client() as browser:
        assert (await browser.get(demande)).status_code in {200, 422}
