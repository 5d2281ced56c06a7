"""The screens and the API of notifications: who sees what, filters, another attempt, the stream of the bell."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import UUID, uuid4

import httpx
import pytest

from services.notifications import api, pages
from services.notifications.bootstrap import build
from services.notifications.domain.fait import NomDeFait
from services.notifications.domain.lecture import Criteres
from shared.kernel.identite import Identite, Role
from shared.web.app import create_app
from shared.web.flux import Flux
from tests.identites import Connu, personne
from tests.integration.notifications.conftest import ADRESSE, Bureau
from tests.integration.notifications.test_destinataires import animateur, coordinateur
from tests.samples import finess

ANIMATEUR = personne(Role.ANIMATEUR, "31", sujet="animateur-31-1")
AUTRE = personne(Role.ANIMATEUR, "34", sujet="animateur-34-1")
COORDINATION = personne(Role.COORDINATION, sujet="coordination-1")
OPERATEUR = personne(Role.OPERATEUR)
DEMANDEUR = personne(Role.DEMANDEUR, "31")

Site = Callable[[Identite | None], httpx.AsyncClient]
_DEUX_MILLE = """
with faits as (
    insert into faits_entendus (evenement, nom, survenu_le, details)
    select gen_random_uuid(), 'DemandeDeposee', now(), '{}' from generate_series(1, 2000)
    returning evenement
), ecrits as (
    insert into messages (id, evenement, regle, destinataire, dans_application, cree_le)
    select gen_random_uuid(), evenement, 'accuse_reception', gen_random_uuid(), false, now() from faits
    returning id
)
insert into livraisons (message, etat, depuis, prochain_le) select id, 'a_envoyer', now(), now() from ecrits
"""
LISTE, API = "/notifications/livraisons", "/notifications/api/livraisons"


@pytest.fixture
async def site(bureau: Bureau, base_de_notifications: str) -> AsyncIterator[Site]:
    """Give `site(identite)`: a client of the service, signed in as that person."""
    flux = Flux(base_de_notifications, name="essai")
    clients = []

    def ouvrir(qui: Identite | None) -> httpx.AsyncClient:
        app = create_app(
            service="notifications", title="essai", routers=[api.router, pages.router], application=build(bureau.pool),
            templates=pages.TEMPLATES, authentification=Connu(qui), adresse=ADRESSE,
        )  # fmt: skip
        app.state.flux = flux
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=ADRESSE, headers={"sec-fetch-site": "same-origin"}
        )
        clients.append(client)
        return client

    async with flux.ouvert():
        yield ouvrir
    for client in clients:
        await client.aclose()


async def une_demande(bureau: Bureau, intervenant: UUID, numero: str = "DA-2026-00042") -> UUID:
    """Give a request of an animator, with its acknowledgement sent; return the message's id."""
    await bureau.connaitre_structure()
    fait = await bureau.a_prevenir(numero=numero)
    await bureau.situer(fait.demande, "affectee", intervenant)
    await bureau.tour()
    message: UUID = await bureau.pool.fetchval("select id from messages where evenement = $1", fait.evenement)
    return message


@pytest.mark.parametrize("qui", [None, DEMANDEUR, personne(Role.ARS), personne(Role.REFERENT)])
@pytest.mark.parametrize("chemin", [LISTE, API])
async def test_les_livraisons_ne_s_ouvrent_qu_a_qui_en_repond(site: Site, qui: Identite | None, chemin: str) -> None:
    answer = await site(qui).get(chemin)
    assert answer.status_code in ({401, 303} if qui is None else {403})


async def test_un_animateur_voit_ses_livraisons_adresses_masquees(bureau: Bureau, site: Site) -> None:
    mien = await une_demande(bureau, await animateur(bureau), "DA-2026-00001")
    autre = await une_demande(bureau, await animateur(bureau, "34"), "DA-2026-00002")
    page = (await site(ANIMATEUR).get(LISTE)).text
    assert "DA-2026-00001" in page
    assert "DA-2026-00002" not in page
    assert "d…@maillage.invalid" in page
    assert "demandeur-" not in page
    assert (await site(ANIMATEUR).get(f"{LISTE}/{mien}")).status_code == 200
    for chemin in (f"{LISTE}/{autre}", f"{API}/{autre}", f"{LISTE}/{uuid4()}"):
        assert (await site(ANIMATEUR).get(chemin)).status_code == 404
    assert (await site(ANIMATEUR).post(f"{API}/{autre}/renvoi")).status_code == 404
    tout = (await site(COORDINATION).get(API)).json()
    assert {une["numero"] for une in tout["livraisons"]} == {"DA-2026-00001", "DA-2026-00002"}
    assert all(une["adresse"].startswith("demandeur-") for une in tout["livraisons"])


async def test_les_filtres_et_les_comptes_sont_dans_l_adresse(bureau: Bureau, site: Site) -> None:
    intervenant = await animateur(bureau)
    await une_demande(bureau, intervenant, "DA-2026-00001")
    bureau.facteur.humeurs = ["550 5.7.1 Refusé"]
    await une_demande(bureau, intervenant, "DA-2026-00002")
    client = site(OPERATEUR)
    echecs = (await client.get(LISTE, params={"vue": "echec"})).text
    assert "DA-2026-00002" in echecs
    assert "DA-2026-00001" not in echecs
    assert "550 5.7.1 Refusé" in echecs
    assert "Renvoyer" in echecs
    assert "DA-2026-00001" in (await client.get(LISTE, params={"q": "00001"})).text
    assert "Aucune livraison ne répond" in (await client.get(LISTE, params={"regle": "reponse"})).text
    assert "Aucune livraison ne répond" in (await client.get(LISTE, params={"q": "%"})).text
    body = (await client.get(API, params={"etat": ["refusee", "abandonnee"]})).json()
    assert [une["etat"] for une in body["livraisons"]] == ["refusee"]
    assert body["comptes"] == {"envoyee": 1, "refusee": 1}


async def test_les_comptes_suivent_ce_que_la_personne_voit_et_ce_qu_elle_cherche(bureau: Bureau, site: Site) -> None:
    await une_demande(bureau, await animateur(bureau), "DA-2026-00001")
    await une_demande(bureau, await animateur(bureau, "34"), "DA-2026-00002")
    assert (await site(COORDINATION).get(API)).json()["comptes"] == {"envoyee": 2}
    assert (await site(ANIMATEUR).get(API)).json()["comptes"] == {"envoyee": 1}
    for params in ({"q": "00002"}, {"q": "00002", "regle": "accuse_reception"}):
        assert (await site(COORDINATION).get(API, params=params)).json()["comptes"] == {"envoyee": 1}
    assert (await site(COORDINATION).get(API, params={"regle": "reponse"})).json()["comptes"] == {}


async def test_une_page_de_la_liste_ne_relit_pas_tous_les_faits(bureau: Bureau) -> None:
    await bureau.pool.execute(_DEUX_MILLE)
    await bureau.pool.execute("analyze faits_entendus, messages, livraisons")
    lus = (
        "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables "
        "where relname in ('faits_entendus', 'messages')"
    )
    async with bureau.unites()() as unit:
        avant = await unit.connection.fetchval(lus)
        page = await unit.suivi.livraisons(Criteres(), limite=20, curseur=None)
        assert (len(page.lignes), page.comptes) == (20, {"a_envoyer": 2000})
        assert await unit.connection.fetchval(lus) - avant < 200


async def test_les_pages_de_la_liste_ne_sautent_et_ne_repetent_rien(bureau: Bureau, site: Site) -> None:
    for _ in range(7):
        await bureau.entendre()
    client, curseur, vus = site(COORDINATION), None, []
    while True:
        params = {"limite": "3", **({"curseur": curseur} if curseur else {})}
        body = (await client.get(API, params=params)).json()
        vus += [une["message"] for une in body["livraisons"]]
        curseur = body["suite"]
        if curseur is None:
            break
    assert len(vus) == len(set(vus)) == 7
    for faux in ("zzz", "é", "W10", "WzEsMl0"):
        answer = await client.get(API, params={"curseur": faux})
        assert (answer.status_code, answer.json()["refus"]) == (422, "CurseurDeListeError")


async def test_un_courriel_refuse_se_renvoie_un_courriel_parti_non(bureau: Bureau, site: Site) -> None:
    bureau.facteur.humeurs = ["550 5.7.1 Refusé"]
    message = await une_demande(bureau, await animateur(bureau))
    client = site(COORDINATION)
    answer = await client.post(f"{LISTE}/{message}/renvoi")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LISTE}/{message}?fait=renvoi")
    assert "nouvel essai" in (await client.get(answer.headers["location"])).text
    bureau.horloge.avancer(minutes=1)  # the pages have the machine's clock
    await bureau.tour()
    lue = (await client.get(f"{API}/{message}")).json()
    assert lue["etat"] == "envoyee"
    assert [essai["issue"] for essai in lue["essais"]] == ["acceptee", "refusee"]
    refus = await client.post(f"{API}/{message}/renvoi")
    assert (refus.status_code, refus.json()["refus"]) == (409, "LivraisonDejaPartieError")
    assert "déjà parti" in (await client.post(f"{LISTE}/{message}/renvoi")).text
    assert len(bureau.facteur.recus) == 1
    assert await bureau.incoherences() == []


async def test_un_renvoi_compte_de_nouveau_tous_ses_essais(bureau: Bureau, site: Site) -> None:
    fait = await bureau.a_prevenir()
    bureau.facteur.humeurs = ["451 non"] * 4
    for _ in range(2):
        await bureau.tour(envoi_essais=2)
        bureau.horloge.avancer(minutes=5)
    assert await bureau.etats() == ["abandonnee"]
    message = await bureau.pool.fetchval("select id from messages where evenement = $1", fait.evenement)
    assert (await site(OPERATEUR).post(f"{API}/{message}/renvoi")).status_code == 204
    bureau.horloge.avancer(minutes=1)
    await bureau.tour(envoi_essais=2)
    assert await bureau.etats() == ["reportee"]


async def test_la_page_d_une_livraison_montre_chaque_essai_et_les_mots_du_serveur(bureau: Bureau, site: Site) -> None:
    bureau.facteur.humeurs = ["451 4.3.0 Plus tard"]
    message = await une_demande(bureau, await animateur(bureau))
    page = (await site(COORDINATION).get(f"{LISTE}/{message}")).text
    for mots in ("Accusé de réception · DA-2026-00042", "451 4.3.0 Plus tard", "différé par le serveur", "EHPAD 1"):
        assert mots in page


async def test_la_cloche_compte_et_la_liste_mene_a_la_demande(bureau: Bureau, site: Site) -> None:
    intervenant = await animateur(bureau)
    fait = await bureau.entendre(NomDeFait.DEMANDE_AFFECTEE, intervenant=intervenant)
    client = site(ANIMATEUR)
    assert 'class="cloche-nombre" aria-hidden="true">1<' in (await client.get("/notifications/cloche")).text
    liste = (await client.get("/notifications/")).text
    assert "La demande DA-2026-00042 vous est confiée" in liste
    message = await bureau.pool.fetchval("select id from messages where dans_application")
    assert (await site(AUTRE).get(f"/notifications/messages/{message}")).status_code == 404
    answer = await client.get(f"/notifications/messages/{message}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/accompagnement/demandes/{fait.demande}")
    assert "cloche-nombre" not in (await client.get("/notifications/cloche")).text
    await bureau.entendre(NomDeFait.DEMANDE_ANNULEE, intervenant=intervenant)
    assert (await client.post("/notifications/lecture")).status_code == 303
    assert "cloche-nombre" not in (await client.get("/notifications/cloche")).text
    assert "<html" not in (await client.get("/notifications/", headers={"hx-request": "true"})).text


async def test_un_compte_que_l_equipe_ne_connait_pas_a_une_boite_vide(site: Site) -> None:
    client = site(OPERATEUR)
    assert "Aucun message pour vous" in (await client.get("/notifications/")).text
    assert (await client.get("/notifications/cloche")).status_code == 200
    for chemin in ("/notifications/cloche", "/notifications/flux"):
        assert (await site(None).get(chemin, headers={"hx-request": "true"})).status_code == 401


async def test_le_flux_dit_a_la_page_que_quelque_chose_a_bouge(bureau: Bureau, base_de_notifications: str) -> None:
    intervenant = await animateur(bureau)
    flux = Flux(base_de_notifications, name="essai")
    async with flux.ouvert(), asyncio.timeout(10):
        evenements = flux._events(frozenset({f"personne:{intervenant}"}))
        assert (await anext(evenements)).event == "ouvert"
        dits: set[str | None] = set()
        while "cloche" not in dits:
            await bureau.entendre(NomDeFait.DEMANDE_ANNULEE, intervenant=intervenant)
            dits.add((await anext(evenements)).event)
        await evenements.aclose()


async def test_le_fragment_d_une_structure_montre_les_messages_a_l_equipe_du_territoire(
    bureau: Bureau, site: Site
) -> None:
    await coordinateur(bureau)
    await une_demande(bureau, await animateur(bureau))
    chemin = f"/notifications/structures/{finess(1)}/fragment"

    async def vu(qui: Identite) -> str:
        answer = await site(qui).get(chemin, params={"version": 1})
        assert answer.status_code == 200
        assert "en phase" in answer.text
        return answer.text

    for qui in (ANIMATEUR, COORDINATION, personne(Role.DIRECTION)):
        page = await vu(qui)
        assert "Accusé de réception · DA-2026-00042" in page
        assert "@" not in page
    for qui in (AUTRE, DEMANDEUR, personne(Role.ARS)):
        assert "DA-2026" not in await vu(qui)
    details = {"indicateur": "mssante_messages", "taux": "0.91", "cible": "0.9", "rang": "1"}
    await bureau.entendre(NomDeFait.CIBLE_ATTEINTE, demande=None, numero=None, demandeur=None, details=details)
    assert "Cible atteinte · MSSanté" in await vu(ANIMATEUR)
    inconnue = await site(ANIMATEUR).get(f"/notifications/structures/{finess(99)}/fragment")
    assert "pas encore reçue" in inconnue.text
