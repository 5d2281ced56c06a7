"""The scenarios, by name. A new one is a function in a module of this folder, which is found by itself."""

import importlib
import pkgutil

from tests.chaos.scenarios.base import SCENARIOS, Own, Scenario

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["SCENARIOS", "Own", "Scenario"]
