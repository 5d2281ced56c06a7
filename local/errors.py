"""What stops the local platform, said to the person at the keyboard in one French line."""


class LocalError(Exception):
    """The platform cannot start or go on here; the message is shown as it is."""


class PrerequisiteError(LocalError):
    """A tool of the machine is missing or too old; the message names the package to install."""


class ServerStartError(LocalError):
    """Kafka or Postgres did not start; the message names the log to read."""


class DejaEnMarcheError(LocalError):
    """The platform of this region already runs here."""
