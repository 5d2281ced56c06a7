"""The same rooms in every house, a page at the door, and modules that hold one idea."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from shared.kernel import errors
from shared.settings import ROOT
from tests.house.conftest import Write
from tests.house.source import PRODUCTION, called, modules, services

ALWAYS = {
    "README.md", "__init__.py", "bootstrap.py", "server.py", "worker.py", "domain", "domain/ports.py", "usecases", "events",
    "events/inbound.py", "storage", "storage/migrations", "storage/schema.txt",
}  # fmt: skip
SOMETIMES = {"api", "pages", "sources", "envois", "cli.py", "settings.py"}
LONGEST_MODULE, LONGEST_PAGE = 300, 60
BASES = {"Refusal", "NotFound", "InvalidInput"}
IMPURE = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic", "uuid4", "uuid.uuid4",
          "uuid7", "os.urandom", "random.random", "random.choice", "random.randrange", "secrets.token_hex"}  # fmt: skip


def out_of_place(root: Path = ROOT) -> list[str]:
    """Return what a service lacks, and what it has that no other would."""
    found = []
    for service in services(root):
        found += [f"{service.name}: no {name}" for name in sorted(ALWAYS) if not (service / name).exists()]
        rooms = {path.name for path in service.iterdir()} - {"__pycache__"}
        top = {name for name in ALWAYS if "/" not in name} | SOMETIMES
        found += [f"{service.name}: {name} is no room of ours" for name in sorted(rooms - top)]
    return found


def too_long(root: Path = ROOT) -> list[str]:
    """Return the modules that hold more than one idea, by their length."""
    return [
        f"{module.name}: {lines} lines"
        for module in modules("shared", "services", "local", "tests", "benchmarks", root=root)
        if (lines := len(module.path.read_text("utf-8").splitlines())) > LONGEST_MODULE
    ]


def unhanded(root: Path = ROOT) -> list[str]:
    """Return where a rule takes time, identity or chance by itself."""
    rules = [m for m in modules("services", root=root) if re.match(r"services/\w+/(domain|usecases)/", m.name)]
    return [
        f"{module.name}:{node.lineno} {name}"
        for module in rules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in IMPURE
    ]


def test_chaque_service_a_les_memes_pieces() -> None:
    assert out_of_place() == []


def test_une_piece_de_plus_ou_de_moins_se_verrait(write: Write) -> None:
    for name in ALWAYS - {"README.md", "storage/migrations"}:
        write(f"services/rdv/{name}" if "." in name else f"services/rdv/{name}/x", "")
    root = write("services/rdv/utils/helpers.py", "")
    assert out_of_place(root) == [
        "rdv: no README.md", "rdv: no storage/migrations", "rdv: utils is no room of ours",
    ]  # fmt: skip


@pytest.mark.parametrize("service", services(), ids=lambda path: path.name)
def test_la_page_d_un_service_tient_sur_un_ecran_et_dit_l_essentiel(service: Path) -> None:
    page = (service / "README.md").read_text("utf-8")
    assert len(page.splitlines()) <= LONGEST_PAGE
    assert page.startswith(f"# {service.name}\n")
    for words in ("| owns |", "| tells |", "| listens to |", "| tables |", f"services.{service.name}.worker"):
        assert words in page, words


@pytest.mark.parametrize("service", services(), ids=lambda path: path.name)
def test_la_page_d_un_service_nomme_ses_tables_et_ce_qu_il_ecoute(service: Path) -> None:
    page = (service / "README.md").read_text("utf-8")
    tables = re.findall(r"^table (\w+)", (service / "storage" / "schema.txt").read_text("utf-8"), re.MULTILINE)
    kernel = re.findall(r"create table (\w+)", "".join(
        path.read_text("utf-8") for path in (ROOT / "shared/bus/migrations").glob("*.sql")
    ))  # fmt: skip
    own = set(tables) - set(kernel) - {"migrations"}
    assert [table for table in sorted(own) if f"`{table}`" not in page] == []


def test_aucun_module_ne_depasse_trois_cents_lignes() -> None:
    assert too_long() == []


def test_un_module_trop_long_se_verrait(write: Write) -> None:
    assert too_long(write("shared/web/tout.py", "x = 1\n" * 301)) == ["shared/web/tout.py: 301 lines"]


def test_le_temps_l_identite_et_le_hasard_sont_donnes_aux_regles() -> None:
    assert unhanded() == []


def test_une_regle_qui_lirait_l_heure_se_verrait(write: Write) -> None:
    root = write("services/sas/domain/creneau.py", "import uuid\nx = datetime.now(UTC)\ny = uuid.uuid4()\n")
    assert unhanded(root) == [
        "services/sas/domain/creneau.py:2 datetime.now",
        "services/sas/domain/creneau.py:3 uuid.uuid4",
    ]


def refusals_of(root: Path = ROOT) -> dict[str, list[ast.ClassDef]]:
    """Return the classes of each name that refuse something: those of the kernel's bases left out."""
    classes = [
        node for module in modules(*PRODUCTION, root=root) for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)
    ]  # fmt: skip
    found: dict[str, list[ast.ClassDef]] = {}
    while True:
        more = [node for node in classes if _parents(node) & (BASES | found.keys()) and node.name not in BASES]
        if len(more) == sum(len(nodes) for nodes in found.values()):
            return found
        found = {node.name: [n for n in more if n.name == node.name] for node in more}


def speechless(root: Path = ROOT) -> list[str]:
    """Return the refusals that say nothing of their own: neither they nor a parent of ours has a sentence."""
    found = refusals_of(root)

    def speaks(node: ast.ClassDef) -> bool:
        return _has_message(node) or any(speaks(one) for name in _parents(node) for one in found.get(name, []))

    return sorted(name for name, nodes in found.items() if not all(speaks(node) for node in nodes))


def _parents(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).rpartition(".")[2] for base in node.bases}


def _has_message(node: ast.ClassDef) -> bool:
    targets = [
        target
        for line in node.body
        for target in (line.targets if isinstance(line, ast.Assign) else [line.target] if isinstance(line, ast.AnnAssign) else [])
    ]  # fmt: skip
    return "message" in {ast.unparse(target) for target in targets}


def test_un_refus_porte_un_nom_qui_finit_en_error_et_une_phrase() -> None:
    found = refusals_of()
    assert len(found) > 5
    assert [name for name in sorted(found) if not name.endswith("Error")] == []
    assert speechless() == []
    assert all(hasattr(errors, name) for name in BASES)


def test_un_refus_sans_phrase_se_verrait(write: Write) -> None:
    root = write(
        "services/rdv/domain/refus.py",
        "class MuetError(errors.NotFound): ...\nclass DitError(Refusal):\n    message = 'Non.'\n"
        "class AussiError(DitError): ...\nclass MuetAussiError(MuetError): ...\n",
    )
    assert speechless(root) == ["MuetAussiError", "MuetError"]


def test_chaque_service_qui_a_des_ordres_les_ajoute_a_la_commande() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    entries = project["entry-points"]["maillage.commandes"]
    expected = {path.name: f"services.{path.name}.cli:commands" for path in services() if (path / "cli.py").exists()}
    assert {name: place for name, place in entries.items() if place.startswith("services.")} == expected


def test_seul_le_noyau_fait_des_clients_kafka() -> None:
    makers = {"AIOKafkaProducer", "AIOKafkaConsumer", "KafkaBroker"}
    found = {
        module.name
        for module in modules(*PRODUCTION)
        for node in ast.walk(module.tree)
        if called(node) in makers
    }  # fmt: skip
    assert found == {"shared/bus/broker.py"}
