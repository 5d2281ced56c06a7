"""Files in: how the national register is read, with its shape checked level by level."""
