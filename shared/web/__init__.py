"""Web pages of every service: frame, components, assets, errors and French formats."""
