"""Accompagnement over HTTP: who may, what is answered, and every fault told in French with its field and value."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.accompagnement import api
from shared.kernel.identite import Identite
from shared.web.app import create_app
from tests.identites import (
    ANIMATEUR_31,
    ANIMATEUR_31_2,
    ANIMATEUR_34,
    ARS,
    COORDINATION,
    DIRECTION,
    TOUS,
    Connu,
)
from tests.samples import finess

PREFIXE = "/accompagnement/api"
ANIMATEURS = {"animateur-31-1": ANIMATEUR_31, "animateur-31-2": ANIMATEUR_31_2}
Client = Callable[[Identite | None], Any]


@pytest.fixture
def client(maison) -> Client:
    @asynccontextmanager
    async def ouvrir(qui: Identite | None) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(
            service="accompagnement", title="Essai", routers=[api.router], application=maison.app,
            authentification=Connu(qui),
        )  # fmt: skip
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as http:
            yield http

    return ouvrir


def corps(**changes: Any) -> dict[str, Any]:
    contact = {"nom": "Directrice", "courriel": "direction@maillage.invalid"}
    return {"structure": finess(1), "thematique": "dmp", "texte": "Aide.", "contact": contact, **changes}


async def poster(
    client: Client, qui: Identite | None, chemin: str, envoye: Any = None, **entetes: str
) -> httpx.Response:
    async with client(qui) as http:
        return await http.post(PREFIXE + chemin, json=envoye, headers=entetes)


async def deposer(client: Client, cle: str | None = None, **changes: Any) -> httpx.Response:
    return await poster(client, None, "/demandes", corps(**changes), **{"Idempotency-Key": cle or str(uuid4())})


async def test_une_structure_depose_sans_compte_et_recoit_son_lien(client):
    recu = await deposer(client)
    assert recu.status_code == 201
    assert recu.json()["numero"] == "DA-2026-00001"
    assert "/accompagnement/suivi/" in recu.json()["suivi"]


async def test_la_meme_cle_donne_la_meme_reponse_et_un_autre_contenu_422(client):
    premier = await deposer(client, "cle-1")
    assert (await deposer(client, "cle-1")).json() == premier.json()
    autre = await deposer(client, "cle-1", texte="Autre chose.")
    assert (autre.status_code, autre.json()["refus"]) == (422, "CleDejaUtiliseeError")


async def test_un_jumeau_en_vol_recoit_409(client, maison):
    async with maison.pool.acquire() as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(724190541, hashtext('cle-1'))")
        jumeau = await deposer(client, "cle-1")
    assert (jumeau.status_code, jumeau.json()["champs"]["cle"]) == (409, "cle-1")


async def test_une_cle_absente_ou_impossible_est_refusee(client):
    sans = await poster(client, None, "/demandes", corps())
    assert (sans.status_code, sans.json()["erreurs"][0]["champ"].lower()) == (422, "idempotency-key")
    assert (await deposer(client, "x" * 201)).status_code == 422


@pytest.mark.parametrize(
    ("changes", "statut", "dit"),
    [
        ({"structure": "310000000"}, 422, ["310000000", "FINESS"]),
        ({"structure": finess(99)}, 422, ["structure", finess(99), "nom de la structure"]),
        ({"structure": 310000000}, 422, ["310000000"]),
        ({"structure": "", "nom_structure": "X", "departement": "999"}, 422, ["departement", "999"]),
        ({"contact": {"nom": "D"}}, 422, ["contact", "courriel", "téléphone"]),
        ({"contact": {}}, 422, ["nom"]),
        ({"thematique": "inconnue"}, 422, ["thematique", "inconnue", "dmp"]),
        ({"texte": "x" * 500_000}, 422, ["texte", "500\u202f000", "10\u202f000"]),
        ({"texte": "x" * 2_000_000}, 413, ["volumineux"]),
        ({"texte": 1850578006084}, 422, ["sécurité sociale"]),
        ({"texte": "1 85 05 78 006 084 36"}, 422, ["sécurité sociale", "texte"]),
        ({"surplus": 1}, 422, ["surplus"]),
        ({"texte": ["x"]}, 422, ["texte"]),
    ],
)
async def test_un_depot_faux_dit_son_champ_et_sa_valeur(client, maison, changes, statut, dit):
    refus = await deposer(client, **changes)
    assert refus.status_code == statut
    assert refus.headers["content-type"].startswith("application/problem+json")
    assert [mot for mot in dit if mot not in refus.text.replace("\\u202f", "\u202f")] == []
    assert "78006084" not in refus.text.replace(" ", "")
    assert await maison.pool.fetchval("select count(*) from demandes") == 0


async def test_des_caracteres_impossibles_ne_cassent_rien(client):
    entetes = {"Idempotency-Key": "k", "content-type": "application/json"}
    async with client(None) as http:
        envoye = json.dumps(corps(texte="a\x00b\ud800c\x1b"))
        assert (await http.post(f"{PREFIXE}/demandes", content=envoye, headers=entetes)).status_code == 201


async def test_de_la_prise_a_la_cloture(client, maison):
    demande = (await deposer(client)).json()["demande"]
    qui = ANIMATEURS[await maison.principal(demande)]
    chemin = f"/demandes/{demande}"
    assert (await poster(client, qui, f"{chemin}/prise-en-charge", {"version": 2})).status_code == 204
    assert (await poster(client, qui, f"{chemin}/reponses", {"texte": "Voici.", "version": 3})).status_code == 201
    assert (await poster(client, qui, f"{chemin}/reponses", {"texte": "Note.", "interne": True})).status_code == 201
    assert (await poster(client, qui, f"{chemin}/resolution", {"issue": "aide_apportee"})).status_code == 204
    assert (await poster(client, qui, f"{chemin}/cloture")).status_code == 204
    async with client(qui) as http:
        lue = (await http.get(PREFIXE + chemin)).json()
        boite = (await http.get(f"{PREFIXE}/demandes?onglet=closes")).json()
    assert (lue["etat"], lue["version"], len(lue["fil"])) == ("cloturee", 6, 2)
    assert [ligne["demande"] for ligne in boite["lignes"]] == [demande]


async def test_un_conflit_de_version_dit_par_qui_elle_est_prise(client, maison):
    demande = (await deposer(client)).json()["demande"]
    qui = ANIMATEURS[await maison.principal(demande)]
    await poster(client, qui, f"/demandes/{demande}/prise-en-charge", {"version": 2})
    conflit = await poster(client, qui, f"/demandes/{demande}/prise-en-charge", {"version": 2})
    assert conflit.status_code == 409
    assert f"déjà prise en charge par {qui.nom}" in conflit.json()["detail"]


async def test_la_coordination_affecte_refuse_annule_et_lit_les_charges(client, maison):
    demandes = [(await deposer(client, thematique="autre")).json()["demande"] for _ in range(3)]
    choisi = str(await maison.personne("animateur-31-1"))
    ordres = [
        ("affectation", {"intervenant": choisi}),
        ("refus", {"motif": "hors_perimetre", "orientation": "Voyez le service Y."}),
        ("annulation", None),
    ]
    for demande, (ordre, envoye) in zip(demandes, ordres, strict=True):
        assert (await poster(client, COORDINATION, f"/demandes/{demande}/{ordre}", envoye)).status_code == 204
    async with client(COORDINATION) as http:
        charges = (await http.get(f"{PREFIXE}/charges")).json()
    assert next(c for c in charges["charges"] if c["personne"] == choisi)["ouvertes"] == 1


async def test_ceux_qui_pilotent_lisent_des_sommes_et_aucune_personne(client):
    for qui in (DIRECTION, ARS):
        async with client(qui) as http:
            charges = (await http.get(f"{PREFIXE}/charges")).json()
        assert (charges["charges"], len(charges["departements"])) == ([], 13)


async def test_les_absences_se_declarent_et_s_annulent(client, maison):
    jour = str(maison.horloge.now().date())
    faite = await poster(client, ANIMATEUR_31, "/absences", {"debut": jour, "fin": jour, "motif": "congé"})
    assert faite.status_code == 201
    async with client(ANIMATEUR_31) as http:
        assert [a["motif"] for a in (await http.get(f"{PREFIXE}/absences")).json()] == ["congé"]
        assert (await http.delete(f"{PREFIXE}/absences/{faite.json()['id']}")).status_code == 204
        assert (await http.delete(f"{PREFIXE}/absences/{faite.json()['id']}")).status_code == 404


async def test_un_dui_se_declare_dans_son_territoire(client):
    dui = {
        "finess": finess(1), "genre": "deploiement", "editeur": "E", "logiciel": "L", "version_logiciel": "1",
        "reference_segur": True, "deploye_le": "2026-10-01",
    }  # fmt: skip
    assert (await poster(client, ANIMATEUR_34, "/dui", dui)).status_code == 403
    assert (await poster(client, ANIMATEUR_31, "/dui", dui)).status_code == 201
    assert (await poster(client, ANIMATEUR_31, "/dui", dui)).status_code == 409
    futur = await poster(client, ANIMATEUR_31, "/dui", {**dui, "deploye_le": "2030-01-01"})
    assert (futur.status_code, futur.json()["champs"]["champ"]) == (422, "deploye_le")


async def test_chaque_route_refuse_qui_n_y_a_pas_droit(client):
    demande = (await deposer(client)).json()["demande"]
    equipe = {"animateur", "referent", "coordination"}
    routes = {
        ("get", "/demandes"): equipe,
        ("get", f"/demandes/{demande}"): equipe,
        ("post", f"/demandes/{demande}/prise-en-charge"): equipe,
        ("post", f"/demandes/{demande}/cloture"): equipe,
        ("post", f"/demandes/{demande}/annulation"): {"coordination"},
        ("get", "/charges"): {"referent", "coordination", "direction", "ars"},
        ("get", "/intervenants"): equipe,
        ("get", "/absences"): equipe,
    }
    for (verbe, chemin), permis in routes.items():
        for qui in (None, *TOUS):
            async with client(qui) as http:
                statut = (await http.request(verbe, PREFIXE + chemin)).status_code
            if qui is None:
                assert statut == 401, chemin
            elif qui.role.value not in permis:
                assert statut == 403, (chemin, qui.role)
            else:
                assert statut not in (401, 500), (chemin, qui.role)


async def test_une_demande_inconnue_n_existe_pour_personne(client):
    async with client(COORDINATION) as http:
        assert (await http.get(f"{PREFIXE}/demandes/{uuid4()}")).status_code == 404
        assert (await http.get(f"{PREFIXE}/demandes/abc")).status_code == 422


async def test_la_liste_des_thematiques_est_publique(client):
    async with client(None) as http:
        codes = [theme["code"] for theme in (await http.get(f"{PREFIXE}/thematiques")).json()]
    assert {"dmp", "mssante", "msp", "autre"} <= set(codes)


async def test_un_inconnu_ne_suit_aucun_flux(client):
    async with client(None) as http:
        assert (await http.get("/accompagnement/flux")).status_code == 401
