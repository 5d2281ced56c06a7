"""The performance suite: each figure is a ratio to a raw baseline of the same run, and ends with its oracle."""
