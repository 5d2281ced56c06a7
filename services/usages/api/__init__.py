"""Usages over HTTP, in JSON: described by `/usages/api/openapi.json`."""

from fastapi import APIRouter

from services.usages.api import agregats, catalogue, imports, sites

CORPS_MAX = {"/usages/api/imports": 1 << 28}
"""The largest file that a program sends: about six million figures. The desk of the pages takes less."""

router = APIRouter(prefix="/api")
for part in (catalogue, sites, agregats, imports):
    router.include_router(part.router)
