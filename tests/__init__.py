"""Tests: sentences of the trade, on real parts."""
