"""Values that every domain may use: time, identity, refusals, French identifiers. Pure Python."""
