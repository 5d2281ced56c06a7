"""`maillage run`: the whole platform in the foreground, until Ctrl-C or SIGTERM."""

import os
from dataclasses import dataclass
from pathlib import Path

from local.errors import LocalError, PrerequisiteError
from local.interruptions import Interrupted, Interruptions
from local.loading import Loader
from local.lock import region_lock
from local.paths import region_dir
from local.prerequisites import complaints, needed
from local.progress import Steps
from local.region.file import file_name, write_region
from local.region.personnes import intervenants_csv
from local.region.usages import SECOND, write_usages
from local.stack import Platform

EXEMPLE, NATIONAL = "exemple", "national"


@dataclass(frozen=True)
class Choice:
    """Which region to run, and where its directory comes from."""

    region: str
    finess: Path | None

    @classmethod
    def of(cls, finess: Path | None) -> "Choice":
        """The sample region, or the national one with a real file. Raises LocalError."""
        if finess is None:
            return cls(EXEMPLE, None)
        if not finess.is_file():
            raise LocalError(f"Fichier introuvable : {finess}")
        return cls(NATIONAL, finess.resolve())

    @property
    def prefix(self) -> str:
        """On servers that are not ours the national region must not meet the sample one."""
        if "MAILLAGE_PREFIXE" in os.environ:
            return os.environ["MAILLAGE_PREFIXE"]
        elsewhere = os.environ.get("MAILLAGE_KAFKA") or os.environ.get("MAILLAGE_POSTGRES")
        return "national-" if elsewhere and self.region == NATIONAL else ""


def run(finess: Path | None, port: int, steps: Steps | None = None) -> None:
    """Start, load, watch, stop. Raises LocalError, after having stopped what was started."""
    steps = steps or Steps()
    choice = Choice.of(finess)
    if lines := complaints(needed()):
        raise PrerequisiteError("\n".join(lines))
    folder = region_dir(choice.region)
    with region_lock(folder), Interruptions() as interruptions:
        platform = Platform(folder, choice.prefix, port, steps)
        try:
            platform.start()
            loader = Loader(folder, steps)
            loader.load(choice.finess or _sample(folder))
            _complete(loader, choice)
            _welcome(steps, platform.address, folder, choice)
            interruptions.only_remember()
            platform.supervisor.watch(lambda: interruptions.asked)
        except Interrupted:
            steps.say("Démarrage interrompu.")
        finally:
            interruptions.only_remember()
            with steps.step("Arrêt de la plateforme"):
                platform.supervisor.stop()


def _sample(folder: Path) -> Path:
    """Both days of the sample region; the first one is loaded."""
    write_region(folder / file_name(2), jour=2)
    return write_region(folder / file_name(1), jour=1)


def _complete(loader: Loader, choice: Choice) -> None:
    """What the directory does not hold: the demo people to whom requests are given, and the use that sites make."""
    people = loader.folder / "intervenants.csv"
    people.write_text(intervenants_csv(), "utf-8")
    loader.complete("intervenants", people, "import", "intervenants")
    if choice.region == EXEMPLE:
        loader.complete("usages", write_usages(loader.folder)[0], "import", "usages")


def _welcome(steps: Steps, address: str, folder: Path, choice: Choice) -> None:
    steps.say("")
    steps.say(f"Maillage est prêt : {address}")
    steps.say(f"  demander de l'aide, accueil    {address}/accompagnement/")
    steps.say(f"  l'annuaire et sa recherche     {address}/referentiel/")
    steps.say(f"  la cohérence des copies        {address}/referentiel/coherence")
    steps.say(f"  se connecter (démonstration)   {address}/connexion : choisissez une personne, sans mot de passe")
    steps.say(f"  les courriels envoyés          {address}/courrier/")
    steps.say("  dans un autre terminal         .venv/bin/maillage etat")
    steps.say("  un jeton pour les API          .venv/bin/maillage jeton --role animateur --departement 31")
    if choice.region == EXEMPLE:
        tomorrow = os.path.relpath(folder / file_name(2))
        steps.say(f"  le lendemain de l'annuaire     .venv/bin/maillage import finess {tomorrow}")
        steps.say(
            f"  la suite des usages            .venv/bin/maillage import usages {os.path.relpath(folder / SECOND)}"
        )
    steps.say(f"  les journaux                   {os.path.relpath(folder / 'journaux')}")
    steps.say("Ctrl-C arrête tout ; « make run » reprend où l'on en était ; « make reset » efface tout.")
    steps.say("")
