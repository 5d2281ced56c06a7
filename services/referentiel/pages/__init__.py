"""The pages of the directory: search, a structure's sheet, coherence of the copies, and the footer of every page."""

from pathlib import Path

from fastapi import APIRouter

from services.referentiel.pages import annuaire, choix, coherence, structures

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False)
router.include_router(annuaire.router)
router.include_router(choix.router)  # before the sheets: its address looks like theirs
router.include_router(structures.router)
router.include_router(coherence.router)
