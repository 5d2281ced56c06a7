"""Rules, messages, deliveries and ports: pure Python."""
