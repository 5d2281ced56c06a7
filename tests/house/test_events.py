"""One producer per event, one dead-letter topic per service, names that say what they carry."""

import ast
import re
from pathlib import Path

import pytest

from shared.contracts.base import Contract
from shared.contracts.registry import registry
from shared.contracts.schema import contracts
from shared.contracts.topics import Topic
from shared.settings import ROOT
from shared.settings import services as service_names
from tests.house.conftest import Write
from tests.house.source import Module, called, modules, services

# What every service tells of itself is told by the kernel.
KERNEL = {"plateforme": "shared/bus/empreintes.py"}


def misplaced(root: Path = ROOT) -> list[str]:
    """Return where an event is told elsewhere than in its producer's outbound."""
    found = []
    for module in modules("shared", "services", root=root):
        if any(called(node) == "Outgoing" for node in ast.walk(module.tree)):
            found += [
                f"{module.name}: {told.__name__} is told here" for told in _told(module) if not _at_home(module, told)
            ]
            if not re.fullmatch(r"services/\w+/events/outbound\.py|shared/bus/empreintes\.py", module.name):
                found.append(f"{module.name}: events are told in events/outbound.py")
    return found


def _told(module: Module) -> list[type[Contract]]:
    known = contracts()
    return [known[name] for _, name, _ in module.imports() if name in known]


def _at_home(module: Module, contract: type[Contract]) -> bool:
    producer = contract.topic.producer
    return module.name == KERNEL.get(producer, f"services/{producer}/events/outbound.py")


def test_chaque_evenement_n_a_qu_un_producteur() -> None:
    assert misplaced() == []


def test_un_service_qui_dirait_l_evenement_d_un_autre_se_verrait(write: Write) -> None:
    text = "from shared.contracts.referentiel import StructureV1\nx = outbox.Outgoing(StructureV1(), 'a', 1)\n"
    write("services/sas/events/outbound.py", text)
    root = write("services/referentiel/storage/structures.py", text)
    assert misplaced(root) == [
        "services/referentiel/storage/structures.py: StructureV1 is told here",
        "services/referentiel/storage/structures.py: events are told in events/outbound.py",
        "services/sas/events/outbound.py: StructureV1 is told here",
    ]


@pytest.mark.parametrize("contract", contracts().values(), ids=contracts())
def test_chaque_evenement_du_registre_est_dit_par_son_producteur(contract: type[Contract]) -> None:
    producer = contract.topic.producer
    place = ROOT / KERNEL.get(producer, f"services/{producer}/events/outbound.py")
    text = place.read_text("utf-8")
    assert contract.__name__ in text
    titles = [event.title for event in contract.types]
    assert [title for title in titles if title not in text] == []


def test_chaque_topic_a_un_producteur_qui_existe() -> None:
    assert {topic.producer for topic in Topic} <= {*service_names(), *KERNEL}


def test_chaque_service_a_son_topic_de_rebut_et_nul_autre() -> None:
    folders = {path.name for path in services()}
    assert {topic.nom for topic in Topic if topic.est_rebut} == {f"{name}.rebut" for name in folders}
    assert all(Topic.rebut_de(name).producer == name for name in folders)


def test_les_noms_de_topics_sont_minuscules_avec_points_et_tirets() -> None:
    assert [topic.nom for topic in Topic if not re.fullmatch(r"[a-z]+(\.[a-z]+(-[a-z]+)*)+", topic.nom)] == []


def test_le_titre_d_un_evenement_est_son_nom_en_capitales() -> None:
    for entry in registry().values():
        assert entry.event.title == "".join(part.capitalize() for part in re.split(r"[.-]", entry.event.name))
