-- The ledger: one SHA-256 chain per county, numbered, timed and linked by the database itself.
-- No extension is needed: sha256() and jsonb are built in.

-- What is hashed: the whole row but its hash, as one JSON text. jsonb prints the same value always the same way,
-- and an export carries this very text, so that a verifier needs no rules of its own for writing JSON.
CREATE FUNCTION core_ledger_canonical(entry core_ledgerentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', entry.id,
        'chain', entry.chain_id,
        'seq', entry.seq,
        'at', to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'clock_at', to_char(entry.clock_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor', entry.actor_id,
        'action', entry.action,
        'dossier', entry.dossier_id,
        'detail', entry.detail,
        'prev', encode(entry.prev, 'hex')
    )::text
$$;

CREATE FUNCTION core_ledger_digest(entry core_ledgerentry) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(core_ledger_canonical(entry), 'UTF8'))
$$;

-- The lock is held to the end of the transaction, so the last entry by index is the last entry for ever.
-- The first entry of a chain follows thirty-two zero bytes.
CREATE FUNCTION core_ledger_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_seq bigint;
    last_hash bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(771001, NEW.chain_id::integer);
    SELECT seq, hash INTO last_seq, last_hash
        FROM core_ledgerentry WHERE chain_id = NEW.chain_id ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last_seq, 0) + 1;
    NEW.prev := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
    NEW.at := clock_timestamp();
    NEW.hash := core_ledger_digest(NEW);
    RETURN NEW;
END $$;

CREATE TRIGGER core_ledger_chain BEFORE INSERT ON core_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION core_ledger_chain();

CREATE FUNCTION core_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER core_ledger_append_only BEFORE UPDATE OR DELETE ON core_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION core_refuse('the ledger is append-only');
CREATE TRIGGER core_ledger_never_emptied BEFORE TRUNCATE ON core_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse('the ledger is append-only');

-- People are deactivated: a deleted account would take its tasks along and strand what it worked on.
CREATE TRIGGER core_user_kept BEFORE DELETE ON core_user
    FOR EACH ROW EXECUTE FUNCTION core_refuse('accounts are deactivated, never deleted');
CREATE TRIGGER core_user_never_emptied BEFORE TRUNCATE ON core_user
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse('accounts are deactivated, never deleted');
