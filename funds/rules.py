"""One pool, every fen explained (B01): the plan room's rule, which its compliance check asks as well."""

from plans.rules.balance import BALANCE, balance_refusals, excess_refusals

__all__ = ["BALANCE", "balance_refusals", "excess_refusals"]
