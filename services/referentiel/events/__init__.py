"""What the directory tells, and what it listens to."""
