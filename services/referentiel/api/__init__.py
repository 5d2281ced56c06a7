"""The directory over HTTP, in JSON: described by `/referentiel/api/openapi.json`."""

from fastapi import APIRouter

from services.referentiel.api import coherence, structures

router = APIRouter(prefix="/api")
router.include_router(structures.router)
router.include_router(coherence.router)
