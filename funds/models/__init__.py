"""The registers of money."""

from funds.models.listing import ListedSource
from funds.models.source import FundSource, ItemFunding

__all__ = ["FundSource", "ItemFunding", "ListedSource"]
