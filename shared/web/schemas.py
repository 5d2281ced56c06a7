"""The JSON Schemas of the contracts, where `ce_dataschema` says they are: `/<service>/schemas/<Contract>.json`."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from shared.contracts.schema import contracts, schema_of
from shared.kernel.errors import NotFound
from shared.web.acces import public


class ContratInconnuError(NotFound):
    """No contract has that name."""

    message = "Aucun contrat ne s'appelle « {nom} »."


def schemas_router() -> APIRouter:
    """Return the route of the schemas."""
    router = APIRouter()

    @router.get("/schemas/{nom}.json", summary="Schéma JSON d'un contrat d'événement", dependencies=[public()])
    async def schema(nom: str) -> JSONResponse:
        contract = contracts().get(nom)
        if contract is None:
            raise ContratInconnuError(nom=nom)
        return JSONResponse(schema_of(contract), media_type="application/schema+json")

    return router
