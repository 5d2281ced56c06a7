"""`maillage jeton`: a bearer token of a demo person, for programs that call the running platform."""

from dataclasses import replace

from local.cle import NOM, lire_cle, signer
from local.errors import LocalError
from local.region.personnes import personne_de
from shared.kernel.clock import SystemClock
from shared.kernel.identite import Role
from shared.kernel.territoire import OCCITANIE
from shared.settings import environment_file, platform_settings


def jeton(role: str, departement: str | None) -> str:
    """A token for the first demo person of the role. Raises LocalError, SettingsMissingError."""
    if role not in set(Role):
        raise LocalError(f"Rôle inconnu : « {role} ». Rôles : {', '.join(Role)}.")
    if departement is not None and departement not in OCCITANIE:
        raise LocalError(
            f"Département inconnu : « {departement} ». Départements de la région : {', '.join(OCCITANIE)}."
        )
    settings = platform_settings()
    file = environment_file()
    key = file.parent / NOM if file else None
    if key is None or not key.exists():
        raise LocalError("La plateforme locale n'a pas de service d'identité : lancez d'abord « make run ».")
    found = personne_de(Role(role), departement) or personne_de(Role(role))
    assert found is not None, "there is somebody of each role"
    if departement is not None:
        found = replace(found, departements=(departement,))
    return signer(
        found, lire_cle(key), emetteur=settings.oidc_emetteur, audience=settings.oidc_audience, clock=SystemClock()
    )
