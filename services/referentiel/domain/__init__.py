"""What a structure is, what may happen to it, and how the national register is repaired. Pure Python."""
