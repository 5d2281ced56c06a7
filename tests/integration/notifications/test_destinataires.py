"""Who is told: circles of people, the application's bell, the erased."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg

from services.notifications.domain.fait import NomDeFait
from services.notifications.usecases.boite import compter_non_lus, lire_boite, ouvrir_message, tout_lire
from services.notifications.usecases.oublier import oublier, reconnaitre
from services.notifications.usecases.reagir import repartir
from shared.db.signaux import CHANNEL
from tests.integration.notifications.conftest import Bureau
from tests.samples import finess


async def coordinateur(bureau: Bureau, n: int = 1, **changes: object) -> UUID:
    personne = uuid4()
    nom, sujet = f"Coordination {n}", f"coordination-{n}"
    await bureau.connaitre(personne, genre="intervenant", profil="coordination", nom=nom, sujet=sujet, **changes)
    return personne


async def animateur(bureau: Bureau, departement: str = "31", n: int = 1) -> UUID:
    personne = uuid4()
    sujet = f"animateur-{departement}-{n}"
    await bureau.connaitre(
        personne, genre="intervenant", profil="animateur", nom=f"Animateur {departement} {n}", sujet=sujet,
        departements=(departement,), structure=None,
    )  # fmt: skip
    return personne


async def relire(bureau: Bureau) -> int:
    async with bureau.unites()() as unit:
        return await repartir(unit, bureau.expedition()._cadence.reprise, bureau.horloge.now())


async def destinataires(bureau: Bureau, regle: str) -> set[UUID]:
    rows = await bureau.pool.fetch("select destinataire from messages where regle = $1", regle)
    return {row["destinataire"] for row in rows}


async def test_une_demande_a_qualifier_previent_toute_la_coordination_des_deux_facons(bureau: Bureau) -> None:
    gens = {await coordinateur(bureau, 1), await coordinateur(bureau, 2)}
    await animateur(bureau)
    await bureau.entendre(NomDeFait.DEMANDE_A_QUALIFIER, details={"motifs": "aucun_candidat"})
    await bureau.tour()
    assert await destinataires(bureau, "a_qualifier") == gens
    assert len(bureau.facteur.recus) == 2
    async with bureau.unites()() as unit:
        assert await compter_non_lus(unit, "coordination-1") == 1


async def test_un_coordinateur_connu_un_peu_plus_tard_est_prevenu_une_fois(bureau: Bureau) -> None:
    premier = await coordinateur(bureau, 1)
    await bureau.entendre(NomDeFait.DEMANDE_A_QUALIFIER)
    assert await relire(bureau) == 0  # not due yet
    second = await coordinateur(bureau, 2)
    bureau.horloge.avancer(minutes=1)
    assert await relire(bureau) == 1
    assert await destinataires(bureau, "a_qualifier") == {premier, second}
    dernier = await coordinateur(bureau, 3)
    bureau.horloge.avancer(minutes=5)
    assert await relire(bureau) == 1
    assert await destinataires(bureau, "a_qualifier") == {premier, second, dernier}
    bureau.horloge.avancer(hours=4)
    assert await relire(bureau) == 0
    assert await bureau.pool.fetchval("select count(*) from annonces") == 0
    await coordinateur(bureau, 4)
    bureau.horloge.avancer(hours=1)
    assert await relire(bureau) == 0  # no longer young


async def test_une_adresse_deja_remerciee_ne_l_est_pas_une_seconde_fois_sous_un_autre_depot(bureau: Bureau) -> None:
    premier, second, autre = uuid4(), uuid4(), uuid4()
    await bureau.connaitre(premier, courriel="a@maillage.invalid")
    await bureau.entendre(NomDeFait.CIBLE_ATTEINTE, demande=None, numero=None, demandeur=None)
    await bureau.connaitre(second, courriel="A@maillage.invalid")
    await bureau.connaitre(autre, courriel="b@maillage.invalid")
    bureau.horloge.avancer(minutes=1)
    assert await relire(bureau) == 1
    assert await destinataires(bureau, "cible_atteinte") == {premier, autre}


async def test_un_cercle_encore_vide_est_attendu_puis_plus(bureau: Bureau) -> None:
    await bureau.entendre(NomDeFait.DEMANDE_A_QUALIFIER)
    bureau.horloge.avancer(minutes=1)
    assert await relire(bureau) == 0
    assert await bureau.pool.fetchval("select count(*) from annonces") == 1
    tard = await coordinateur(bureau)
    bureau.horloge.avancer(minutes=5)
    assert await relire(bureau) == 1
    assert await destinataires(bureau, "a_qualifier") == {tard}
    await bureau.entendre(NomDeFait.CIBLE_ATTEINTE, demande=None, numero=None, structure=finess(9), departement="99")
    bureau.horloge.avancer(hours=4)
    assert await relire(bureau) == 0
    assert await bureau.pool.fetchval("select count(*) from annonces") == 0


async def test_deux_ouvriers_relisent_les_cercles_sans_se_gener(bureau: Bureau) -> None:
    for _ in range(5):
        await bureau.entendre(NomDeFait.DEMANDE_A_QUALIFIER)
    await coordinateur(bureau)
    bureau.horloge.avancer(minutes=1)
    assert sum(await asyncio.gather(*(relire(bureau) for _ in range(3)))) == 5


async def test_une_cible_atteinte_remercie_chaque_adresse_une_fois_et_previent_l_equipe(bureau: Bureau) -> None:
    await bureau.connaitre_structure()
    ancienne, recente, autre = uuid4(), uuid4(), uuid4()
    for personne, courriel in ((ancienne, "a@maillage.invalid"), (recente, "A@maillage.invalid")):
        await bureau.connaitre(personne, courriel=courriel)
        await bureau.pool.execute("update contacts set recue_le = now() where personne = $1", personne)
    await bureau.connaitre(autre, courriel="b@maillage.invalid")
    await bureau.connaitre(uuid4(), courriel=None)
    await bureau.connaitre(uuid4(), structure=finess(2))
    equipe = await animateur(bureau)
    await animateur(bureau, "34")
    details = {"indicateur": "dmp_alimentation", "taux": "0.91", "cible": "0.9", "rang": "1"}
    await bureau.entendre(NomDeFait.CIBLE_ATTEINTE, demande=None, numero=None, demandeur=None, details=details)
    await bureau.tour()
    assert await destinataires(bureau, "cible_atteinte") == {recente, autre}
    assert await destinataires(bureau, "cible_atteinte_equipe") == {equipe}
    assert sorted(bureau.facteur.adresses) == ["A@maillage.invalid", "b@maillage.invalid"]
    assert "atteint sa cible" in str(bureau.facteur.recus[0]["Subject"])


async def test_un_message_dans_l_application_reveille_la_page_de_son_lecteur(
    bureau: Bureau, base_de_notifications: str
) -> None:
    personne = await animateur(bureau)
    entendus: asyncio.Queue[list[str]] = asyncio.Queue()
    oreille = await asyncpg.connect(base_de_notifications)
    await oreille.add_listener(CHANNEL, lambda *args: entendus.put_nowait(json.loads(str(args[3]))))
    try:
        await bureau.entendre(NomDeFait.DEMANDE_AFFECTEE, intervenant=personne)
        assert await asyncio.wait_for(entendus.get(), 5) == [f"personne:{personne}", "cloche"]
        async with bureau.unites()() as unit:
            boite = await lire_boite(unit, "animateur-31-1")
            assert (boite.non_lus, [m.regle for m in boite.messages]) == (1, ["nouvelle_affectation"])
            lu = await ouvrir_message(unit, "animateur-31-1", boite.messages[0].id, bureau.horloge.now())
            assert lu.lu_le == bureau.horloge.now()
        assert await asyncio.wait_for(entendus.get(), 5) == [f"personne:{personne}", "cloche"]
    finally:
        await oreille.close()
    await bureau.entendre(NomDeFait.DEMANDE_ANNULEE, intervenant=personne)
    await bureau.entendre(NomDeFait.DEMANDE_SIGNALEE, intervenant=personne)
    async with bureau.unites()() as unit:
        assert await compter_non_lus(unit, "animateur-31-1") == 2
        assert await tout_lire(unit, "animateur-31-1", bureau.horloge.now()) == 2
        assert await compter_non_lus(unit, "animateur-31-1") == 0
        assert await compter_non_lus(unit, "inconnu") == 0


async def test_une_personne_effacee_ne_recoit_plus_rien_et_son_adresse_n_est_nulle_part(bureau: Bureau) -> None:
    fait = await bureau.a_prevenir()
    assert fait.demandeur is not None
    parti = await bureau.a_prevenir(demandeur=fait.demandeur, evenement=uuid4())
    bureau.facteur.humeurs = ["550 5.1.1 <demandeur@maillage.invalid> inconnu"]
    await bureau.tour(envoi_lot=1, smtp_port=bureau.facteur.port)
    await bureau.entendre(NomDeFait.DEMANDE_REPONDUE, demandeur=fait.demandeur, demande=fait.demande)
    async with bureau.unites()() as unit:
        await bureau.pool.execute("delete from contacts where personne = $1", fait.demandeur)
        assert await oublier(unit, fait.demandeur, bureau.horloge.now()) == 2
    await bureau.entendre(NomDeFait.DEMANDE_RESOLUE, demandeur=fait.demandeur, demande=parti.demande)
    await bureau.tour()
    etats = {row["regle"]: (row["etat"], row["motif"]) for row in await bureau.livraisons()}
    assert etats["reponse"] == etats["resolue"] == ("annulee", "personne_effacee")
    tables = await bureau.pool.fetch("select tablename from pg_tables where schemaname = 'public'")
    for (table,) in tables:
        for row in await bureau.pool.fetch(f"select t::text from {table} t"):
            assert "@maillage.invalid" not in row[0], table


async def test_une_personne_revenue_est_de_nouveau_prevenue(bureau: Bureau) -> None:
    personne = uuid4()
    async with bureau.unites()() as unit:
        await oublier(unit, personne, bureau.horloge.now())
        await reconnaitre(unit, personne)
    await bureau.a_prevenir(demandeur=personne)
    await bureau.tour()
    assert len(bureau.facteur.recus) == 1


async def test_un_fait_trop_ancien_n_est_pas_annonce(bureau: Bureau) -> None:
    await bureau.a_prevenir(survenu_le=bureau.horloge.now() - timedelta(days=30))
    await bureau.tour()
    [row] = await bureau.livraisons()
    assert (row["etat"], row["motif"]) == ("annulee", "perime")
