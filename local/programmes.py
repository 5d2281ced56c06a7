"""What runs, and with which environment: two processes per service, the gateway in front, and what stands beside."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.cle import NOM as CLE
from local.paths import ROOT
from local.ports import LOOPBACK, free_port
from local.processes import Launch
from local.supervisor import Programme
from shared.web.chemins import RETOUR

PROCESSES = ("server", "worker")
COURRIER = "courrier"


@dataclass(frozen=True)
class Ports:
    """The loopback ports of this run."""

    gateway: int
    identites: int
    courrier: int
    smtp: int
    public: Mapping[str, int]
    admin: Mapping[tuple[str, str], int]

    @classmethod
    def choose(cls, services: Sequence[str], wanted: int, first: int) -> "Ports":
        """The gateway's as asked or the next free one; the others from `first` on."""
        gateway = free_port(wanted)
        taken = {gateway}

        def one() -> int:
            taken.add(port := free_port(first, taken=frozenset(taken)))
            return port

        return cls(
            gateway=gateway,
            identites=one(),
            courrier=one(),
            smtp=one(),
            public={service: one() for service in services},
            admin={(service, process): one() for service in services for process in PROCESSES},
        )

    @property
    def routes(self) -> dict[str, str]:
        """First segment of the path → base URL of its server."""
        behind = {**self.public, COURRIER: self.courrier}
        return {name: f"http://{LOOPBACK}:{port}" for name, port in behind.items()}

    @property
    def emetteur(self) -> str:
        """The address of the identity provider, which the browser visits too."""
        return f"http://{LOOPBACK}:{self.identites}"

    @property
    def admins(self) -> dict[str, list[str]]:
        """Service → base URLs of its admin ports."""
        urls: dict[str, list[str]] = {service: [] for service in self.public}
        for (service, _), port in self.admin.items():
            urls[service].append(f"http://{LOOPBACK}:{port}")
        return urls


@dataclass(frozen=True)
class Region:
    """What all the processes of a region share."""

    folder: Path
    settings: Mapping[str, str]
    ports: Ports


def service_programmes(region: Region, bases: Mapping[str, str]) -> list[Programme]:
    """The two processes of each service, each with its own service's database address only."""
    return [
        _programme(
            region,
            f"{service} {process}",
            f"services.{service}.{process}",
            {
                f"MAILLAGE_{service.upper()}_POSTGRES": bases[service],
                "MAILLAGE_HTTP_HOTE": LOOPBACK,
                "MAILLAGE_HTTP_PORT": str(region.ports.public[service]),
                "MAILLAGE_ADMIN_PORT": str(port),
            },
        )
        for (service, process), port in region.ports.admin.items()
    ]


def identity_programme(region: Region) -> Programme:
    """The local identity provider; it knows no database."""
    values = {
        "MAILLAGE_HTTP_PORT": str(region.ports.identites),
        "MAILLAGE_IDENTITES_CLE": str(region.folder / CLE),
        "MAILLAGE_IDENTITES_RETOUR": region.settings["MAILLAGE_ADRESSE"] + RETOUR,
    }
    return _programme(region, "identités", "local.identites", values)


def mailbox_programme(region: Region) -> Programme:
    """The local mailbox: what the platform mails goes there."""
    values = {
        "MAILLAGE_HTTP_PORT": str(region.ports.courrier),
        "MAILLAGE_COURRIER_DOSSIER": str(region.folder / COURRIER),
    }
    return _programme(region, COURRIER, "local.courrier", values)


def gateway_programme(region: Region) -> Programme:
    """The local ingress; it knows no database."""
    values = {"MAILLAGE_ROUTES": json.dumps(region.ports.routes), "MAILLAGE_HTTP_PORT": str(region.ports.gateway)}
    return _programme(region, "passerelle", "local.gateway", values)


def _programme(region: Region, name: str, module: str, values: Mapping[str, str]) -> Programme:
    # A process is told all that it needs: the file that holds every service's database is not for it.
    nothing = {"MAILLAGE_ENVIRONNEMENT": str(region.folder / "aucun-environnement")}
    environment = {**_inherited(), **region.settings, **nothing, **values}
    log = region.folder / "journaux" / f"{name.replace(' ', '-')}.log"
    return Programme(name, Launch(command=[sys.executable, "-m", module], log=log, cwd=ROOT, env=environment))


def _inherited() -> dict[str, str]:
    """Our own environment, but no address of a database, and no proxy between processes of this machine."""
    kept = {name: value for name, value in os.environ.items() if not _is_database(name)}
    direct = ",".join(filter(None, (os.environ.get("no_proxy") or os.environ.get("NO_PROXY"), LOOPBACK, "localhost")))
    return kept | {"NO_PROXY": direct, "no_proxy": direct}


def _is_database(name: str) -> bool:
    return name.startswith("MAILLAGE_") and name.endswith("POSTGRES")
