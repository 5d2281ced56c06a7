"""The real files, where they are: 9,013 sites, then 302 changes and no other."""

import csv
from collections import Counter

import pytest

from services.referentiel.domain.defauts import CodeDefaut
from services.referentiel.domain.importation import Statut
from tests.unit.referentiel.memoire import UniteEnMemoire

NOMS = {"renommee": "StructureRenommee", "fermee": "StructureFermee", "transferee": "StructureTransferee"}


@pytest.fixture
def finess_reel(real_data):
    return real_data / "finess"


async def test_les_deux_fichiers_nationaux_donnent_les_changements_connus_et_aucun_autre(finess_reel):
    annuaire = UniteEnMemoire()
    premier, second = (finess_reel / f"finess-structures-journalier-2026010{j}.json.gz" for j in (5, 6))
    rapport = await annuaire.importer(premier)
    assert rapport.evenements == {"StructureConstatee": 9013}
    par_code = Counter(d.code for d in rapport.defauts)
    assert par_code[CodeDefaut.COMMUNE_INCONNUE] == 74
    assert par_code[CodeDefaut.COORDONNEES_PERMUTEES] == 9013
    assert all(s.point is not None and s.est_ouverte() for s in annuaire.connues.values())

    rapport = await annuaire.importer(second)
    with (finess_reel / "changements-20260106.csv").open(encoding="utf-8") as fichier:
        attendus = [(ligne["finess_et"], NOMS[ligne["changement"]]) for ligne in csv.DictReader(fichier, delimiter=";")]
    assert len(attendus) == 302
    assert Counter((c.finess, c.evenement) for c in rapport.changements) == Counter(attendus)

    rapport = await annuaire.importer(second)
    assert (rapport.statut, rapport.changements) == (Statut.INCHANGE, [])


async def test_l_exemple_officiel_a_la_forme_attendue(finess_reel):
    rapport = await UniteEnMemoire().importer(finess_reel / "extrait_exemple_officiel_20260309.json")
    assert (rapport.statut, rapport.motif) == (Statut.INCHANGE, None)


async def test_les_cles_de_decembre_2025_sont_refusees(finess_reel):
    rapport = await UniteEnMemoire().importer(finess_reel / "schema-structures-v1_20251211.json")
    assert rapport.statut is Statut.REFUSE
