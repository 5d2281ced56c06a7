"""The pages of notifications: deliveries, messages in the application with their bell, and a structure's fragment."""

from pathlib import Path

from fastapi import APIRouter

from services.notifications.pages import livraisons, messages, structures

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False)
router.include_router(livraisons.router)
router.include_router(messages.router)
router.include_router(structures.router)
