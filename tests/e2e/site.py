"""A whole platform with the sample region behind its gateway, as `maillage run` brings it up, in a folder of its own."""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from local.environment import read_environment
from local.ports import free_port
from shared.kernel.identite import Identite
from shared.settings import ROOT, platform_settings
from shared.web.authentification import sessions_de
from tests.identites import de
from tests.platform import Servers

READY_SECONDS = 150
STOP_SECONDS = 40
FIRST_PORT = 28_080


@dataclass(frozen=True)
class Site:
    """Where the pages are."""

    address: str
    folder: Path
    environment: dict[str, str]
    region: str = "exemple"

    def session(self, qui: str | Identite) -> Any:
        """Return the cookie of somebody who signed in, made with the keys of this platform."""
        known = read_environment(self.folder / self.region)
        settings = platform_settings(cles=json.loads(known["MAILLAGE_CLES"]), kafka="", adresse=self.address)
        name, value = sessions_de(settings).cookie(de(qui) if isinstance(qui, str) else qui)
        return {"name": name, "value": value, "url": self.address, "httpOnly": True, "sameSite": "Lax"}

    def client(self, qui: str | Identite) -> httpx.Client:
        """Return a client that acts as the pages of somebody who signed in."""
        cookie = self.session(qui)
        return httpx.Client(
            base_url=self.address,
            cookies={cookie["name"]: cookie["value"]},
            headers={"Origin": self.address},
            trust_env=False,
        )

    async def order(self, *words: str) -> str:
        """Run an order of `maillage` on this platform; return what it printed. Raises AssertionError with its complaint."""
        environment = {**self.environment, "MAILLAGE_ENVIRONNEMENT": str(self.folder / self.region / "environnement")}
        command = [sys.executable, "-m", "shared.cli.main", *words]
        done = await asyncio.to_thread(
            subprocess.run, command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout)


@asynccontextmanager
async def running_site(
    servers: Servers, folder: Path, prefix: str, finess: Path | None = None, **settings: str
) -> AsyncIterator[Site]:
    """Give a running platform: the sample region, or the national one of this file; `settings` are MAILLAGE_ variables.

    Raises AssertionError, with what it said, when it does not come up.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MAILLAGE_")},
        "MAILLAGE_DOSSIER": str(folder),
        "MAILLAGE_KAFKA": servers.kafka,
        "MAILLAGE_POSTGRES": servers.postgres,
        "MAILLAGE_PREFIXE": prefix,
        "MAILLAGE_EMPREINTE_SECONDES": "2",
        **settings,
    }
    command = [sys.executable, "-m", "shared.cli.main", "run", "--port", str(free_port(FIRST_PORT))]
    command += ["--finess", str(finess)] if finess else []
    said = folder / "dit.log"
    with (
        said.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT) as process,
    ):
        try:
            yield Site(await _address(process, said), folder, environment, "national" if finess else "exemple")
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, STOP_SECONDS)


async def _address(process: "subprocess.Popen[bytes]", said: Path) -> str:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(r"prêt : (http://\S+)", said.read_text("utf-8")):
            return found[1]
        await asyncio.sleep(0.1)
    raise AssertionError(f"the platform did not come up:\n{said.read_text('utf-8')}")
