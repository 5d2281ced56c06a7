"""Repositories and projections over asyncpg."""
