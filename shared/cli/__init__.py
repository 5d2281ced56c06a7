"""The command `maillage`: its root, its shared orders, and how services add theirs."""
