"""The DUI of a site: which one is in use, and how its story is told with the register's."""

from datetime import UTC, date, datetime
from itertools import permutations
from uuid import UUID

import pytest

from services.referentiel.domain.equipement import Deploiement, Equipement, GenreDeDeploiement
from services.referentiel.pages.saisie import numero_de_demande, numero_finess
from services.referentiel.usecases.lire_structure import Evenement, Fiche
from tests.samples import finess
from tests.unit.referentiel.structures import structure


def deploiement(n: int, deploye_le: date, declare: int = 1) -> Deploiement:
    return Deploiement(
        id=UUID(int=n),
        finess=finess(1),
        genre=GenreDeDeploiement.DEPLOIEMENT,
        editeur="Éditeur Exemple",
        logiciel="Exemple DUI",
        version_logiciel=str(n),
        reference_segur=True,
        deploye_le=deploye_le,
        declare_le=datetime(2026, 4, declare, 9, tzinfo=UTC),
    )


def test_sans_declaration_il_n_y_a_pas_d_equipement() -> None:
    assert Equipement.de([]).actuel is None


def test_le_dui_en_service_est_le_plus_recent_par_son_jour_puis_par_sa_declaration() -> None:
    ancien = deploiement(3, date(2025, 1, 1), declare=9)
    declare_tot = deploiement(2, date(2026, 2, 1), declare=1)
    declare_tard = deploiement(1, date(2026, 2, 1), declare=2)
    for ordre in permutations((ancien, declare_tot, declare_tard)):
        equipement = Equipement.de(ordre)
        assert equipement.actuel == declare_tard
        assert equipement.deploiements == (declare_tard, declare_tot, ancien)


def test_l_histoire_mele_le_registre_et_les_deploiements_du_plus_recent_au_plus_ancien() -> None:
    premier = Evenement("StructureConstatee", 1, datetime(2026, 1, 5, 2, tzinfo=UTC), ())
    second = Evenement("StructureRenommee", 2, datetime(2026, 3, 1, 2, tzinfo=UTC), ("nom",))
    avant, entre = deploiement(1, date(2025, 6, 1)), deploiement(2, date(2026, 2, 1))
    fiche = Fiche(
        structure=structure(),
        libelle_categorie=None,
        libelle_statut=None,
        equipement=Equipement.de([avant, entre]),
        histoire=(second, premier),
        defauts=(),
    )
    assert fiche.chronologie == (second, entre, premier, avant)


@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("DA-2026-00042", "DA-2026-00042"), (" da-2026-00042 ", "DA-2026-00042"), ("da 2026 00042", "DA-2026-00042"),
        ("DA-2026-123456", "DA-2026-123456"), ("DA-2026-042", None), ("dax 2026 00042", None), ("2026-00042", None),
    ],
)  # fmt: skip
def test_un_numero_de_demande_se_reconnait_comme_on_le_tape(tape: str, lu: str | None) -> None:
    assert numero_de_demande(tape) == lu


@pytest.mark.parametrize(
    ("tape", "lu"), [("31 0781406", "310781406"), ("2a0000014", "2A0000014"), ("31078140", None), ("ehpad", None)]
)
def test_un_numero_finess_se_reconnait_sans_ses_blancs(tape: str, lu: str | None) -> None:
    assert numero_finess(tape) == lu
