"""The registers of money."""

from funds.models.batch import AllotmentBatch, BatchItem, BudgetSubject
from funds.models.listing import ListedSource
from funds.models.movement import FundMovement
from funds.models.payment import Payment
from funds.models.source import FundSource, ItemFunding
from funds.models.year_end import YearEndLine, YearEndStatement

__all__ = [
    "AllotmentBatch", "BatchItem", "BudgetSubject", "FundMovement", "FundSource", "ItemFunding", "ListedSource",
    "Payment", "YearEndLine", "YearEndStatement",
]  # fmt: skip
