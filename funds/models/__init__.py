"""The registers of money."""

from funds.models.listing import ListedSource
from funds.models.movement import FundMovement
from funds.models.source import FundSource, ItemFunding

__all__ = ["FundMovement", "FundSource", "ItemFunding", "ListedSource"]
