"""Chaos: real workers on real Kafka and Postgres, broken on purpose, then read back whole and judged by one oracle."""
