"""Signals from a transaction to the open pages: whoever commits a change says so, servers pass it on."""

import json
from dataclasses import dataclass
from typing import Self

from shared.db.copies import Connection

CHANNEL = "maillage_signaux"


@dataclass(frozen=True, slots=True)
class Signal:
    """What leaves at commit: a channel, and what is said on it."""

    canal: str
    charge: str

    @classmethod
    def de(cls, evenement: str, sujet: str) -> Self:
        """Return the signal that something (`evenement` names what) moved for a subject, such as `personne:<id>`."""
        return cls(CHANNEL, json.dumps([sujet, evenement]))


async def signaler(connection: Connection, *signaux: Signal) -> None:
    """Tell at commit that something moved for some subjects."""
    if signaux:
        canaux, charges = [signal.canal for signal in signaux], [signal.charge for signal in signaux]
        await connection.execute(
            "select pg_notify(canal, charge) from unnest($1::text[], $2::text[]) as s(canal, charge)", canaux, charges
        )
