"""The life of a request on Postgres: taken, answered, resolved, closed; who may, and what each sees."""

import asyncio

import pytest

from services.accompagnement.domain import refus
from services.accompagnement.domain.etats import Etat, Issue, MotifDeRefus
from services.accompagnement.usecases.lectures import Onglet
from shared.kernel.identite import AccesRefuseError, Role, TerritoireRefuseError
from shared.web.liens import LienInvalideError
from tests.identites import (
    ANIMATEUR_31,
    ANIMATEUR_31_2,
    ANIMATEUR_34,
    ARS,
    COORDINATION,
    DEMANDEUR,
    DIRECTION,
    REFERENT,
    personne,
)

ANIMATEURS = {"animateur-31-1": ANIMATEUR_31, "animateur-31-2": ANIMATEUR_31_2}


async def prise(maison):
    """Deposit and take; return the request, who answers for it, and the other animator of the département."""
    accuse = await maison.deposer()
    sujet = await maison.principal(accuse.demande)
    qui, autre = ANIMATEURS[sujet], next(i for s, i in ANIMATEURS.items() if s != sujet)
    await maison.app.prendre_en_charge(accuse.demande, qui=qui, version=2)
    return accuse, qui, autre


def jeton(accuse) -> str:
    return accuse.suivi.rpartition("/")[2]


async def test_de_la_prise_en_charge_a_la_cloture_par_la_structure(maison):
    accuse, qui, _ = await prise(maison)
    await maison.app.repondre(accuse.demande, qui=qui, texte="Voici comment faire.", version=3)
    await maison.app.resoudre(accuse.demande, qui=qui, issue=Issue.AIDE_APPORTEE, version=4)
    await maison.app.cloturer_par_lien(jeton(accuse))
    assert await maison.etat(accuse.demande) == (Etat.CLOTUREE, 6)
    assert await maison.titres() == [
        "DemandeDeposee", "DemandeAffectee", "DemandePriseEnCharge", "DemandeRepondue", "DemandeResolue",
        "DemandeCloturee",
    ]  # fmt: skip
    faits = [c for c in await maison.dits() if type(c).__name__.startswith("Demande")]
    assert [f.version for f in faits] == [1, 2, 3, 4, 5, 6]
    assert faits[-1].cause == "confirmee"
    charges = await maison.dits("ChargeMesuree")
    assert [(c.ouvertes, c.points) for c in charges] == [(1, 3.0), (0, 0.3), (0, 0.0)]
    assert [c.version for c in charges] == [2, 3, 4]
    assert await maison.ecarts() == []


async def test_un_autre_ne_peut_prendre_ni_avant_ni_apres(maison):
    accuse = await maison.deposer()
    sujet = await maison.principal(accuse.demande)
    autre = next(i for s, i in ANIMATEURS.items() if s != sujet)
    with pytest.raises(refus.PasLePrincipalError, match="affectée à Animateur Haute-Garonne"):
        await maison.app.prendre_en_charge(accuse.demande, qui=autre)
    await maison.app.prendre_en_charge(accuse.demande, qui=ANIMATEURS[sujet])
    with pytest.raises(refus.DemandeDejaPriseEnChargeError, match="déjà prise en charge par Animateur Haute-Garonne"):
        await maison.app.prendre_en_charge(accuse.demande, qui=autre)


async def test_qui_veut_la_prendre_apprend_qui_l_a_prise_et_les_autres_qu_elle_a_change(maison):
    accuse, qui, _ = await prise(maison)
    with pytest.raises(refus.DemandeDejaPriseEnChargeError, match="déjà prise en charge par"):
        await maison.app.prendre_en_charge(accuse.demande, qui=qui, version=2)
    for ordre in (
        maison.app.annuler(accuse.demande, qui=COORDINATION, version=2),
        maison.app.repondre(accuse.demande, qui=qui, texte="Oui.", version=2),
    ):
        with pytest.raises(refus.VersionPerimeeError, match="version 2, désormais 3"):
            await ordre
    await maison.app.repondre(accuse.demande, qui=qui, texte="Oui.", version=3)
    await maison.app.resoudre(accuse.demande, qui=qui, issue=Issue.AIDE_APPORTEE, version=4)
    with pytest.raises(refus.VersionPerimeeError, match=r"version 4, désormais 5"):
        await maison.app.cloturer(accuse.demande, qui=qui, version=4)


async def test_deux_prises_en_charge_a_la_fois_n_en_font_qu_une(maison):
    accuse = await maison.deposer()
    qui = ANIMATEURS[await maison.principal(accuse.demande)]
    rendus = await asyncio.gather(
        *(maison.app.prendre_en_charge(accuse.demande, qui=qui, version=2) for _ in range(8)), return_exceptions=True
    )
    assert sorted(type(r).__name__ for r in rendus) == ["DemandeDejaPriseEnChargeError"] * 7 + ["NoneType"]
    assert (await maison.titres()).count("DemandePriseEnCharge") == 1


async def test_on_ne_resout_pas_sans_avoir_ecrit(maison):
    accuse, qui, _ = await prise(maison)
    with pytest.raises(refus.ReponseManquanteError):
        await maison.app.resoudre(accuse.demande, qui=qui, issue=Issue.AIDE_APPORTEE)
    await maison.app.noter(accuse.demande, qui=qui, texte="Rappeler lundi.")
    with pytest.raises(refus.ReponseManquanteError):
        await maison.app.resoudre(accuse.demande, qui=qui, issue=Issue.AIDE_APPORTEE)
    await maison.app.resoudre(accuse.demande, qui=qui, issue=Issue.AIDE_APPORTEE, reponse="C’est fait.")
    assert await maison.etat(accuse.demande) == (Etat.RESOLUE, 5)


async def test_une_note_interne_ne_sort_ni_par_le_lien_ni_par_un_evenement(maison):
    accuse, qui, autre = await prise(maison)
    await maison.app.noter(accuse.demande, qui=autre, texte="Note du collègue.")
    await maison.app.repondre(accuse.demande, qui=qui, texte="Réponse publique.")
    suivi = await maison.app.lire_suivi(jeton(accuse))
    assert [m.texte for m in suivi.reponses] == ["Réponse publique."]
    fiche = await maison.app.lire_demande(accuse.demande, qui)
    assert [(m.texte, m.interne) for m in fiche.fil] == [("Note du collègue.", True), ("Réponse publique.", False)]
    envoye = b"".join(row["valeur"] for row in await maison.pool.fetch("select valeur from outbox"))
    assert b"Note du" not in envoye
    assert b"publique" not in envoye


async def test_un_numero_de_securite_sociale_est_refuse_partout_ou_l_on_ecrit(maison):
    accuse, qui, _ = await prise(maison)
    avant = await maison.tout()
    nir = "2850578006084"
    for ordre in (
        maison.app.repondre(accuse.demande, qui=qui, texte=nir),
        maison.app.noter(accuse.demande, qui=qui, texte=nir),
        maison.app.resoudre(accuse.demande, qui=qui, issue=Issue.AIDE_APPORTEE, reponse=nir),
        maison.app.refuser(accuse.demande, qui=COORDINATION, motif=MotifDeRefus.DOUBLON, orientation=nir),
        maison.app.declarer_absence(
            qui=qui, debut=maison.horloge.now().date(), fin=maison.horloge.now().date(), motif=nir
        ),
    ):
        with pytest.raises(refus.NumeroDeSecuriteSocialeError) as refusee:
            await ordre
        assert nir not in str(refusee.value) + str(refusee.value.fields)
    assert await maison.tout() == avant


async def test_le_silence_clot_au_bout_de_dix_jours(maison):
    accuse, qui, _ = await prise(maison)
    await maison.app.resoudre(accuse.demande, qui=qui, issue=Issue.ORIENTE_SERVICE, reponse="Voyez le service X.")
    fiche = await maison.app.lire_demande(accuse.demande, qui)
    maison.horloge.avancer(days=9, hours=23)
    assert await maison.app.cloturer_silencieuses() == 0
    maison.horloge.avancer(hours=1)
    assert fiche.cloture_prevue_le == maison.horloge.now()
    assert await maison.app.cloturer_silencieuses() == 1
    assert await maison.app.cloturer_silencieuses() == 0
    (close,) = await maison.dits("DemandeCloturee")
    assert close.cause == "silence"


async def test_la_coordination_affecte_a_la_main_ou_refuse_avec_une_orientation(maison):
    premiere, seconde = [await maison.deposer(thematique="autre") for _ in range(2)]
    choisi = await maison.personne("animateur-34-1")
    await maison.app.affecter(premiere.demande, qui=COORDINATION, intervenant=choisi, version=2)
    (affectee,) = await maison.dits("DemandeAffectee")
    assert (affectee.cause, affectee.explication) == ("manuelle", "choix_de_la_coordination")
    await maison.app.prendre_en_charge(premiere.demande, qui=ANIMATEUR_34)
    with pytest.raises(refus.TexteVideError):
        await maison.app.refuser(seconde.demande, qui=REFERENT, motif=MotifDeRefus.GRAND_PUBLIC, orientation=" ")
    await maison.app.refuser(
        seconde.demande, qui=REFERENT, motif=MotifDeRefus.GRAND_PUBLIC, orientation="Voyez la maison France Services."
    )
    suivi = await maison.app.lire_suivi(jeton(seconde))
    assert (suivi.orientation, suivi.close) == ("Voyez la maison France Services.", True)
    assert [etape.titre for etape in suivi.etapes] == ["Déposée", "Orientée ailleurs"]
    assert await maison.ecarts() == []


async def test_on_n_affecte_ni_a_un_absent_ni_a_un_inconnu(maison):
    accuse = await maison.deposer(thematique="autre")
    jour = maison.horloge.now().date()
    choisi = await maison.personne("animateur-34-1")
    await maison.app.declarer_absence(qui=COORDINATION, debut=jour, fin=jour, motif="", intervenant=choisi)
    with pytest.raises(refus.IntervenantAbsentError, match="Animateur Hérault 1"):
        await maison.app.affecter(accuse.demande, qui=COORDINATION, intervenant=choisi)
    with pytest.raises(refus.IntervenantInconnuError):
        await maison.app.affecter(accuse.demande, qui=COORDINATION, intervenant=accuse.demande)


async def test_la_structure_ou_la_coordination_annule(maison):
    par_lien, autre = await maison.deposer(1), await maison.deposer(2)
    await maison.app.annuler_par_lien(jeton(par_lien))
    await maison.app.annuler(autre.demande, qui=COORDINATION)
    assert [c.par for c in await maison.dits("DemandeAnnulee")] == ["demandeur", "coordination"]
    with pytest.raises(refus.TransitionInterditeError, match="annulée"):
        await maison.app.annuler_par_lien(jeton(par_lien))
    with pytest.raises(refus.ActeurRefuseError):
        await maison.app.annuler((await maison.deposer(3)).demande, qui=ANIMATEUR_31)
    assert await maison.ecarts() == []


async def test_un_lien_coupe_ou_forge_n_ouvre_rien(maison):
    accuse = await maison.deposer()
    for faux in (jeton(accuse)[:-2], "abc", "é"):
        with pytest.raises(LienInvalideError):
            await maison.app.lire_suivi(faux)


async def test_chacun_agit_et_lit_dans_son_territoire(maison):
    accuse = await maison.deposer()
    ailleurs = [
        maison.app.lire_demande(accuse.demande, ANIMATEUR_34),
        maison.app.prendre_en_charge(accuse.demande, qui=ANIMATEUR_34),
        maison.app.repondre(accuse.demande, qui=ANIMATEUR_34, texte="x"),
        maison.app.noter(accuse.demande, qui=ANIMATEUR_34, texte="x"),
        maison.app.resoudre(accuse.demande, qui=ANIMATEUR_34, issue=Issue.AIDE_APPORTEE),
        maison.app.cloturer(accuse.demande, qui=ANIMATEUR_34),
    ]
    for ordre in ailleurs:
        with pytest.raises(TerritoireRefuseError, match="31"):
            await ordre


@pytest.mark.parametrize("qui", [DEMANDEUR, DIRECTION, ARS, personne(Role.OPERATEUR), personne(Role.MEDECIN, "31")])
async def test_qui_n_est_pas_de_l_equipe_ne_lit_aucune_demande(maison, qui):
    accuse = await maison.deposer()
    for ordre in (
        maison.app.lire_demande(accuse.demande, qui),
        maison.app.lire_boite(qui, Onglet.TOUTES),
        maison.app.prendre_en_charge(accuse.demande, qui=qui),
        maison.app.affecter(accuse.demande, qui=qui, intervenant=accuse.demande),
    ):
        with pytest.raises(AccesRefuseError):
            await ordre


async def test_un_compte_relie_a_personne_est_invite_a_se_faire_inscrire(maison):
    with pytest.raises(refus.PersonneInconnueError, match="coordination"):
        await maison.app.lire_boite(personne(Role.ANIMATEUR, "31", sujet="nouveau"), Onglet.TOUTES)


async def test_ceux_qui_pilotent_ne_voient_que_des_sommes(maison):
    await maison.deposer()
    vue = await maison.app.lire_coordination(DIRECTION)
    assert (vue.charges, vue.a_qualifier, vue.signalees) == ((), (), ())
    assert next(d for d in vue.departements if d.departement == "31").ouvertes == 1


async def test_les_onglets_comptent_et_montrent_les_miennes(maison):
    accuse, qui, autre = await prise(maison)
    boite = await maison.app.lire_boite(qui, Onglet.EN_COURS)
    assert [ligne.numero for ligne in boite.lignes] == [accuse.numero]
    assert {onglet.value: nombre for onglet, nombre in boite.nombres.items()} == {
        "a_prendre": 0, "en_cours": 1, "resolues": 0, "closes": 0, "toutes": 1,
    }  # fmt: skip
    assert (await maison.app.lire_boite(autre, Onglet.TOUTES)).lignes == ()
    assert len((await maison.app.lire_boite(COORDINATION, Onglet.TOUTES)).lignes) == 1
    accueil = await maison.app.lire_accueil(qui)
    assert (accueil.charge.ouvertes, [ligne.numero for ligne in accueil.en_cours]) == (1, [accuse.numero])


async def test_la_demande_a_prendre_a_une_echeance_en_jours_ouvres(maison):
    accuse = await maison.deposer()
    fiche = await maison.app.lire_demande(accuse.demande, COORDINATION)
    assert f"{fiche.echeance:%d/%m/%Y}" == "05/11/2026"
    boite = await maison.app.lire_boite(COORDINATION, Onglet.A_PRENDRE)
    assert boite.lignes[0].echeance == fiche.echeance
    await maison.app.prendre_en_charge(accuse.demande, qui=ANIMATEURS[await maison.principal(accuse.demande)])
    assert (await maison.app.lire_demande(accuse.demande, COORDINATION)).echeance is None


async def test_la_fiche_dit_les_actions_possibles_et_l_histoire(maison):
    accuse, qui, autre = await prise(maison)
    sienne = await maison.app.lire_demande(accuse.demande, qui)
    assert sienne.actions == {"repondre", "resoudre", "noter", "declarer_dui"}
    assert (await maison.app.lire_demande(accuse.demande, autre)).actions == {"noter", "declarer_dui"}
    assert (await maison.app.lire_demande(accuse.demande, COORDINATION)).actions == {"noter", "annuler", "declarer_dui"}
    assert [(e.phrase, e.par) for e in sienne.histoire] == [
        ("Demande déposée", "La structure"), (f"Affectée à {qui.nom}", "Maillage"), ("Prise en charge", qui.nom),
    ]  # fmt: skip


async def test_le_suivi_se_lit_en_mots_simples(maison):
    accuse, qui, _ = await prise(maison)
    suivi = await maison.app.lire_suivi(jeton(accuse))
    assert (suivi.titre, suivi.interlocuteur) == ("Votre demande est prise en charge", qui.nom)
    assert qui.nom in suivi.phrase
    assert [e.titre for e in suivi.etapes if e.faite] == ["Déposée", "Confiée à une personne", "Prise en charge"]
    assert (suivi.peut_annuler, suivi.peut_confirmer, suivi.close) == (True, False, False)


async def test_le_contact_d_une_demande_terminee_est_oublie_apres_trois_ans(maison):
    accuse, ouverte = await maison.deposer(1), await maison.deposer(2)
    await maison.app.annuler_par_lien(jeton(accuse))
    await maison.pool.execute("truncate outbox")
    maison.horloge.avancer(days=1097)
    assert await maison.app.oublier_demandeurs() == 1
    (efface,) = await maison.pool.fetch("select topic, type, valeur from outbox")
    assert tuple(efface) == ("accompagnement.contact", "fr.maillage.accompagnement.contact.efface.v1", None)
    fiche = await maison.app.lire_demande(accuse.demande, COORDINATION)
    assert fiche.demandeur.nom == ""
    assert (await maison.app.lire_demande(ouverte.demande, COORDINATION)).demandeur.nom == "Directrice"
