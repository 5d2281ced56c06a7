"""Postgres: pools, named queries, migrations, copies of state contracts."""
