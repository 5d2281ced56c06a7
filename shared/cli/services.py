"""The services as the shared orders see them: found by name, so that the kernel names none."""

import importlib
from typing import Annotated, Any

import typer

from shared.kernel.errors import NotFound
from shared.settings import services


class ServiceInconnuError(NotFound):
    """No service has that name."""

    message = "Service inconnu : « {nom} ». Services de la plateforme : {connus}."


def bootstrap_of(service: str) -> Any:
    """Return the bootstrap module of a service. Raises ServiceInconnuError."""
    if service not in services():
        raise ServiceInconnuError(nom=service, connus=", ".join(services()))
    return importlib.import_module(f"services.{service}.bootstrap")


ServiceArgument = Annotated[str, typer.Argument(metavar="SERVICE", help="Nom du service, par exemple usages.")]
