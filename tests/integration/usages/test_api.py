"""The API of usages: who may ask, what is answered, and refusals that name field and value."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest

from services.usages import api
from shared.kernel.identite import Identite, Role
from shared.web.app import create_app
from tests.identites import Connu, personne
from tests.integration.usages.conftest import DMP, ENTETE, INS, Bureau
from tests.samples import finess

COORDINATION, AUDE = personne(Role.COORDINATION), personne(Role.ANIMATEUR, "11")
DEMANDEUR, HAUTE_GARONNE = personne(Role.DEMANDEUR), personne(Role.ANIMATEUR, "31")
Client = Callable[[Identite | None], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def client(bureau: Bureau) -> Client:
    @asynccontextmanager
    async def ouvrir(qui: Identite | None) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(
            service="usages", title="t", routers=[api.router], application=bureau.app, authentification=Connu(qui),
            adresse="http://maillage.invalid", corps_max=api.CORPS_MAX,
        )  # fmt: skip
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://maillage.invalid/usages/api") as ouvert:
            yield ouvert

    return ouvrir


def fichier(*lignes: str, entete: str = ENTETE) -> dict[str, tuple[str, bytes]]:
    return {"fichier": ("mars.csv", "\n".join([entete, *lignes]).encode())}


async def test_un_fichier_envoye_est_simule_puis_importe_puis_relu(client: Client):
    envoi = fichier(f"{finess(1)};{DMP};2026-03;61;100", f"{finess(1)};x;2026-03;6;1")
    async with client(COORDINATION) as c:
        simule = (await c.post("/imports?simulation=true", files=envoi)).json()
        assert (simule["statut"], simule["import_id"], simule["changements"][0]["avant"]) == ("simule", None, None)
        applique = (await c.post("/imports", files=envoi)).json()
        assert (applique["statut"], applique["nouvelles"], applique["ecartees"], applique["fichier"]) == (
            "applique",
            1,
            1,
            "mars.csv",
        )
        fiche = (await c.get(f"/imports/{applique['import_id']}")).json()
        assert (fiche["resume"]["par"], fiche["quarantaine"][0]["champ"]) == ("coordination", "indicateur")
        assert [i["id"] for i in (await c.get("/imports")).json()] == [applique["import_id"]]
        rejeu = (await c.post(f"/imports/{applique['import_id']}/rejeu")).json()
        assert (rejeu["ecartees"], rejeu["nouvelles"]) == (1, 0)


@pytest.mark.parametrize(
    ("entete", "mots"), [(ENTETE.replace(";", ","), "point-virgule"), ("a;b", "nommer les colonnes"), ("", "vide")]
)
async def test_un_fichier_refuse_est_un_probleme_en_francais(client: Client, entete: str, mots: str):
    async with client(COORDINATION) as c:
        reponse = await c.post("/imports", files=fichier(entete=entete))
        assert (reponse.status_code, reponse.headers["content-type"]) == (422, "application/problem+json")
        assert mots in reponse.json()["detail"]
        assert (await c.post("/imports")).status_code == 422


async def test_seuls_la_coordination_et_l_operateur_importent(client: Client):
    for qui, statut in ((None, 401), (DEMANDEUR, 403), (AUDE, 403), (personne(Role.OPERATEUR), 200)):
        async with client(qui) as c:
            assert (await c.post("/imports", files=fichier(f"{finess(1)};{DMP};2026-03;1;2"))).status_code == statut
            assert (await c.get("/imports")).status_code == statut


async def test_les_courbes_d_un_site_avec_leur_cible_et_leur_horloge(client: Client, bureau: Bureau):
    await bureau.connaitre(1)
    await bureau.suivre(1)
    await bureau.importer((1, DMP, "2026-03", 61, 100), (1, DMP, "2026-04", 191, 100), (1, INS, "2026-03", 0, 0))
    async with client(HAUTE_GARONNE) as c:
        lues = (await c.get(f"/sites/{finess(1)}/courbes")).json()
    assert (lues["nom"], lues["departement"], len(lues["courbes"])) == ("EHPAD 1", "31", 4)
    dmp = next(courbe for courbe in lues["courbes"] if courbe["indicateur"] == DMP)
    assert [(p["mois"], p["taux"], p["depasse_100"]) for p in dmp["points"]] == [
        ("2026-03", 0.61, False),
        ("2026-04", 1.91, True),
    ]
    assert [(o["cible"], o["exemple"], o["est_atteint"], len(o["passages"])) for o in dmp["objectifs"]] == [
        (0.9, True, True, 1)
    ]
    assert [p["taux"] for courbe in lues["courbes"] if courbe["indicateur"] == INS for p in courbe["points"]] == [None]
    (horloge,) = lues["engagements"]
    assert (horloge["debut"], horloge["echeance"], horloge["mois_en_cours"]) == ("2026-02-16", "2026-11-16", 9)


async def test_un_animateur_ne_voit_que_son_territoire(client: Client, bureau: Bureau):
    await bureau.connaitre(1, departement="31")
    await bureau.connaitre(2, departement="11")
    await bureau.importer((1, DMP, "2026-03", 61, 100), (2, DMP, "2026-03", 1, 2), (3, DMP, "2026-03", 1, 2))
    async with client(AUDE) as c:
        refus = await c.get(f"/sites/{finess(1)}/courbes")
        assert (refus.status_code, refus.json()["champs"]["departement"]) == (403, "31")
        assert (await c.get(f"/sites/{finess(3)}/courbes")).status_code == 403
        assert (await c.get(f"/sites/{finess(2)}/courbes")).status_code == 200
        assert {a["departement"] for a in (await c.get("/agregats")).json()} == {"11"}
        assert (await c.get("/agregats?departement=31")).status_code == 403
    async with client(COORDINATION) as c:
        lus = (await c.get("/agregats", params={"indicateur": DMP, "depuis": "2026-03", "jusqu_a": "2026-03"})).json()
        assert {(a["departement"], a["numerateur"], a["nombre"]) for a in lus} == {
            ("31", 61, 1),
            ("11", 1, 1),
            (None, 1, 1),
        }


@pytest.mark.parametrize(
    ("chemin", "statut"),
    [
        ("/sites/12/courbes", 422),
        (f"/sites/{finess(9)}/courbes", 404),
        ("/agregats?depuis=2026-13", 422),
        ("/agregats?departement=999", 422),
        ("/imports/x", 422),
        ("/imports/0193a7c2-5b7e-7d10-9a51-3f0c1d2e4d04", 404),
    ],
)
async def test_une_demande_qui_ne_mene_a_rien_le_dit(client: Client, chemin: str, statut: int):
    async with client(COORDINATION) as c:
        reponse = await c.get(chemin)
        assert (reponse.status_code, reponse.headers["content-type"]) == (statut, "application/problem+json")


async def test_le_catalogue_dit_ce_qui_se_mesure_et_ce_qui_est_demande(client: Client):
    async with client(AUDE) as c:
        assert {i["code"] for i in (await c.get("/indicateurs")).json()} >= {DMP, INS}
        assert all(cible["exemple"] for cible in (await c.get("/cibles")).json())
    async with client(DEMANDEUR) as c:
        assert (await c.get("/indicateurs")).status_code == 403
