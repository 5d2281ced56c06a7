"""The bus: outbox and relay, watermarked consumers, dead letters, rebuilds. Services declare, the bus does."""
