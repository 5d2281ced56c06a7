"""Asking the admin ports of every process what they hold: nobody reads another's database."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

from shared.settings import PlatformSettings


@dataclass(slots=True)
class Picture:
    """The platform at one moment, as its processes tell it."""

    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    copies: list[dict[str, Any]] = field(default_factory=list)
    controles: list[dict[str, Any]] = field(default_factory=list)

    @property
    def at_rest(self) -> bool:
        """Tell whether every process answered, every outbox is empty and nothing waits to be applied."""
        return all(s["pret"] and s["outbox"] == 0 and not any(s["retards"].values()) for s in self.services.values())

    @property
    def equal(self) -> bool:
        """Tell whether every copy equals its source, and every kept figure its fresh count."""
        return all(copie["egales"] for copie in self.copies) and not any(c["ecarts"] for c in self.controles)

    def as_json(self) -> dict[str, Any]:
        """Return the picture as `maillage etat --json` prints it."""
        told = {"services": self.services, "copies": self.copies, "controles": self.controles}
        return {"en_phase": self.at_rest and self.equal, **told}


async def look(settings: PlatformSettings, *, with_digests: bool) -> Picture:
    """Ask every process of every service, in parallel."""
    asked = [(service, url) for service, urls in settings.admins.items() for url in urls]
    async with httpx.AsyncClient(timeout=60 if with_digests else 10, trust_env=False) as client:
        answers = await asyncio.gather(*(_ask(client, url, with_digests=with_digests) for _, url in asked))
    picture = Picture()
    digests: list[dict[str, Any]] = []
    for (service, _), answer in zip(asked, answers, strict=True):
        entry = picture.services.setdefault(
            service, {"pret": True, "raisons": [], "retards": {}, "groupes": {}, "outbox": 0, "rebuts": 0}
        )
        entry["pret"] = entry["pret"] and answer["pret"] and "erreur" not in answer
        entry["raisons"] += [*answer["raisons"], *([answer["erreur"]] if "erreur" in answer else [])]
        entry["outbox"] = max(entry["outbox"], answer.get("outbox", 0))
        entry["rebuts"] = max(entry["rebuts"], sum(answer.get("rebuts", {}).values()))
        for lag in answer.get("retards", []):
            entry["groupes"][lag["groupe"]] = lag["retard"]
            entry["retards"][lag["topic"]] = max(entry["retards"].get(lag["topic"], 0), lag["retard"])
        digests += answer.get("empreintes", [])
        picture.controles += [
            {"controle": f"{service}.{name}", "ecarts": ecarts} for name, ecarts in answer.get("controles", {}).items()
        ]
    picture.copies = _compare({d["nom"]: d for d in digests})
    return picture


async def _ask(client: httpx.AsyncClient, url: str, *, with_digests: bool) -> dict[str, Any]:
    try:
        answer = await client.get(f"{url}/etat", params={"empreintes": "1"} if with_digests else {})
        body: dict[str, Any] = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        return {"pret": False, "raisons": [f"{url} ne répond pas ({type(error).__name__})"]}
    return body


def _compare(digests: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    sources = {d["contrat"]: d for d in digests.values() if d["role"] == "source"}
    copies = []
    for copie in (d for d in digests.values() if d["role"] == "copie"):
        source = sources.get(copie["contrat"], {"nom": copie["topic"], "nombre": None, "empreinte": None})
        nombre, empreinte = [source["nombre"], copie["nombre"]], [source["empreinte"], copie["empreinte"]]
        copies.append(
            {
                "source": source["nom"],
                "copie": copie["nom"],
                "nombre": nombre,
                "empreinte": empreinte,
                "egales": nombre[0] == nombre[1] and empreinte[0] == empreinte[1],
            }
        )
    return sorted(copies, key=lambda c: str(c["copie"]))
