"""The import in memory."""

import pytest

from services.referentiel.domain.importation import Statut
from tests.unit.referentiel.documents import document, ecrire, entite, site
from tests.unit.referentiel.memoire import UniteEnMemoire
from tests.unit.referentiel.suite_import import SuiteDeLImport


class TestImportEnMemoire(SuiteDeLImport):
    @pytest.fixture
    def annuaire(self) -> UniteEnMemoire:
        return UniteEnMemoire()


async def test_un_import_pendant_un_autre_est_refuse(tmp_path):
    annuaire = UniteEnMemoire()
    annuaire.prise = True
    rapport = await annuaire.importer(ecrire(tmp_path / "f.json", document(entite(site(1)))))
    assert rapport.statut is Statut.REFUSE
    assert "déjà en cours" in rapport.motif


async def test_le_journal_dit_ce_qui_a_ete_lu_et_change(tmp_path):
    annuaire = UniteEnMemoire()
    await annuaire.importer(ecrire(tmp_path / "f.json", document(entite(site(1)))))
    (ligne,) = annuaire.journal
    assert (ligne.fichier, ligne.statut, ligne.evenements) == ("f.json", Statut.APPLIQUE, {"StructureConstatee": 1})
    assert ligne.sha256 is not None
    assert len(ligne.sha256) == 64
