"""What the screens decide by themselves: who is proposed, how long a list is, what is said of a form."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.accompagnement.domain.etats import Etat, Profil
from services.accompagnement.domain.refus import CourrielInvalideError, PersonneInconnueError
from services.accompagnement.pages.boite import adresse
from services.accompagnement.pages.coordination import charges_a_voir, constat, proposes
from services.accompagnement.pages.depot import avec_le_choix, erreurs
from services.accompagnement.pages.libelles import combien, fait
from services.accompagnement.pages.phrases import phrase
from services.accompagnement.pages.saisie import version
from services.accompagnement.usecases.lectures import LigneDeBoite, Onglet
from services.accompagnement.usecases.lectures_equipe import ChargeDuDepartement, ChargeVue, Coordination

INSTANT = datetime(2026, 1, 6, 9, tzinfo=UTC)
LIGNE = LigneDeBoite(
    demande=UUID(int=1), numero="DA-2026-00042", version=1, etat=Etat.AFFECTEE, finess="310000336",
    nom_structure="ÉHPAD Les Tilleuls", commune="Muret", departement="31", thematique="DMP", extrait="Bonjour",
    demandeur="Directrice", principal="Animateur Haute-Garonne 1", deposee_le=INSTANT, mouvement_le=INSTANT,
    echeance=date(2026, 1, 9), phrase=None, signalee=False, motifs=(),
)  # fmt: skip
CHARGE = ChargeVue(
    personne=UUID(int=2), nom="Animateur Haute-Garonne 1", profil=Profil.ANIMATEUR, departements=("31",), present=True,
    absent_jusqu_au=None, ouvertes=2, points=6, capacite=14, taux=0.43, mesuree_le=INSTANT,
)  # fmt: skip
DEPARTEMENT = ChargeDuDepartement(
    departement="31", nom="Haute-Garonne", ouvertes=2, a_qualifier=0, intervenants=2, presents=2, points=6,
    capacite=28, taux=0.21, decouvert=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("lignes", "dit"), [(1, "1\u00a0demande"), (199, "199\u00a0demandes"), (200, "200\u00a0premières demandes")]
)
def test_une_liste_coupee_dit_qu_elle_ne_montre_que_les_premieres(lignes: int, dit: str) -> None:
    assert combien([LIGNE] * lignes) == dit


@pytest.mark.parametrize("code", ["prise", "repondue", "resolue", "close", "refusee", "annulee"])
def test_ce_que_la_structure_ne_peut_apprendre_par_courriel_se_dit_au_telephone(code: str) -> None:
    assert "appelez-la" in fait(code, joignable=False)
    assert "appelez-la" not in fait(code)


def test_un_acte_dont_la_structure_n_est_pas_prevenue_se_dit_de_meme() -> None:
    assert fait("notee", joignable=False) == fait("notee")


@pytest.mark.parametrize(("lue", "version_lue"), [("12", 12), ("", None), ("douze", None), ("9" * 5000, None)])
def test_une_version_qui_n_en_est_pas_une_ne_se_lit_pas(lue: str, version_lue: int | None) -> None:
    assert version({"version": lue}) == version_lue


def test_l_adresse_d_un_onglet_garde_la_recherche() -> None:
    assert adresse(Onglet.EN_COURS, "les tilleuls") == "/accompagnement/demandes?vue=en_cours&q=les+tilleuls"


def test_sont_proposees_les_personnes_presentes_du_departement_la_moins_chargee_d_abord() -> None:
    chargee = replace(CHARGE, nom="B", taux=0.9)
    absente = replace(CHARGE, nom="C", present=False, taux=0)
    ailleurs = replace(CHARGE, nom="D", departements=("11",), taux=0)
    assert [c.nom for c in proposes([chargee, absente, ailleurs, CHARGE], LIGNE)] == [CHARGE.nom, "B"]


def test_sans_personne_du_departement_la_region_est_proposee() -> None:
    ailleurs = replace(CHARGE, nom="D", departements=("11",))
    assert [c.nom for c in proposes([ailleurs], LIGNE)] == ["D"]


def test_la_charge_montre_les_animateurs_et_qui_a_quelque_chose_d_ouvert() -> None:
    libre = replace(CHARGE, nom="Référent libre", profil=Profil.REFERENT, ouvertes=0)
    pris = replace(CHARGE, nom="Référent pris", profil=Profil.REFERENT, taux=0.9)
    assert [c.nom for c in charges_a_voir([libre, CHARGE, pris])] == ["Référent pris", CHARGE.nom]


@pytest.mark.parametrize(
    ("departement", "phrase"),
    [
        (DEPARTEMENT, "Chaque département est couvert, aucun au-delà de sa capacité."),
        (replace(DEPARTEMENT, taux=1.2), "La charge dépasse la capacité : Haute-Garonne."),
        (replace(DEPARTEMENT, decouvert=True), "Personne n’est présent pour : Haute-Garonne."),
    ],
)
def test_le_constat_dit_ce_qui_presse(departement: ChargeDuDepartement, phrase: str) -> None:
    assert constat(Coordination((), (), (), (departement,))) == phrase


def test_tout_ce_qui_manque_au_depot_est_dit_dans_l_ordre_du_formulaire() -> None:
    assert list(erreurs({}, a_choisir=False)) == ["structure", "thematique", "texte", "nom", "courriel"]


def test_une_structure_choisie_dans_la_liste_vaut_pour_les_mots_cherches() -> None:
    valeurs = {"structure": "tilleuls", "cherchee": "tilleuls", "choisie": "310000336"}
    assert avec_le_choix(valeurs)["structure"] == "310000336"
    assert avec_le_choix({**valeurs, "structure": "chênes"})["structure"] == "chênes"


def test_un_refus_parle_les_mots_de_l_ecran_sinon_les_siens() -> None:
    assert phrase(CourrielInvalideError(champ="courriel", valeur="x")).startswith("« x » n’est pas une adresse")
    assert phrase(PersonneInconnueError()) == PersonneInconnueError.message
