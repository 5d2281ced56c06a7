"""Who may call a route: each one says it, by one of these dependencies."""

from typing import Any

from fastapi import Depends, HTTPException
from starlette.requests import Request

from shared.kernel.identite import AccesRefuseError, Identite, Role
from shared.web.roles import mot_du_role


class Acces:
    """A dependency that lets the given roles through, and hands the identity to the route.

    `roles` None: anybody, signed in or not; the identity is then None for a stranger.
    """

    def __init__(self, *roles: Role, public: bool = False) -> None:
        """Raises ValueError for neither roles nor `public`."""
        if public == bool(roles):
            raise ValueError("a route is public, or names its roles")
        self.public = public
        self.roles = frozenset(roles)

    async def __call__(self, request: Request) -> Identite | None:
        """Return who asks. Raises HTTPException 401 for a stranger, AccesRefuseError for another role."""
        if not hasattr(request.state, "identite"):
            request.state.identite = await request.app.state.authentification.identify(request)
        identite: Identite | None = request.state.identite
        if self.public:
            return identite
        if identite is None:
            raise HTTPException(401, headers={"www-authenticate": "Bearer"})
        if identite.role not in self.roles:
            attendus = ", ".join(mot_du_role(role) for role in Role if role in self.roles)
            raise AccesRefuseError(attendus=attendus, roles=mot_du_role(identite.role))
        return identite


def public() -> Any:
    """Let anybody call; the route receives an identity, or None for a stranger."""
    return Depends(Acces(public=True))


def reserve(*roles: Role) -> Any:
    """Let these roles call, and nobody else."""
    return Depends(Acces(*roles))


def connecte() -> Any:
    """Let whoever signed in call."""
    return Depends(Acces(*Role))
