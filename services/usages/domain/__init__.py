"""Aggregates, facts, rules and ports: pure Python."""
