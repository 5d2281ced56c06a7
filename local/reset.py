"""`maillage reset`: erases the regions of this machine, never those of a platform that runs."""

import shutil

from local.account import erase
from local.errors import DejaEnMarcheError
from local.lock import is_held
from local.paths import current_link, region_dir, servers_dir
from local.run import EXEMPLE, NATIONAL


def reset(*, servers_too: bool = False) -> list[str]:
    """Erase the data of both regions, and the downloaded servers when asked. What was erased.

    Raises DejaEnMarcheError before erasing anything.
    """
    folders = [region_dir(EXEMPLE), region_dir(NATIONAL)]
    for folder in folders:
        if is_held(folder):
            raise DejaEnMarcheError(
                f"La plateforme « {folder.name} » tourne : arrêtez-la d'abord (Ctrl-C dans son terminal)."
            )
    current_link().unlink(missing_ok=True)
    if servers_too:
        folders.append(servers_dir())
    erased = []
    for folder in folders:
        if folder.exists():
            erase(folder / "postgres")
            shutil.rmtree(folder)
            erased.append(str(folder))
    return erased
