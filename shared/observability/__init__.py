"""Metrics, logs, traces and health: declared once, the same in every process."""
