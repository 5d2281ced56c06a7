"""The JSON API of notifications."""

from fastapi import APIRouter

from services.notifications.api import livraisons

router = APIRouter(prefix="/api")
router.include_router(livraisons.router)
