"""The baseline of the deposit: a bare FastAPI route that commits the same rows, and decides nothing."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import asyncpg
import uvicorn
from fastapi import FastAPI, Header, Request
from pydantic import BaseModel

from benchmarks.bare_rows import OUTBOX, STATEMENTS, outbox_rows
from shared.kernel.ids import uuid7

_LOCK = 424_242


class Body(BaseModel):
    """What a client sends."""

    structure: str
    thematique: str
    texte: str
    contact: dict[str, str]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["BENCH_POSTGRES"], min_size=0, max_size=10) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_lifespan, openapi_url=None)


@app.post("/demandes", status_code=201)
async def deposit(body: Body, key: Annotated[str, Header(alias="Idempotency-Key")], request: Request) -> dict[str, str]:
    """Write what a deposit writes, under the same kind of lock."""
    demande, personne, affectation, now = uuid7(), uuid7(), uuid7(), datetime.now(UTC)
    chosen = os.environ["BENCH_INTERVENANT"]
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(
            STATEMENTS["person"], personne, body.contact["nom"], f"{key}@maillage.invalid", body.structure
        )
        rank = await connection.fetchval(STATEMENTS["number"])
        numero = f"DA-2025-{rank:05d}"
        await connection.execute(STATEMENTS["request"], demande, numero, body.structure, body.texte, personne, now)
        await connection.execute(STATEMENTS["assignment"], affectation, demande, chosen, json.dumps({}), now)
        await connection.execute(STATEMENTS["history"], demande, now)
        await connection.execute(STATEMENTS["load"], chosen, now)
        await connection.execute(STATEMENTS["key"], key, demande, numero, now)
        rows = outbox_rows(
            demande=demande, personne=personne, intervenant=chosen, numero=numero, structure=body.structure, now=now
        )
        await connection.copy_records_to_table("outbox", records=rows, columns=OUTBOX)
        await connection.execute("notify maillage_outbox")
        await connection.execute("select pg_notify('maillage_signaux', $1)", f'["personne:{chosen}", "boite"]')
    return {"demande": str(demande), "numero": numero, "suivi": "https://maillage.invalid"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), log_level="warning", access_log=False)
