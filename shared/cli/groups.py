"""Groups of orders that several services add to, such as `maillage import …`."""

import typer

_HELP = {"import": "Importer un fichier dans un service.", "rebuts": "Voir et rejouer les messages mis au rebut."}


def group(root: typer.Typer, name: str) -> typer.Typer:
    """Return the group of that name under the root, made on its first use."""
    for registered in root.registered_groups:
        if registered.name == name and registered.typer_instance is not None:
            return registered.typer_instance
    made = typer.Typer(help=_HELP.get(name, name), no_args_is_help=True)
    root.add_typer(made, name=name)
    return made
