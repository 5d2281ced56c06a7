"""Writing a contract: its name, its types, its place in the registry."""

import pytest

from shared.contracts import base
from shared.contracts.base import Delta, EventType, Fact, Nature, State
from shared.contracts.registry import registry
from shared.contracts.topics import Topic

OUVERT = EventType("lieu.ouvert", "LieuOuvert", "A place opened.")


@pytest.fixture(autouse=True)
def registre(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the test a registry of its own, over what is written so far."""
    monkeypatch.setattr(base, "_CONTRACTS", list(base._CONTRACTS))
    monkeypatch.setattr("shared.contracts.registry.contracts", base.contracts)
    monkeypatch.setattr("tests.unit.shared.test_contracts.registry", registry.__wrapped__)


def test_la_version_est_dans_le_nom_de_la_classe() -> None:
    class LieuOuvertV12(Fact, topic=Topic.REFERENTIEL_STRUCTURE, key="lieu", types=(OUVERT,)):
        lieu: str

    assert LieuOuvertV12.major == 12
    assert LieuOuvertV12.type_of(OUVERT) == "fr.maillage.referentiel.lieu.ouvert.v12"
    assert LieuOuvertV12(lieu="31").key_value() == "31"


def test_un_contrat_sans_version_est_refuse() -> None:
    with pytest.raises(TypeError, match="ends with its version"):

        class LieuOuvert(Fact, topic=Topic.REFERENTIEL_STRUCTURE, key="lieu", types=(OUVERT,)):
            lieu: str


def test_un_type_declare_deux_fois_est_refuse() -> None:
    class LieuOuvertV1(Fact, topic=Topic.REFERENTIEL_STRUCTURE, key="lieu", types=(OUVERT,)):
        lieu: str

    class LieuV1(Fact, topic=Topic.REFERENTIEL_STRUCTURE, key="lieu", types=(OUVERT,)):
        lieu: str

    with pytest.raises(ValueError, match=r"lieu\.ouvert\.v1 is declared twice"):
        registry()


def test_la_nature_vient_de_la_classe_mere() -> None:
    assert (State.nature, Fact.nature, Delta.nature) == (Nature.STATE, Nature.FACT, Nature.DELTA)


@pytest.mark.parametrize("version", [0, -1, None])
def test_un_etat_a_une_version_positive(version: object) -> None:
    class LieuV1(State, topic=Topic.REFERENTIEL_STRUCTURE, key="lieu", types=(OUVERT,)):
        lieu: str

    with pytest.raises(ValueError, match="version"):
        LieuV1(lieu="31", version=version)


def test_chaque_service_a_son_topic_de_rebut() -> None:
    assert Topic.rebut_de("usages").nom == "usages.rebut"
    with pytest.raises(KeyError):
        Topic.rebut_de("inconnu")
