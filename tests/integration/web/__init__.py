"""The web kernel on a real Postgres."""
