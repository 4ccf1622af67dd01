-- Anchors are written once, like the entries they stand for.
CREATE TRIGGER core_ledger_anchor_append_only BEFORE UPDATE OR DELETE ON core_ledgeranchor
    FOR EACH ROW EXECUTE FUNCTION core_refuse('anchors of the ledger are append-only');
CREATE TRIGGER core_ledger_anchor_never_emptied BEFORE TRUNCATE ON core_ledgeranchor
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse('anchors of the ledger are append-only');
