"""The command `maillage`: shared orders here, each service's and the local platform's by entry points."""

import sys
from importlib.metadata import entry_points

import typer
from aiokafka.errors import KafkaError
from rich.console import Console

from shared.cli import contrats, etat, rebuts, reprises
from shared.db.errors import UNAVAILABLE
from shared.kernel.errors import Refusal

_GROUP = "maillage.commandes"


def build() -> typer.Typer:
    """Return the whole command, with what is installed."""
    root = typer.Typer(
        name="maillage",
        help="La plateforme Maillage : annuaire, usages, accompagnement et accès aux soins, en phase.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    for commands in (etat.commands, reprises.commands, rebuts.commands, contrats.commands):
        commands(root)
    for entry in sorted(entry_points(group=_GROUP), key=lambda e: e.name):
        entry.load()(root)
    return root


def main() -> None:
    """Run the command; a refusal is one line on stderr and exit code 2, a server that does not answer exit code 1."""
    try:
        build()()
    except Refusal as refusal:
        _say(str(refusal))
        sys.exit(2)
    except (*UNAVAILABLE, KafkaError) as error:
        _say(f"Postgres ou Kafka ne répond pas comme attendu : {error or type(error).__name__}")
        sys.exit(1)


def _say(sentence: str) -> None:
    Console(stderr=True).print(sentence, style="red", highlight=False, markup=False)


if __name__ == "__main__":
    main()
