"""Files in: how figures are read, line by line."""
