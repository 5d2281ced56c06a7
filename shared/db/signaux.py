"""Signals from a transaction to the open pages: whoever commits a change says so, servers pass it on."""

import json

from shared.db.copies import Connection

CHANNEL = "maillage_signaux"


async def signaler(connection: Connection, evenement: str, *sujets: str) -> None:
    """Tell at commit that something moved for these subjects (such as `personne:<id>`); `evenement` names what."""
    payloads = [json.dumps([sujet, evenement]) for sujet in sujets]
    await connection.execute("select pg_notify($1, payload) from unnest($2::text[]) as payload", CHANNEL, payloads)
