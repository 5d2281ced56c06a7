"""The real Kafka and Postgres: started, killed, restarted, with nothing lost."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from local.bases import base_name, create_bases, drop_bases, password_of
from local.kafka import KafkaServer
from local.paths import ROOT
from local.ports import free_port
from local.postgres import PostgresServer


@pytest.fixture
def folder() -> Iterator[Path]:
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="servers-", dir=cache))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def postgres(folder: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(folder / "postgres", durable=False)
    try:
        yield server.start()
    finally:
        server.erase()


async def test_kafka_keeps_what_it_acknowledged_through_kill_9_and_a_change_of_port(folder: Path) -> None:
    wanted = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", wanted))
        taken.listen()
        kafka = await asyncio.to_thread(KafkaServer(folder / "kafka", wanted).start)
        assert kafka.port != wanted
        try:
            await _create_topic(kafka.bootstrap)
            await _produce(kafka.bootstrap, b"un")
            await asyncio.to_thread(kafka.tuer)
            assert kafka.pid is None
            await asyncio.to_thread(kafka.start)
            await _produce(kafka.bootstrap, b"deux")
        finally:
            await asyncio.to_thread(kafka.stop)
    again = KafkaServer(folder / "kafka", wanted)
    try:
        await asyncio.to_thread(again.start)
        assert again.port == wanted
        assert await _values(again.bootstrap, 2) == [b"un", b"deux"]
    finally:
        await asyncio.to_thread(again.tuer)


async def test_postgres_keeps_what_it_committed_through_kill_9(postgres: PostgresServer) -> None:
    await _execute(postgres.dsn, "create table t (i int)", "insert into t values (1)")
    family = [p.pid for p in psutil.Process(postgres.pid).children(recursive=True)]
    assert family
    await asyncio.to_thread(postgres.tuer)
    assert not any(p.is_running() and p.status() != "zombie" for p in psutil.process_iter() if p.pid in family)
    await asyncio.to_thread(postgres.start)
    await _execute(postgres.dsn, "insert into t values (2)")
    await asyncio.to_thread(postgres.restart)
    connection = await asyncpg.connect(postgres.dsn)
    assert await connection.fetchval("select count(*) from t") == 2
    assert await connection.fetchval("select current_setting('max_connections')") == "200"
    order = await connection.fetch("select x from (values ('z'), ('é'), ('f'), ('e'), ('à')) v (x) order by x")
    assert "".join(row["x"] for row in order) == "àeéfz"
    await connection.close()


async def test_a_stale_pid_file_does_not_stop_postgres(postgres: PostgresServer) -> None:
    pid_file = postgres.dossier / "donnees" / "postmaster.pid"
    left_behind = pid_file.read_text()
    await asyncio.to_thread(postgres.tuer)
    lines = left_behind.splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    await asyncio.to_thread(postgres.start)
    await _execute(postgres.dsn, "select 1")


async def test_each_service_has_its_own_closed_database(postgres: PostgresServer) -> None:
    bases = await create_bases(postgres.dsn, ["usages", "sas"], prefix="essai-")
    assert await create_bases(
        postgres.dsn, ["usages"], prefix="essai-", passwords={"usages": password_of(bases["usages"])}
    ) == {"usages": bases["usages"]}
    await _execute(bases["usages"], "create table mien (i int)", "select unaccent('é') % 'e'")
    intruder = bases["usages"].rpartition("/")[0] + "/" + base_name("sas", "essai-")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(intruder)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(bases["usages"].replace(password_of(bases["usages"]), "wrong"))
    await drop_bases(postgres.dsn, ["usages", "sas"], prefix="essai-")


async def _create_topic(bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic("essai", 1, 1)])
    finally:
        await admin.close()


async def _produce(bootstrap: str, value: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        await producer.send_and_wait("essai", value)
    finally:
        await producer.stop()


async def _values(bootstrap: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer("essai", bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        return [(await asyncio.wait_for(consumer.getone(), 20)).value for _ in range(count)]
    finally:
        await consumer.stop()


async def _execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
