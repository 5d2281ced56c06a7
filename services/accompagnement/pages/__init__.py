"""The pages of accompagnement: home by role, inbox, request, deposit, tracking, coordination, a structure's part."""

from pathlib import Path

from fastapi import APIRouter

from services.accompagnement.pages import (
    absences,
    accessibilite,
    accueil,
    actes,
    boite,
    coordination,
    demande,
    depot,
    structures,
    suivi,
)

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False)
for page in (absences, accessibilite, accueil, boite, demande, actes, depot, suivi, coordination, structures):
    router.include_router(page.router)
