"""The screens of accompagnement over HTTP: what is found, what is said when no mail can leave, what a form may hold."""

import re
from collections.abc import AsyncIterator, Callable
from uuid import UUID, uuid4

import httpx
import pytest

from services.accompagnement import pages
from shared.kernel.identite import Identite
from shared.web.app import create_app
from tests.identites import ANIMATEUR_31, ANIMATEUR_31_2, COORDINATION, Connu
from tests.integration.accompagnement.maison import Maison, site
from tests.samples import finess

ADRESSE = "https://maillage.invalid"
ANIMATEURS = {"animateur-31-1": ANIMATEUR_31, "animateur-31-2": ANIMATEUR_31_2}
Site = Callable[[Identite | None], httpx.AsyncClient]


@pytest.fixture
async def ouvrir(maison: Maison) -> AsyncIterator[Site]:
    """Give `ouvrir(identite)`: a browser without JavaScript, signed in as that person."""
    clients = []

    def client(qui: Identite | None) -> httpx.AsyncClient:
        app = create_app(
            service="accompagnement", title="essai", routers=[pages.router], application=maison.app,
            templates=pages.TEMPLATES, authentification=Connu(qui), adresse=ADRESSE,
        )  # fmt: skip
        clients.append(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url=ADRESSE, headers={"sec-fetch-site": "same-origin"}
            )
        )
        return clients[-1]

    yield client
    for ouvert in clients:
        await ouvert.aclose()


def mots(page: str) -> str:
    """Return what a page says, its no-break spaces made plain."""
    return re.sub(r"\s+", " ", page.replace("&#8239;", " "))


def champs(page: str, nom: str) -> list[str]:
    """Return what a page holds in its fields of this name."""
    return re.findall(rf'name="{nom}" value="([^"]*)"', page)


async def animateur(maison: Maison, demande: UUID) -> Identite:
    return ANIMATEURS[await maison.principal(demande)]


def formulaire(**changes: str) -> dict[str, str]:
    return {
        "structure": finess(1), "thematique": "dmp", "texte": "Nous voulons alimenter le DMP.", "nom": "Directrice",
        "courriel": "direction@maillage.invalid", "formulaire": str(uuid4()), **changes,
    }  # fmt: skip


# The inbox: found among all, and honest about what it does not show.


async def anciennes(maison: Maison, nombre: int) -> None:
    """Give many closed requests, more recent than the one of structure 1, to whom it belongs."""
    await maison.pool.execute(
        """
        with neuves as (
            insert into demandes select gen_random_uuid(), 'DA-2027-' || lpad(i::text, 5, '0'), 3, 'cloturee', d.canal,
                null, 'Cabinet', d.departement, d.thematique, 'Aide.', d.demandeur, '{}', 1, null, null, null,
                d.deposee_le, d.mouvement_le + i * interval '1 minute'
            from demandes d, generate_series(1, $1::int) i
            returning id
        )
        insert into affectations (id, demande, intervenant, cause, code, phrase, points, instantane, debut, fin)
        select gen_random_uuid(), n.id, a.intervenant, a.cause, a.code, a.phrase, a.points, '{}', a.debut, a.debut
        from neuves n, affectations a
        """,
        nombre,
    )


@pytest.mark.parametrize(
    "cherche", ["DA-2026-00001", "00001 muret", "éhpad TILLEULS", "310000013 dmp", "100 % gratuit_\\"]
)
async def test_une_demande_ancienne_se_trouve_derriere_deux_cents_plus_recentes(maison, ouvrir, cherche):
    tilleuls = site(1, version=2, nom="EHPAD LES TILLEULS")
    await maison.garder(
        tilleuls.model_copy(update={"adresse": tilleuls.adresse.model_copy(update={"commune": "Muret"})})
    )
    accuse = await maison.deposer(1, texte="C’est 100 % gratuit_\\ ?")
    qui = await animateur(maison, accuse.demande)
    await maison.app.prendre_en_charge(accuse.demande, qui=qui)
    await maison.app.annuler(accuse.demande, qui=COORDINATION)
    await anciennes(maison, 201)
    for lecteur in (qui, COORDINATION):
        sans = await ouvrir(lecteur).get("/accompagnement/demandes", params={"vue": "toutes"})
        assert (accuse.numero in sans.text, "Les 200 premières demandes." in mots(sans.text)) == (False, True)
        page = await ouvrir(lecteur).get("/accompagnement/demandes", params={"q": cherche})
        assert accuse.numero in page.text
        assert "DA-2027-" not in page.text


async def test_la_recherche_ne_prend_pas_les_signes_pour_des_jokers_ni_ne_se_brise(maison, ouvrir):
    await maison.deposer(1)
    for cherche in (
        "%",
        "_",
        "\\",
        "DA%00001",
        "\x00\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    ):
        page = await ouvrir(COORDINATION).get("/accompagnement/demandes", params={"q": cherche})
        assert (page.status_code, "Aucune demande ne répond" in page.text) == (200, True), cherche
    sans_mot = await ouvrir(COORDINATION).get("/accompagnement/demandes", params={"q": "\x00"})
    assert sans_mot.status_code == 200


async def test_le_compte_de_la_navigation_est_celui_de_l_onglet(maison, ouvrir):
    accuses = [await maison.deposer(n) for n in range(1, 4)]
    await maison.deposer(4, thematique="autre")
    qui = await animateur(maison, accuses[0].demande)
    miennes = [a for a in accuses if await animateur(maison, a.demande) == qui]
    await maison.app.prendre_en_charge(accuses[0].demande, qui=qui)
    page = await ouvrir(qui).get("/accompagnement/compte")
    assert page.text.partition("<")[0] == (str(len(miennes) - 1) if len(miennes) > 1 else "")
    assert (await ouvrir(COORDINATION).get("/accompagnement/compte")).text.startswith("3<")


# Nobody is told that a mail leaves where there is no address.


async def test_sans_adresse_l_animateur_est_invite_a_appeler(maison, ouvrir):
    accuse = await maison.deposer(courriel="", telephone="05 61 00 00 00")
    qui = await animateur(maison, accuse.demande)
    chemin = f"/accompagnement/demandes/{accuse.demande}"
    await ouvrir(qui).post(f"{chemin}/prise-en-charge")
    for code in ("prise", "repondue", "resolue"):
        page = mots((await ouvrir(qui).get(chemin, params={"fait": code})).text)
        assert "aucune adresse : appelez" in page
        assert "appelez-la" in page
        assert "est prévenue" not in page
    coordination = mots((await ouvrir(COORDINATION).get(chemin)).text)
    assert "sera close sans réponse. Aucune adresse électronique : appelez la structure" in coordination
    assert "en sera prévenue" not in coordination


async def test_avec_une_adresse_le_courriel_est_annonce(maison, ouvrir):
    accuse = await maison.deposer()
    qui = await animateur(maison, accuse.demande)
    await maison.app.prendre_en_charge(accuse.demande, qui=qui)
    page = mots((await ouvrir(qui).get(f"/accompagnement/demandes/{accuse.demande}?fait=prise")).text)
    assert "en est prévenue par courriel" in page
    assert "ucune adresse" not in page


async def test_le_suivi_ne_promet_un_courriel_qu_a_qui_a_donne_son_adresse(maison, ouvrir):
    sans = await maison.deposer(1, courriel="", telephone="05 61 00 00 00")
    avec = await maison.deposer(2)
    for accuse in (sans, avec):
        await maison.app.prendre_en_charge(accuse.demande, qui=await animateur(maison, accuse.demande))
    assert "prévenu par courriel" in (await ouvrir(None).get(avec.suivi)).text
    page = mots((await ouvrir(None).get(sans.suivi)).text)
    assert "courriel" not in page
    assert "vous appelle, ou vous répond ici" in page


# The deposit.


async def test_le_lien_de_la_confirmation_est_celui_de_l_accuse_quoi_que_disent_les_en_tetes(maison, ouvrir):
    entetes = {"x-forwarded-host": "ailleurs.invalid", "x-forwarded-proto": "http"}
    recue = await ouvrir(None).post(
        "/accompagnement/demander", data=formulaire(), headers=entetes, follow_redirects=True
    )
    assert "ailleurs" not in recue.text
    (lien,) = re.findall(r'id="lien" readonly value="([^"]+)"', recue.text)
    assert lien.startswith(f"{ADRESSE}/accompagnement/suivi/")
    assert (await ouvrir(None).get(lien)).status_code == 200


async def test_un_depot_change_apres_une_reponse_perdue_en_fait_un_second(maison, ouvrir):
    envoye = formulaire()
    await ouvrir(None).post("/accompagnement/demander", data=envoye)
    change = await ouvrir(None).post("/accompagnement/demander", data={**envoye, "texte": "Un mot de plus."})
    assert change.status_code == 422
    assert "Votre première demande est déjà enregistrée" in change.text
    assert "clé" not in change.text.partition("</form>")[0].partition("<main")[2]
    assert "Un mot de plus." in change.text
    (neuve,) = champs(change.text, "formulaire")
    assert neuve != envoye["formulaire"]
    renvoye = {**envoye, "texte": "Un mot de plus.", "formulaire": neuve}
    assert (await ouvrir(None).post("/accompagnement/demander", data=renvoye)).status_code == 303
    assert (await ouvrir(None).post("/accompagnement/demander", data=renvoye)).status_code == 303
    assert await maison.pool.fetchval("select count(*) from demandes") == 2


async def test_les_sujets_sont_groupes_comme_leur_table_le_dit(ouvrir):
    page = (await ouvrir(None).get("/accompagnement/demander")).text
    assert "Services et référentiels socles" in page


# A structure that was closed before the deposit, and one that closes after it.


async def test_une_structure_deja_fermee_se_dit_fermee_au_depot_et_apres(maison, ouvrir):
    await maison.garder(site(1, version=2, etat="fermee"))
    depot = mots((await ouvrir(None).get("/accompagnement/demander", params={"finess": finess(1)})).text)
    assert "EHPAD 1 est fermée" in depot
    assert "est fermée" not in (await ouvrir(None).get(f"/accompagnement/demander?finess={finess(2)}")).text
    cherchee = formulaire(etape="chercher")
    assert "EHPAD 1 est fermée" in mots((await ouvrir(None).post("/accompagnement/demander", data=cherchee)).text)
    accuse = await maison.deposer(1)
    fiche = await maison.app.lire_demande(accuse.demande, COORDINATION)
    assert fiche.signalement == "La structure était déjà fermée dans l’annuaire quand cette demande a été déposée."
    assert fiche.histoire[-1].phrase == fiche.signalement


async def test_une_structure_qui_ferme_ensuite_se_dit_autrement(maison):
    accuse = await maison.deposer(1)
    demande = f"{accuse.demande}"
    maison.horloge.avancer(hours=1)
    await maison.pool.execute("update demandes set signalee_le = $2 where id = $1", demande, maison.horloge.now())
    fiche = await maison.app.lire_demande(accuse.demande, COORDINATION)
    assert fiche.signalement == "La structure a fermé pendant que cette demande était ouverte."


# Values that no form of ours would send.


async def test_un_identifiant_impossible_est_refuse_a_son_champ(maison, ouvrir):
    envoye = {"debut": "2026-11-03", "fin": "2026-11-04", "motif": "conge", "intervenant": "zz"}
    page = await ouvrir(COORDINATION).post("/accompagnement/absences", data=envoye)
    assert page.status_code == 422
    assert "Choisissez une réponse." in page.text
    assert await maison.pool.fetchval("select count(*) from absences") == 0


async def test_une_version_sans_fin_ne_brise_rien(maison, ouvrir):
    accuse = await maison.deposer()
    qui = await animateur(maison, accuse.demande)
    chemin = f"/accompagnement/demandes/{accuse.demande}/prise-en-charge"
    assert (await ouvrir(qui).post(chemin, data={"version": "9" * 5000})).status_code == 303
