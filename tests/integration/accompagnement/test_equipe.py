"""The team on Postgres: taken from a file, away, loaded exactly as its requests say, and the DUI it declares."""

import asyncio
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.accompagnement.domain import refus
from services.accompagnement.domain.deploiement import GenreDeDeploiement, SaisieDeDui
from services.accompagnement.domain.etats import Etat, Issue
from shared.contracts.deploiement import DuiDeployeV1
from shared.kernel.errors import Refusal
from shared.kernel.finess import FinessInvalideError
from shared.kernel.identite import AccesRefuseError, TerritoireRefuseError
from tests.identites import ANIMATEUR_31, ANIMATEUR_31_2, ANIMATEUR_34, COORDINATION, DEMANDEUR, DIRECTION
from tests.samples import finess

ENTETE = "sujet;nom;courriel;profil;departements;etp\n"
LIGNE = "a1;Animateur Aude 1;a1@maillage.invalid;animateur;11;0,8\n"


def ecrire(dossier: Path, texte: str | bytes) -> Path:
    chemin = dossier / "intervenants.csv"
    chemin.write_bytes(texte.encode() if isinstance(texte, str) else texte)
    return chemin


async def test_l_equipe_se_prend_d_un_fichier_une_seule_fois(maison, tmp_path):
    fichier = ecrire(tmp_path, ENTETE + LIGNE)
    assert (await maison.app.importer_intervenants(fichier, simulation=True)).statut.value == "simule"
    assert await maison.dits() == []
    premier = await maison.app.importer_intervenants(fichier)
    assert (premier.statut.value, premier.ajoutes) == ("applique", 1)
    contact, charge = await maison.dits()
    assert (contact.sujet, contact.profil, contact.departements) == ("a1", "animateur", ("11",))
    assert (charge.intervenant, charge.capacite) == (contact.personne, 56)
    encore = await maison.app.importer_intervenants(fichier)
    assert (encore.statut.value, encore.inchanges) == ("inchange", 1)
    assert len(await maison.dits()) == 2


async def test_un_changement_se_dit_a_la_version_suivante(maison, tmp_path):
    await maison.app.importer_intervenants(ecrire(tmp_path, ENTETE + LIGNE))
    await maison.app.importer_intervenants(ecrire(tmp_path, ENTETE + LIGNE.replace(";11;0,8", ";11 34;1")))
    contact, charge = (await maison.dits())[2:]
    assert (contact.version, contact.departements) == (2, ("11", "34"))
    assert (charge.version, charge.capacite, charge.departements) == (2, 70, ("11", "34"))


async def test_les_lignes_en_erreur_sont_dites_et_le_reste_entre(maison, tmp_path):
    fautes = (
        "a2;Animateur Aude 2;pas une adresse;animateur;11;1\n"
        "a3;Animateur;a3@maillage.invalid;directeur;11;1\n"
        "a4;Animateur;a4@maillage.invalid;animateur;75;1\n"
        "a5;Animateur;a5@maillage.invalid;animateur;;1\n"
        "a6;Animateur;a6@maillage.invalid;animateur;11;2\n"
        ";Animateur;a7@maillage.invalid;animateur;11;1\n"
        "a8;Animateur;a8@maillage.invalid;animateur;11;1\n"
        "a8;Animateur;a8@maillage.invalid;animateur;11;1\n"
    )
    rapport = await maison.app.importer_intervenants(ecrire(tmp_path, ENTETE + fautes + LIGNE))
    assert rapport.ajoutes == 1
    assert [(e.ligne, e.champ, e.valeur) for e in rapport.erreurs] == [
        (2, "courriel", "pas une adresse"), (3, "profil", "directeur"), (4, "departements", "75"),
        (5, "departements", ""), (6, "etp", "2"), (7, "sujet", ""), (8, "sujet", "a8"), (9, "sujet", "a8"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "vide"),
        (ENTETE.replace(";", ",").encode(), "points-virgules"),
        ((ENTETE + LIGNE.replace("Aude", "Ariège")).encode("latin-1"), "UTF-8"),
        ((ENTETE + "a;b\n").encode(), "ligne 2"),
        ((ENTETE + '"a;b\n').encode(), "ligne"),
    ],
)
async def test_un_fichier_illisible_est_refuse_en_entier(maison, tmp_path, contenu, dit):
    with pytest.raises(refus.FichierRefuseError, match=dit):
        await maison.app.importer_intervenants(ecrire(tmp_path, contenu))


async def test_un_fichier_absent_est_refuse_par_son_nom(maison, tmp_path):
    with pytest.raises(refus.FichierRefuseError, match=r"nulle-part\.csv"):
        await maison.app.importer_intervenants(tmp_path / "nulle-part.csv")


async def test_une_absence_reduit_la_capacite_puis_la_rend(maison):
    jour = maison.horloge.now().date()
    absence = await maison.app.declarer_absence(
        qui=ANIMATEUR_31, debut=jour, fin=jour + timedelta(days=13), motif="formation"
    )
    (charge,) = await maison.dits("ChargeMesuree")
    assert charge.capacite == 35
    (vue,) = await maison.app.lire_absences(ANIMATEUR_31)
    assert (vue.id, vue.motif, vue.en_cours) == (absence, "formation", True)
    await maison.app.annuler_absence(absence, qui=COORDINATION)
    assert [c.capacite for c in await maison.dits("ChargeMesuree")] == [35, 70]
    with pytest.raises(refus.AbsenceInconnueError):
        await maison.app.annuler_absence(absence, qui=COORDINATION)


async def test_la_capacite_suit_les_jours_qui_passent(maison):
    jour = maison.horloge.now().date()
    await maison.app.declarer_absence(qui=ANIMATEUR_31, debut=jour, fin=jour, motif="")
    assert await maison.app.mesurer_capacites() == 0
    maison.horloge.avancer(days=1)
    assert await maison.app.mesurer_capacites() == 1
    assert [c.capacite for c in await maison.dits("ChargeMesuree")] == [66.5, 70]


async def test_on_ne_declare_que_sa_propre_absence(maison):
    jour = maison.horloge.now().date()
    autre = await maison.personne("animateur-31-2")
    with pytest.raises(AccesRefuseError):
        await maison.app.declarer_absence(qui=ANIMATEUR_31, debut=jour, fin=jour, motif="", intervenant=autre)
    absence = await maison.app.declarer_absence(qui=ANIMATEUR_31_2, debut=jour, fin=jour, motif="")
    with pytest.raises(AccesRefuseError):
        await maison.app.annuler_absence(absence, qui=ANIMATEUR_31)


@pytest.mark.parametrize(("debut", "fin"), [(0, -1), (-5, -2), (0, 4_000)])
async def test_une_absence_a_l_envers_passee_ou_sans_fin_est_refusee(maison, debut, fin):
    jour = maison.horloge.now().date()
    with pytest.raises(refus.AbsenceInvalideError, match="fin"):
        await maison.app.declarer_absence(
            qui=ANIMATEUR_31, debut=jour + timedelta(days=debut), fin=jour + timedelta(days=fin), motif=""
        )


async def test_la_charge_gardee_egale_toujours_un_compte_frais(maison):
    hasard = random.Random(4)
    demandes = [await maison.deposer(n % 5 + 1, en=("31", "34", "09")[n % 3], thematique="dmp") for n in range(12)]

    async def bouger(graine: int) -> None:
        tirage = random.Random(graine)
        demande = tirage.choice(demandes).demande
        sujet = await maison.principal(demande)
        qui = next((p for p in (ANIMATEUR_31, ANIMATEUR_31_2, ANIMATEUR_34) if p.sujet == sujet), COORDINATION)
        ordre = tirage.choice(
            [
                lambda: maison.app.prendre_en_charge(demande, qui=qui),
                lambda: maison.app.resoudre(demande, qui=qui, issue=Issue.AIDE_APPORTEE, reponse="Fait."),
                lambda: maison.app.cloturer(demande, qui=qui),
                lambda: maison.app.annuler(demande, qui=COORDINATION),
                lambda: maison.deposer(tirage.randint(1, 5), en=tirage.choice(["31", "34"])),
            ]
        )
        try:
            await ordre()
        except Refusal:
            return

    for _ in range(8):
        await asyncio.gather(*(bouger(hasard.randrange(10**9)) for _ in range(12)))
        assert await maison.ecarts() == []
    dernieres = {c.intervenant: c for c in await maison.dits("ChargeMesuree")}
    for row in await maison.pool.fetch("select * from charges where ouvertes > 0"):
        assert dernieres[row["intervenant"]].points == row["points"]


async def test_un_ecart_de_charge_se_voit(maison):
    await maison.pool.execute(
        "update charges set points = points + 1 where intervenant = $1", await maison.personne("animateur-31-1")
    )
    (ecart,) = await maison.ecarts()
    assert "1.0 points gardés, 0 et 0.0 comptés" in ecart


def saisie(**champs) -> SaisieDeDui:
    valeurs = {
        "finess": finess(1), "genre": GenreDeDeploiement.DEPLOIEMENT, "editeur": "Éditeur Alpha",
        "logiciel": "Alpha Usager", "version_logiciel": "4.2", "reference_segur": True, "deploye_le": date(2026, 10, 1),
    }  # fmt: skip
    return SaisieDeDui(**{**valeurs, **champs})


async def test_un_dui_declare_se_dit_et_se_lit_dans_la_demande(maison):
    accuse = await maison.deposer()
    deploiement = await maison.app.declarer_dui(saisie(demande=accuse.demande), qui=ANIMATEUR_31)
    (dit,) = await maison.dits("DuiDeploye")
    assert isinstance(dit, DuiDeployeV1)
    assert (dit.deploiement, dit.finess, dit.departement, dit.demande) == (deploiement, finess(1), "31", accuse.demande)
    assert dit.declare_par == await maison.personne("animateur-31-1")
    fiche = await maison.app.lire_demande(accuse.demande, ANIMATEUR_31)
    assert [(d.logiciel, d.declare_par) for d in fiche.deploiements] == [("Alpha Usager", ANIMATEUR_31.nom)]


@pytest.mark.parametrize(
    ("champs", "qui", "erreur", "dit"),
    [
        ({"finess": "310000000"}, ANIMATEUR_31, FinessInvalideError, "310000000"),
        ({"finess": finess(99)}, ANIMATEUR_31, refus.StructureInconnueError, finess(99)),
        ({"deploye_le": date(2026, 11, 3)}, ANIMATEUR_31, refus.DateFutureError, "03/11/2026"),
        ({"version_logiciel": " "}, ANIMATEUR_31, refus.TexteVideError, "version_logiciel"),
        ({"logiciel": "x" * 300}, ANIMATEUR_31, refus.TexteTropLongError, "300"),
        ({}, ANIMATEUR_34, TerritoireRefuseError, "31"),
        ({}, DIRECTION, AccesRefuseError, "direction"),
        ({}, DEMANDEUR, AccesRefuseError, "demandeur"),
    ],
)
async def test_un_dui_mal_declare_est_refuse_par_son_nom(maison, champs, qui, erreur, dit):
    with pytest.raises(erreur, match=dit):
        await maison.app.declarer_dui(saisie(**champs), qui=qui)
    assert await maison.dits() == []


async def test_le_meme_dui_deux_fois_est_refuse(maison):
    await maison.app.declarer_dui(saisie(), qui=ANIMATEUR_31)
    with pytest.raises(refus.DuiDejaDeclareError, match=r"ALPHA usager 4\.2"):
        await maison.app.declarer_dui(saisie(logiciel="ALPHA usager"), qui=ANIMATEUR_31)
    await maison.app.declarer_dui(saisie(version_logiciel="5"), qui=ANIMATEUR_31)


async def test_un_dui_declare_dans_la_demande_d_une_autre_structure_est_refuse(maison):
    accuse = await maison.deposer(2)
    with pytest.raises(refus.DemandeDAutreStructureError, match=accuse.numero):
        await maison.app.declarer_dui(saisie(demande=accuse.demande), qui=ANIMATEUR_31)


async def test_la_fiche_de_structure_montre_les_demandes_a_ceux_du_territoire(maison):
    accuse = await maison.deposer()
    assert await maison.etat(accuse.demande) == (Etat.AFFECTEE, 2)
    du_territoire = await maison.app.lire_structure_accompagnee(finess(1), ANIMATEUR_31)
    assert [ligne.numero for ligne in du_territoire.demandes] == [accuse.numero]
    for qui in (ANIMATEUR_34, DEMANDEUR, DIRECTION):
        vue = await maison.app.lire_structure_accompagnee(finess(1), qui)
        assert (vue.demandes, vue.ouvertes, vue.total) == ((), 1, 1)
    assert not (await maison.app.lire_structure_accompagnee(finess(99), ANIMATEUR_31)).connue


async def test_on_cherche_une_structure_par_nom_commune_ou_numero(maison):
    assert [s.finess for s in await maison.app.chercher_structures("ehpad 3 toulouse")] != []
    assert [s.finess for s in await maison.app.chercher_structures(finess(2))] == [finess(2)]
    assert await maison.app.chercher_structures("% _") == ()
