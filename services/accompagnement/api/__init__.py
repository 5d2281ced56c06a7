"""Accompagnement over HTTP, in JSON: described by `/accompagnement/api/openapi.json`; and the stream of open pages."""

from fastapi import APIRouter

from services.accompagnement.api import demandes, demandeurs, depots, equipe, flux

router = APIRouter()
for module in (depots, demandes, demandeurs, equipe):
    router.include_router(module.router, prefix="/api")
router.include_router(flux.router)
