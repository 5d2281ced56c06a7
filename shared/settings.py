"""Settings: typed, from the environment, else from the file that the running local platform leaves behind."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from shared.kernel.errors import Refusal

ROOT = Path(__file__).resolve().parent.parent
_LOCAL_FILE = Path(".maillage/courant/environnement")


class SettingsMissingError(Refusal):
    """A setting without default is nowhere to be found."""

    message = (
        "Réglage absent : {noms}. Lancez « make run » dans un autre terminal, ou donnez ces variables d'environnement."
    )


@cache
def services() -> tuple[str, ...]:
    """Return the names of the services: the folders of `services/` that hold a bootstrap."""
    return tuple(sorted(p.parent.name for p in (ROOT / "services").glob("*/bootstrap.py")))


def environment_file() -> Path | None:
    """Return the file of settings of the running local platform: here, else in the project's folder, else None."""
    named = os.environ.get("MAILLAGE_ENVIRONNEMENT")
    candidates = [Path(named)] if named else [Path.cwd() / _LOCAL_FILE, ROOT / _LOCAL_FILE]
    return next((path for path in candidates if path.is_file()), None)


class ReglageInvalideError(Refusal):
    """A setting is there and cannot be used."""

    message = "Réglage inutilisable : {noms}."


class PlatformSettings(BaseSettings):
    """What every process and order of the platform reads (variables `MAILLAGE_…`)."""

    model_config = SettingsConfigDict(
        env_prefix="MAILLAGE_", extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    kafka: str = Field(description="Kafka bootstrap servers, host:port[,host:port…].")
    prefixe: str = Field(default="", description="Prefix of topics, groups and databases.")
    journal: str = Field(default="INFO", description="Log level.")
    http_hote: str = Field(default="127.0.0.1", description="Address that the public server listens on.")
    http_port: int = Field(default=0, description="Port of the public server; 0 for a free one.")
    admin_hote: str = Field(default="127.0.0.1", description="Address that the admin server listens on.")
    admin_port: int = Field(default=0, description="Port of the admin server; 0 for a free one.")
    session_timeout_ms: int = Field(default=30_000, description="Kafka session timeout: a silent member is replaced.")
    lot_max: int = Field(default=1_000, ge=1, description="Most events in one consumer batch.")
    empreinte_secondes: float = Field(default=30.0, gt=0, description="Interval between two digests of the tables.")
    adresse: str = Field(default="http://localhost:8080", description="Public address of the platform, for links.")
    cles: list[str] = Field(default_factory=list, description="Secrets of links and sessions; the first one signs.")
    session_heures: float = Field(default=8.0, gt=0, description="Hours after which a person signs in again.")
    oidc_emetteur: str = Field(default="", description="Issuer of OpenID Connect; empty: nobody can sign in.")
    oidc_decouverte: str = Field(default="", description="Address of its discovery document, where not the usual one.")
    oidc_client: str = Field(default="maillage", description="Our client identifier there.")
    oidc_secret: str = Field(default="", description="Our client secret; empty for a public client.")
    oidc_audience: str = Field(default="maillage-api", description="Audience that bearer tokens must name.")
    oidc_portees: str = Field(default="openid profile", description="Scopes that we ask for.")
    oidc_nom: str = Field(default="name", description="Claim that holds the name of the person.")
    oidc_role: str = Field(default="role", description="Claim that holds the role.")
    oidc_departements: str = Field(default="departements", description="Claim that holds the départements.")
    admins: dict[str, list[str]] = Field(default_factory=dict, description="Admin base URLs of each service.")


class ServiceSettings(PlatformSettings):
    """The settings of one service: the platform's, and the address of its own database."""

    service: str
    postgres: str = Field(description="DSN of the service's own role and database.")
    bassin: int = Field(default=10, ge=2, description="Most Postgres connections of one process.")


def service_settings(service: str, **overrides: Any) -> ServiceSettings:
    """Read a service's settings; the DSN is `MAILLAGE_<SERVICE>_POSTGRES`. Raises SettingsMissingError."""

    class Settings(ServiceSettings):
        postgres: str = Field(validation_alias=AliasChoices(f"MAILLAGE_{service.upper()}_POSTGRES", "postgres"))

    settings: ServiceSettings = _read(Settings, service=service, **overrides)
    return settings


def platform_settings(**overrides: Any) -> PlatformSettings:
    """Read the platform's settings. Raises SettingsMissingError."""
    settings: PlatformSettings = _read(PlatformSettings, **overrides)
    return settings


def _read(settings: type[Any], **values: Any) -> Any:
    missing = []
    for name, field in settings.model_fields.items():
        variable = f"MAILLAGE_{name.upper()}"
        if isinstance(field.validation_alias, AliasChoices):
            variable = str(field.validation_alias.choices[0])
        known = os.environ.get(variable) or _from_file().get(variable)
        if known is None and name not in values and field.is_required():
            missing.append(variable)
    if missing:
        raise SettingsMissingError(noms=", ".join(missing))
    try:
        return settings(_env_file=environment_file(), _env_file_encoding="utf-8", **values)
    except ValidationError as error:
        raise ReglageInvalideError(noms=", ".join(_fault(f["loc"], f["msg"]) for f in error.errors())) from None
    except SettingsError as error:
        raise ReglageInvalideError(noms=str(error)) from None


def _fault(place: tuple[int | str, ...], message: str) -> str:
    name = str(place[0]).upper().removeprefix("MAILLAGE_")
    return f"MAILLAGE_{name} ({message})"


def _from_file() -> dict[str, str]:
    path = environment_file()
    if path is None:
        return {}
    lines = (line.split("=", 1) for line in path.read_text("utf-8").splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, value in lines}
