"""The directory: who is there. It reads the national register, repairs it, and tells what changed."""
