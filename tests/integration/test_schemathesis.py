"""Each service behind its OpenAPI document: whatever is sent, by a stranger or by somebody, nothing breaks and no answer lies."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance
from schemathesis.generation import GenerationMode

from local.ports import free_port
from local.region.personnes import intervenants_csv
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.kernel.identite import Identite
from shared.settings import ROOT, platform_settings, services
from shared.web.authentification import sessions_de
from tests.identites import ANIMATEUR_31, COORDINATION
from tests.integration.bus.running import until
from tests.platform import Platform, Servers, platform_of
from tests.samples import finess, structure

CLES = ["schemathesis-0123456789-0123456789-0123456789"]
SEED, EXAMPLES, EXAMPLES_OF_A_STRANGER = 31, 6, 3
ADRESSE = "http://maillage.invalid"
SETTINGS = {
    "MAILLAGE_ADRESSE": ADRESSE, "MAILLAGE_CLES": json.dumps(CLES), "MAILLAGE_JOURNAL": "ERROR",
    "MAILLAGE_OIDC_EMETTEUR": "http://identites.invalid",
}  # fmt: skip
PEOPLE: Mapping[str, Identite | None] = {
    "inconnu": None, "animateur": ANIMATEUR_31, "coordination": COORDINATION,
}  # fmt: skip
KNOWN: Mapping[str, Any] = {
    "finess": finess(1), "structure": finess(1), "departement": "31", "thematique": "dmp", "editeur": "Exemple",
    "logiciel": "Exemple DUI", "version_logiciel": "1", "deploye_le": "2026-02-16",
    "contact": {"nom": "Direction 1", "courriel": "direction@maillage.invalid"},
}  # fmt: skip
"""What a random value would never hit: parameters and fields of these names are known ones every other time."""

DEPOT = {key: KNOWN[key] for key in ("structure", "thematique", "contact")} | {"texte": "Brancher le DMP."}


@dataclass(frozen=True)
class Serveur:
    """A service as its own process, and where it answers."""

    service: str
    url: str


@asynccontextmanager
async def _running(platform: Platform, service: str) -> AsyncIterator[Serveur]:
    port = free_port()
    ports = {"MAILLAGE_HTTP_PORT": str(port), "MAILLAGE_ADMIN_PORT": str(free_port())}
    environment = platform.environment(**SETTINGS, **ports)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"services.{service}.server", env=environment, cwd=ROOT
    )
    serveur = Serveur(service, f"http://127.0.0.1:{port}")
    try:
        await until(lambda: _answers(serveur, process))
        yield serveur
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), 20)


async def _answers(serveur: Serveur, process: asyncio.subprocess.Process) -> bool:
    assert process.returncode is None, f"the server of {serveur.service} ended"
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(f"{serveur.url}/{serveur.service}/api/openapi.json")).status_code == 200
        except httpx.HTTPError:
            return False


@pytest.fixture(scope="module", params=services())
async def serveur(
    request: pytest.FixtureRequest, servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Serveur]:
    """Give one service after the other, each on its own database, which holds a few structures."""
    async with platform_of(servers, [request.param]) as platform:
        async with platform.pool(request.param) as pool, pool.acquire() as connection:
            await StateTable(StructureV1, "structures").upsert(connection, [structure(n) for n in range(1, 4)])
        if request.param == "accompagnement":
            await _people(platform, tmp_path_factory.mktemp("personnes") / "intervenants.csv")
        async with _running(platform, request.param) as running:
            yield running


async def _people(platform: Platform, file: Path) -> None:
    """Let the demo people answer requests."""
    file.write_text(intervenants_csv(), "utf-8")
    command = (sys.executable, "-m", "shared.cli.main", "import", "intervenants", str(file))
    done = await asyncio.create_subprocess_exec(*command, env=platform.environment(**SETTINGS), cwd=ROOT, stdout=PIPE)
    said, _ = await done.communicate()
    assert done.returncode == 0, said.decode()


async def _known(serveur: Serveur) -> dict[str, Any]:
    """Return the known values of a service: a fresh request, where requests are deposited."""
    if serveur.service != "accompagnement":
        return dict(KNOWN)
    async with httpx.AsyncClient(base_url=serveur.url, trust_env=False, headers={"origin": ADRESSE}) as client:
        answer = await client.post("/accompagnement/api/demandes", json=DEPOT, headers={"idempotency-key": uuid4().hex})
        return {**KNOWN, "demande": answer.raise_for_status().json()["demande"]}


def _headers(qui: Identite | None) -> dict[str, str]:
    """Return what the browser of somebody sends."""
    if qui is None:
        return {"origin": ADRESSE}
    reglages = platform_settings(cles=CLES, kafka="", adresse=ADRESSE)
    nom, valeur = sessions_de(reglages).cookie(qui)
    return {"origin": ADRESSE, "cookie": f"{nom}={valeur}"}


@pytest.mark.parametrize("qui", PEOPLE)
async def test_aucune_entree_ne_casse_l_api_et_chaque_reponse_est_celle_qui_est_promise(
    serveur: Serveur, qui: str
) -> None:
    await asyncio.to_thread(_try_all, serveur, _headers(PEOPLE[qui]), await _known(serveur))


def _try_all(serveur: Serveur, headers: dict[str, str], known: Mapping[str, Any]) -> None:
    document = schemathesis.openapi.from_url(f"{serveur.url}/{serveur.service}/api/openapi.json")
    for found in document.include(path_regex=f"^/{serveur.service}/api/").get_all_operations():
        operation = found.ok()
        _try(operation.as_strategy(generation_mode=GenerationMode.POSITIVE), headers, known)
        with suppress(Unsatisfiable):  # nothing wrong can be sent where nothing is asked
            _try(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE), headers, {})


def _try(strategy: Any, headers: dict[str, str], known: Mapping[str, Any]) -> None:
    @seed(SEED)
    @settings(
        max_examples=EXAMPLES if "cookie" in headers else EXAMPLES_OF_A_STRANGER, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=strategy, with_known=st.booleans())
    def check(case: schemathesis.Case, *, with_known: bool) -> None:
        for part in (case.path_parameters, case.query, case.body):
            if with_known and isinstance(part, dict):
                part.update({name: known[name] for name in part if name in known})
        response = case.call(headers=headers)
        assert response.status_code != HTTPStatus.UNAUTHORIZED or "cookie" not in headers, "the session was not read"
        if response.status_code < HTTPStatus.BAD_REQUEST:
            case.validate_response(response, checks=[content_type_conformance, response_schema_conformance])
        else:
            case.validate_response(response, checks=[not_a_server_error])
            _is_a_problem(case, response)

    check()


def _is_a_problem(case: schemathesis.Case, response: schemathesis.Response) -> None:
    """Every refusal of the API is told as RFC 9457 says, in French."""
    assert response.headers["content-type"][0].startswith("application/problem+json"), (case.formatted_path, response)
    told = response.json()
    assert told["status"] == response.status_code
    assert told["title"]
    assert told["detail"]
