"""Consumers and relays inside the test's own process, so that a test holds the live objects."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from shared.bus.broker import make_broker, start_broker
from shared.bus.consumer import WatermarkedConsumer
from shared.bus.inbound import Subscription
from shared.bus.relay import Relay
from shared.db.copies import Connection
from shared.settings import ServiceSettings


@dataclass(frozen=True)
class Unit:
    """The least unit: the connection of the batch's transaction."""

    connection: Connection


@asynccontextmanager
async def consuming(
    settings: ServiceSettings, pool: asyncpg.Pool, *subscriptions: Subscription
) -> AsyncIterator[Sequence[WatermarkedConsumer]]:
    """Run the consumers of these subscriptions, following every 50 ms what others decide in the database."""
    broker = make_broker(settings.kafka, client_id="test")
    consumers = [WatermarkedConsumer(subscription=s, settings=settings, pool=pool, unit_of=Unit) for s in subscriptions]
    for consumer in consumers:
        consumer.attach(broker)
    await start_broker(broker)
    for consumer in consumers:
        consumer.joined = True
    following = asyncio.create_task(_follow(consumers))
    try:
        yield consumers
    finally:
        following.cancel()
        for consumer in consumers:
            consumer.stop_soon()
        await broker.stop()


async def _follow(consumers: Sequence[WatermarkedConsumer]) -> None:
    while True:
        for consumer in consumers:
            await consumer.refresh()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def relaying(settings: ServiceSettings) -> AsyncIterator[Relay]:
    """Run a relay."""
    relay = Relay(settings)
    task: asyncio.Task[Any] = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        relay.stop_soon()
        await asyncio.wait_for(task, 15)
