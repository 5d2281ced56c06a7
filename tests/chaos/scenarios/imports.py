"""Imports of the directory that die half-way: finished or absent, never a part."""

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

from local.region.file import write_region
from tests.chaos import traffic
from tests.chaos.scenarios.base import Own, scenario
from tests.chaos.scene import Scene

_PLACES = ("avant_effets:1:tuer", "apres_effets:1:tuer", "apres_boite:1:tuer")


@scenario()
async def import_tue(scene: Scene, _: Own) -> None:
    """`maillage import finess` is killed before, between and after its writings, and at random; then it is run whole."""
    scene.start_all()
    first = write_region(scene.folder / "jour1.json.gz", scene.rng.randrange(1000), 1)
    for place in _PLACES:
        await _killed_at(scene, first, place)
    finished = await _killed_at_random(scene, first)
    report = await _whole(scene, first)
    count = await _structures(scene)
    due = "inchange" if finished else "applique"
    scene.expect(report["statut"] == due and count > 250, f"import entier : {report['statut']}, {count} structures")
    second = write_region(first.with_name("jour2.json.gz"), scene.rng.randrange(1000), 2)
    await _killed_at(scene, second, scene.rng.choice(_PLACES))
    scene.expect(await _structures(scene) == count, "le second import, tué, a changé le nombre de structures")


async def _killed_at(scene: Scene, file: Path, place: str) -> None:
    before = await _written(scene)
    process = await _order(scene, "tests.chaos.order", place, "import", "finess", str(file))
    code = await asyncio.to_thread(process.wait, 60)
    scene.say(f"import tué ({place}) : {code}")
    scene.expect(code == -signal.SIGKILL, f"l'import n'a pas atteint {place} : {code}")
    scene.expect(await _written(scene) == before, f"l'import tué à {place} a laissé quelque chose")


async def _killed_at_random(scene: Scene, file: Path) -> bool:
    """Kill an import anywhere; return whether it had finished."""
    before = await _written(scene)
    process = await _order(scene, "shared.cli.main", "import", "finess", str(file))
    delay = scene.rng.uniform(0.3, 2.5)
    try:
        await asyncio.to_thread(process.wait, delay)
    except subprocess.TimeoutExpired:
        process.kill()
        await asyncio.to_thread(process.wait)
    after = await _written(scene)
    scene.say(f"import tué après {delay:.2f} s (code {process.returncode}) : {after} lignes")
    finished = await _is_whole(scene)
    scene.expect(finished or after == before, f"import à moitié fait : {after}")
    return finished


async def _whole(scene: Scene, file: Path) -> dict[str, object]:
    """Run the import to its end; a dead one may hold its lock for the instant that Postgres takes to notice."""
    for _ in range(20):
        process = await _order(scene, "shared.cli.main", "import", "finess", str(file), "--json")
        output, _errors = await asyncio.to_thread(process.communicate)
        report: dict[str, object] = json.loads(output)
        scene.say(f"import : {report['statut']} {report['motif'] or ''}")
        if report["statut"] != "refuse":
            return report
        await asyncio.sleep(0.3)
    return report


async def _order(scene: Scene, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    return await asyncio.to_thread(
        subprocess.Popen, [sys.executable, "-m", module, *arguments], env=scene.platform.environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


async def _structures(scene: Scene) -> int:
    return await scene.ask(traffic.SERVICE, "select count(*) from structures")


async def _written(scene: Scene) -> int:
    """Count all that an import writes, once nothing of it is at work any more."""
    await scene.ask(traffic.SERVICE, _WAIT)
    return await scene.ask(traffic.SERVICE, _COUNT)


async def _is_whole(scene: Scene) -> bool:
    return bool(await scene.ask(traffic.SERVICE, "select count(*) from imports where statut = 'applique'"))


_WAIT = """
select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
where datname = current_database() and application_name like 'maillage-%-ordre'
"""
_COUNT = """
select (select count(*) from structures) + (select count(*) from structures_historique) + (select count(*) from imports)
    + (select count(*) from defauts) + (select count(*) from outbox where topic = 'referentiel.structure')
    + (select count(*) from outbox_envoyes where topic = 'referentiel.structure')
"""
