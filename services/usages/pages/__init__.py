"""The pages of usages: a site's curves, the overview by département, and the import desk."""

from pathlib import Path

from fastapi import APIRouter

from services.usages.pages import ensemble, imports, structures

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False)
router.include_router(ensemble.router)
router.include_router(structures.router)
router.include_router(imports.router)
