"""What the directory keeps in Postgres."""
