"""What the tests know of the sample region, asked of the API."""

from typing import Any

import httpx

from tests.e2e.site import Site


def une_structure(site: Site, **criteres: str) -> dict[str, Any]:
    """Return the first structure that answers."""
    return structures(site, **criteres)[0]


def structures(site: Site, **criteres: str) -> list[dict[str, Any]]:
    """Return the structures that answer, a page of them."""
    answer = httpx.get(f"{site.address}/referentiel/api/structures", params=criteres, trust_env=False)
    found: list[dict[str, Any]] = answer.raise_for_status().json()["structures"]
    return found
