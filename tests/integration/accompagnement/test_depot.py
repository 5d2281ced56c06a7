"""A deposit on Postgres: assigned in the same transaction, fairly, once, and never lost."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest

from services.accompagnement.domain import refus
from services.accompagnement.domain.etats import Etat, MotifDeQualification
from shared.contracts.accompagnement import DemandeAffecteeV1, DemandeAQualifierV1
from shared.contracts.intervenants import ChargeMesureeV1, ContactV1
from shared.kernel.finess import FinessInvalideError
from tests.identites import ANIMATEUR_31, ANIMATEUR_31_2, COORDINATION
from tests.integration.accompagnement.maison import site
from tests.samples import finess

NIR = "1 85 05 78 006 084 36"


async def test_un_depot_est_affecte_dans_la_meme_transaction(maison):
    accuse = await maison.deposer()
    assert await maison.etat(accuse.demande) == (Etat.AFFECTEE, 2)
    assert accuse.numero == "DA-2026-00001"
    assert accuse.suivi.startswith("https://maillage.invalid/accompagnement/suivi/")
    assert await maison.titres() == ["DemandeDeposee", "DemandeAffectee"]
    assert await maison.ecarts() == []


async def test_les_evenements_disent_des_identifiants_et_le_contact_est_a_part(maison):
    accuse = await maison.deposer()
    contact, deposee, affectee, charge = await maison.dits()
    assert isinstance(contact, ContactV1)
    assert (contact.genre, contact.nom, contact.structure) == ("demandeur", "Directrice", finess(1))
    assert deposee.demandeur == affectee.demandeur == contact.personne
    assert (affectee.demande, affectee.explication, affectee.points) == (accuse.demande, "moins_charge", 3)
    assert isinstance(charge, ChargeMesureeV1)
    assert (charge.intervenant, charge.ouvertes, charge.points, charge.capacite) == (affectee.intervenant, 1, 3, 70)
    assert "Directrice" not in deposee.model_dump_json() + affectee.model_dump_json()


async def test_l_explication_est_gardee_avec_ce_qui_a_ete_compare(maison):
    accuse = await maison.deposer()
    fiche = await maison.app.lire_demande(accuse.demande, COORDINATION)
    assert fiche.explication is not None
    assert "Haute-Garonne" in fiche.explication.phrase
    noms = {c.nom: c.retenu for c in fiche.explication.candidats}
    assert set(noms) == {"Animateur Haute-Garonne 1", "Animateur Haute-Garonne 2"}
    assert sum(noms.values()) == 1


async def test_vingt_depots_a_la_fois_se_partagent_sans_trou_ni_injustice(maison):
    accuses = await asyncio.gather(*(maison.deposer(n % 5 + 1, courriel=f"d{n}@maillage.invalid") for n in range(20)))
    assert sorted(a.numero for a in accuses) == [f"DA-2026-{n:05d}" for n in range(1, 21)]
    partage = Counter([await maison.principal(a.demande) for a in accuses])
    assert partage == {"animateur-31-1": 10, "animateur-31-2": 10}
    assert await maison.ecarts() == []


async def test_vingt_depots_du_meme_contact_ne_font_qu_une_personne(maison):
    await asyncio.gather(*(maison.deposer(1) for _ in range(20)))
    assert await maison.pool.fetchval("select count(*) from personnes where genre = 'demandeur'") == 1


async def test_un_numero_rendu_par_un_refus_ne_laisse_pas_de_trou(maison):
    with pytest.raises(refus.StructureInconnueError):
        await maison.deposer(99)
    assert (await maison.deposer(1)).numero == "DA-2026-00001"


async def test_la_numerotation_reprend_avec_l_annee_de_paris(maison):
    await maison.deposer()
    maison.horloge.instant = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert (await maison.deposer()).numero == "DA-2027-00001"


async def test_l_interlocuteur_habituel_passe_d_abord(maison):
    premiere = await maison.deposer(1)
    sujet = await maison.principal(premiere.demande)
    await maison.app.prendre_en_charge(premiere.demande, qui=_animateur(sujet))
    seconde = await maison.deposer(1, thematique="ins")
    assert await maison.principal(seconde.demande) == sujet
    (*_, affectee) = await maison.dits("DemandeAffectee")
    assert isinstance(affectee, DemandeAffecteeV1)
    assert affectee.explication == "interlocuteur_habituel"


async def test_l_interlocuteur_habituel_trop_charge_laisse_sa_place(maison):
    premiere = await maison.deposer(1)
    sujet = await maison.principal(premiere.demande)
    await maison.app.prendre_en_charge(premiere.demande, qui=_animateur(sujet))
    async with maison.reglage("charge_confortable", 0):
        seconde = await maison.deposer(1, thematique="ins")
    assert {sujet, await maison.principal(seconde.demande)} == {"animateur-31-1", "animateur-31-2"}


async def test_un_absent_n_est_pas_choisi(maison):
    jour = maison.horloge.now().date()
    await maison.app.declarer_absence(qui=ANIMATEUR_31, debut=jour, fin=jour, motif="congé")
    accuses = [await maison.deposer(n) for n in range(1, 4)]
    assert {await maison.principal(a.demande) for a in accuses} == {"animateur-31-2"}
    (affectee, *_) = await maison.dits("DemandeAffectee")
    assert isinstance(affectee, DemandeAffecteeV1)
    assert affectee.explication == "seul_present"


async def test_sans_personne_de_present_la_coordination_voit_la_demande(maison):
    jour = maison.horloge.now().date()
    for qui in (ANIMATEUR_31, ANIMATEUR_31_2):
        await maison.app.declarer_absence(qui=qui, debut=jour, fin=jour, motif="")
    accuse = await maison.deposer()
    assert await maison.etat(accuse.demande) == (Etat.A_QUALIFIER, 2)
    (dite,) = await maison.dits("DemandeAQualifier")
    assert isinstance(dite, DemandeAQualifierV1)
    assert dite.motifs == ("aucun_candidat",)
    coordination = await maison.app.lire_coordination(COORDINATION)
    assert [ligne.numero for ligne in coordination.a_qualifier] == [accuse.numero]
    assert next(d for d in coordination.departements if d.departement == "31").decouvert


@pytest.mark.parametrize(
    ("champs", "motifs"),
    [
        ({"structure": "", "nom_structure": "Cabinet", "departement": "Aude"}, ["structure_inconnue"]),
        ({"structure": "", "nom_structure": "Cabinet", "departement": "75"}, ["structure_inconnue", "hors_region"]),
        ({"thematique": "autre"}, ["thematique_autre"]),
    ],
)
async def test_ce_qu_aucune_regle_ne_sait_affecter_attend_la_coordination(maison, champs, motifs):
    accuse = await maison.deposer(**champs)
    fiche = await maison.app.lire_demande(accuse.demande, COORDINATION)
    assert (fiche.etat, list(fiche.motifs)) == (Etat.A_QUALIFIER, [MotifDeQualification(m) for m in motifs])


async def test_une_demande_repetee_tant_que_la_premiere_est_ouverte_attend_la_coordination(maison):
    premiere = await maison.deposer(1)
    seconde = await maison.deposer(1)
    fiche = await maison.app.lire_demande(seconde.demande, COORDINATION)
    assert (fiche.etat, fiche.motifs) == (Etat.A_QUALIFIER, (MotifDeQualification.DOUBLON_SUSPECTE,))
    (dite,) = await maison.dits("DemandeAQualifier")
    assert isinstance(dite, DemandeAQualifierV1)
    assert dite.motifs == ("doublon_suspecte",)
    for accuse in (premiere, seconde):
        await maison.app.annuler(accuse.demande, qui=COORDINATION)
    assert await maison.principal((await maison.deposer(1)).demande) is not None


async def test_un_autre_sujet_ou_une_autre_personne_n_est_pas_un_doublon(maison):
    await maison.deposer(1)
    autres = [await maison.deposer(1, thematique="ins"), await maison.deposer(1, courriel="autre@maillage.invalid")]
    assert None not in [await maison.principal(accuse.demande) for accuse in autres]


async def test_redonner_ses_coordonnees_sans_telephone_n_efface_pas_celui_que_l_on_avait_donne(maison):
    await maison.deposer(1, telephone="05 61 00 00 00")
    accuse = await maison.deposer(1, thematique="ins", fonction="")
    demandeur = (await maison.app.lire_demande(accuse.demande, COORDINATION)).demandeur
    assert (demandeur.telephone, demandeur.fonction) == ("0561000000", "Direction")


async def test_un_site_parti_de_la_region_attend_la_coordination(maison):
    await maison.garder(site(1, version=2).model_copy(update={"departement": "33"}))
    accuse = await maison.deposer(1)
    assert (await maison.app.lire_demande(accuse.demande, COORDINATION)).motifs == (MotifDeQualification.HORS_REGION,)


@pytest.mark.parametrize(
    ("champs", "erreur", "dit"),
    [
        ({"structure": "310000000"}, FinessInvalideError, ["structure", "310000000"]),
        ({"structure": "12"}, FinessInvalideError, ["structure", "12"]),
        ({"structure": finess(99)}, refus.StructureInconnueError, ["structure", finess(99), "nom de la structure"]),
        ({"structure": ""}, refus.StructureManquanteError, ["structure"]),
        ({"structure": "", "nom_structure": "X", "departement": "99"}, refus.DepartementInconnuError, ["99"]),
        ({"structure": "", "nom_structure": "X"}, refus.DepartementInconnuError, ["departement"]),
        ({"thematique": "dpm"}, refus.ThematiqueInconnueError, ["dpm", "dmp"]),
        ({"courriel": ""}, refus.ContactManquantError, ["contact"]),
        ({"courriel": "pas une adresse"}, refus.CourrielInvalideError, ["pas une adresse"]),
        ({"telephone": "abc"}, refus.TelephoneInvalideError, ["abc"]),
        ({"nom": " "}, refus.TexteVideError, ["nom"]),
        ({"texte": ""}, refus.TexteVideError, ["texte"]),
        ({"texte": "x" * 2_000_000}, refus.TexteTropLongError, ["2\u202f000\u202f000", "10\u202f000"]),
        ({"texte": f"Le patient {NIR}"}, refus.NumeroDeSecuriteSocialeError, ["texte"]),
        ({"nom_structure": NIR, "structure": ""}, refus.NumeroDeSecuriteSocialeError, ["nom_structure"]),
        ({"structure": NIR}, refus.NumeroDeSecuriteSocialeError, ["structure"]),
    ],
)
async def test_une_saisie_fausse_est_refusee_par_son_nom_et_ne_laisse_rien(maison, champs, erreur, dit):
    avant = await maison.tout()
    with pytest.raises(erreur) as refusee:
        await maison.deposer(**champs)
    sentence = str(refusee.value) + str(refusee.value.fields)
    assert [mot for mot in dit if mot not in sentence] == []
    assert "84 36" not in sentence
    assert await maison.tout() == avant


async def test_un_telephone_suffit(maison):
    accuse = await maison.deposer(courriel="", telephone="05 61 00 00 00")
    (contact,) = await maison.dits("ContactEnregistre")
    assert contact.courriel is None
    fiche = await maison.app.lire_demande(accuse.demande, COORDINATION)
    assert (fiche.demandeur.courriel, fiche.demandeur.telephone) == ("", "0561000000")


async def test_la_meme_cle_et_le_meme_contenu_ont_la_meme_reponse(maison):
    premier = await maison.deposer(cle="formulaire-1")
    assert await maison.deposer(cle="formulaire-1") == premier
    assert await maison.pool.fetchval("select count(*) from demandes") == 1


async def test_la_meme_cle_pour_un_autre_contenu_est_refusee(maison):
    await maison.deposer(cle="formulaire-1")
    with pytest.raises(refus.CleDejaUtiliseeError):
        await maison.deposer(2, cle="formulaire-1")


async def test_la_meme_cle_sert_de_nouveau_apres_un_jour(maison):
    premier = await maison.deposer(cle="formulaire-1")
    maison.horloge.avancer(hours=25)
    assert await maison.app.oublier_cles() == 1
    assert (await maison.deposer(cle="formulaire-1")).numero != premier.numero


async def test_des_jumeaux_en_vol_ne_font_qu_une_demande(maison):
    rendus = await asyncio.gather(*(maison.deposer(cle="formulaire-1") for _ in range(10)), return_exceptions=True)
    accuses = {rendu.numero for rendu in rendus if not isinstance(rendu, Exception)}
    assert accuses == {"DA-2026-00001"}
    assert {type(rendu) for rendu in rendus if isinstance(rendu, Exception)} <= {refus.DepotEnCoursError}
    assert await maison.pool.fetchval("select count(*) from demandes") == 1


async def test_le_jumeau_d_un_depot_qui_n_a_pas_abouti_est_invite_a_reessayer(maison):
    async with maison.pool.acquire() as connection, connection.transaction():
        await connection.execute("select pg_try_advisory_xact_lock(724190541, hashtext('k'))")
        with pytest.raises(refus.DepotEnCoursError) as refusee:
            await maison.deposer(cle="k")
    assert refusee.value.statut == 409
    await maison.deposer(cle="k")


def _animateur(sujet: str):
    return {"animateur-31-1": ANIMATEUR_31, "animateur-31-2": ANIMATEUR_31_2}[sujet]
