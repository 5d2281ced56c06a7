"""The sample region: some 300 invented structures of Occitanie, in the shape of the daily FINESS+ file."""

from local.region.file import write_region

__all__ = ["write_region"]
