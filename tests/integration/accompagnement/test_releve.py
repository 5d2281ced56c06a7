"""Somebody is away, or nobody was found: a present animator takes the request, or the coordination gives it anew."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from services.accompagnement import pages
from services.accompagnement.domain import refus
from services.accompagnement.domain.etats import Etat, Issue
from services.accompagnement.usecases.lectures import Onglet
from shared.kernel.identite import TerritoireRefuseError
from shared.web.app import create_app
from tests.identites import ANIMATEUR_31, ANIMATEUR_31_2, ANIMATEUR_34, COORDINATION, Connu
from tests.integration.accompagnement.maison import Maison
from tests.samples import finess

ANIMATEURS = {"animateur-31-1": ANIMATEUR_31, "animateur-31-2": ANIMATEUR_31_2}


async def affectee(maison: Maison, **champs: str):
    """Deposit; return the request, its principal, and the other animator of the département."""
    accuse = await maison.deposer(**champs)
    sujet = await maison.principal(accuse.demande)
    return accuse, ANIMATEURS[sujet], next(i for s, i in ANIMATEURS.items() if s != sujet)


async def s_absenter(maison: Maison, qui) -> None:
    jour = maison.horloge.now().date()
    await maison.app.declarer_absence(qui=qui, debut=jour, fin=jour + timedelta(days=11), motif="congé")
    maison.horloge.avancer(minutes=1)


async def test_un_collegue_present_releve_un_absent(maison):
    accuse, absent, collegue = await affectee(maison)
    await s_absenter(maison, absent)
    assert "prendre_en_charge" in (await maison.app.lire_demande(accuse.demande, collegue)).actions
    await maison.pool.execute("truncate outbox")
    await maison.app.prendre_en_charge(accuse.demande, qui=collegue, version=2)
    assert await maison.etat(accuse.demande) == (Etat.PRISE_EN_CHARGE, 4)
    assert await maison.titres() == ["DemandeAffectee", "DemandePriseEnCharge"]
    dite, prise = await maison.dits("DemandeAffectee", "DemandePriseEnCharge")
    soi = await maison.personne(collegue.sujet)
    assert (dite.intervenant, dite.cause, prise.intervenant, dite.version) == (soi, "manuelle", soi, 3)
    charges = {c.intervenant: (c.ouvertes, c.points) for c in await maison.dits("ChargeMesuree")}
    assert charges == {soi: (1, 3.0), await maison.personne(absent.sujet): (0, 0.0)}
    assert await maison.ecarts() == []
    fiche = await maison.app.lire_demande(accuse.demande, collegue)
    assert fiche.principal.nom == collegue.nom
    assert "absente jusqu’au 13/11/2026" in fiche.explication.phrase
    for qui, nombre in ((absent, 0), (collegue, 1)):
        boite = await maison.app.lire_boite(qui, Onglet.EN_COURS)
        assert (len(boite.lignes), boite.nombres[Onglet.EN_COURS], boite.nombres[Onglet.TOUTES]) == (nombre,) * 3
    rows = await maison.pool.fetch("select fin from affectations where demande = $1 order by debut", accuse.demande)
    assert [row["fin"] for row in rows] == [maison.horloge.now(), None]


async def lire_la_page(maison: Maison, demande, qui) -> str:
    app = create_app(
        service="accompagnement", title="essai", routers=[pages.router], application=maison.app,
        templates=pages.TEMPLATES, authentification=Connu(qui),
    )  # fmt: skip
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8080") as http:
        return (await http.get(f"/accompagnement/demandes/{demande}")).text


async def test_la_page_montre_au_suppleant_et_a_la_coordination_ce_qu_ils_peuvent_faire(maison):
    accuse, absent, collegue = await affectee(maison)
    assert "/prise-en-charge" not in await lire_la_page(maison, accuse.demande, collegue)
    assert "/affectation" not in await lire_la_page(maison, accuse.demande, COORDINATION)
    await s_absenter(maison, absent)
    assert "/prise-en-charge" in await lire_la_page(maison, accuse.demande, collegue)
    page = await lire_la_page(maison, accuse.demande, COORDINATION)
    assert "/affectation" in page
    assert f"{absent.nom} est en absence jusqu’au" in page
    assert "/prise-en-charge" not in page


async def test_la_releve_d_un_absent_ne_change_pas_l_interlocuteur_habituel(maison):
    premiere, habituel, collegue = await affectee(maison)
    await maison.app.prendre_en_charge(premiere.demande, qui=habituel)
    seconde, principal, _ = await affectee(maison, thematique="ror")
    assert principal is habituel
    await s_absenter(maison, habituel)
    await maison.app.prendre_en_charge(seconde.demande, qui=collegue)
    vue = await maison.app.lire_structure_accompagnee(finess(1), collegue)
    assert vue.interlocuteur == habituel.nom


async def test_nul_ne_prend_la_demande_de_qui_est_present_ni_hors_de_chez_soi_ni_absent_soi_meme(maison):
    accuse, principal, collegue = await affectee(maison)
    assert "prendre_en_charge" not in (await maison.app.lire_demande(accuse.demande, collegue)).actions
    with pytest.raises(refus.PasLePrincipalError):
        await maison.app.prendre_en_charge(accuse.demande, qui=collegue)
    await s_absenter(maison, principal)
    with pytest.raises(TerritoireRefuseError):
        await maison.app.prendre_en_charge(accuse.demande, qui=ANIMATEUR_34)
    await s_absenter(maison, collegue)
    with pytest.raises(refus.PasLePrincipalError):
        await maison.app.prendre_en_charge(accuse.demande, qui=collegue)


async def test_un_animateur_prend_de_lui_meme_ce_qui_attend_la_coordination(maison):
    accuse = await maison.deposer(thematique="autre")
    assert "prendre_en_charge" in (await maison.app.lire_demande(accuse.demande, ANIMATEUR_31)).actions
    await maison.app.prendre_en_charge(accuse.demande, qui=ANIMATEUR_31, version=2)
    assert await maison.principal(accuse.demande) == ANIMATEUR_31.sujet
    assert await maison.ecarts() == []
    with pytest.raises(refus.DemandeDejaPriseEnChargeError, match=ANIMATEUR_31.nom):
        await maison.app.prendre_en_charge(accuse.demande, qui=ANIMATEUR_31_2, version=2)


async def test_deux_releves_a_la_fois_n_en_font_qu_une(maison):
    accuse = await maison.deposer(thematique="autre")
    rendus = await asyncio.gather(
        *(maison.app.prendre_en_charge(accuse.demande, qui=qui, version=2) for qui in ANIMATEURS.values()),
        *(maison.app.prendre_en_charge(accuse.demande, qui=qui, version=2) for qui in ANIMATEURS.values()),
        return_exceptions=True,
    )
    assert sorted(type(r).__name__ for r in rendus) == ["DemandeDejaPriseEnChargeError"] * 3 + ["NoneType"]
    assert await maison.ecarts() == []


async def test_la_coordination_confie_a_un_autre_la_demande_d_un_absent(maison):
    accuse, absent, collegue = await affectee(maison)
    choisi = await maison.personne(collegue.sujet)
    with pytest.raises(refus.ActeurRefuseError, match="est absente"):
        await maison.app.affecter(accuse.demande, qui=COORDINATION, intervenant=choisi)
    assert "affecter" not in (await maison.app.lire_demande(accuse.demande, COORDINATION)).actions
    await s_absenter(maison, absent)
    fiche = await maison.app.lire_demande(accuse.demande, COORDINATION)
    assert "affecter" in fiche.actions
    assert choisi in {i.personne for i in fiche.choisissables}
    await maison.app.affecter(accuse.demande, qui=COORDINATION, intervenant=choisi, version=2)
    assert await maison.etat(accuse.demande) == (Etat.AFFECTEE, 3)
    assert await maison.principal(accuse.demande) == collegue.sujet
    assert await maison.ecarts() == []
    await maison.app.prendre_en_charge(accuse.demande, qui=collegue)


async def test_le_silence_ne_rend_pas_la_structure_a_un_ancien_interlocuteur(maison):
    ancienne, premier, second = await affectee(maison)
    await maison.app.prendre_en_charge(ancienne.demande, qui=premier)
    await maison.app.resoudre(ancienne.demande, qui=premier, issue=Issue.AIDE_APPORTEE, reponse="Fait.")
    nouvelle = await maison.deposer(thematique="autre")
    await maison.app.affecter(nouvelle.demande, qui=COORDINATION, intervenant=await maison.personne(second.sujet))
    await maison.app.prendre_en_charge(nouvelle.demande, qui=second)
    maison.horloge.avancer(days=11)
    assert await maison.app.cloturer_silencieuses() == 1
    vue = await maison.app.lire_structure_accompagnee(finess(1), second)
    assert vue.interlocuteur == second.nom


async def test_une_demande_terminee_se_souvient_de_qui_a_repondu_et_pourquoi(maison):
    accuse, qui, _ = await affectee(maison)
    await maison.app.prendre_en_charge(accuse.demande, qui=qui)
    await maison.app.resoudre(accuse.demande, qui=qui, issue=Issue.AIDE_APPORTEE, reponse="Fait.")
    avant = await maison.app.lire_demande(accuse.demande, qui)
    await maison.app.cloturer(accuse.demande, qui=qui)
    fiche = await maison.app.lire_demande(accuse.demande, qui)
    assert (fiche.principal, fiche.explication) == (avant.principal, avant.explication)
    assert fiche.actions == {"noter"}
    assert (await maison.app.lire_suivi(accuse.suivi.rpartition("/")[2])).interlocuteur == qui.nom
    assert await maison.ecarts() == []


async def test_qui_a_repondu_hors_de_son_territoire_relit_la_demande_terminee(maison):
    accuse = await maison.deposer(thematique="autre")
    await maison.app.affecter(accuse.demande, qui=COORDINATION, intervenant=await maison.personne(ANIMATEUR_34.sujet))
    await maison.app.prendre_en_charge(accuse.demande, qui=ANIMATEUR_34)
    await maison.app.annuler(accuse.demande, qui=COORDINATION)
    assert (await maison.app.lire_demande(accuse.demande, ANIMATEUR_34)).principal.nom == ANIMATEUR_34.nom
