DROP TRIGGER core_user_never_emptied ON core_user;
DROP TRIGGER core_user_kept ON core_user;
DROP TRIGGER core_ledger_never_emptied ON core_ledgerentry;
DROP TRIGGER core_ledger_append_only ON core_ledgerentry;
DROP FUNCTION core_refuse();
DROP TRIGGER core_ledger_chain ON core_ledgerentry;
DROP FUNCTION core_ledger_chain();
DROP FUNCTION core_ledger_digest(core_ledgerentry);
DROP FUNCTION core_ledger_canonical(core_ledgerentry);
