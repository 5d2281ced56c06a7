"""Signals from a transaction to the open pages: whoever commits a change says so, servers pass it on."""

import json

from shared.db.copies import Connection

CHANNEL = "maillage_signaux"


async def signaler(connection: Connection, sujet: str, evenement: str) -> None:
    """Tell at commit that something moved for `sujet` (such as `personne:<id>`); `evenement` names what, no more."""
    await connection.execute("select pg_notify($1, $2)", CHANNEL, json.dumps([sujet, evenement]))
