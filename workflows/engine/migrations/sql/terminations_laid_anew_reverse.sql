CREATE OR REPLACE FUNCTION engine_termination_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes text[] := CASE WHEN OLD.result = ''
        THEN ARRAY['result', 'decided_by_id', 'decided_on_behalf_of_id', 'decided_at', 'words', 'decision_id']
        ELSE ARRAY[]::text[] END;
BEGIN
    IF to_jsonb(NEW) - changes <> to_jsonb(OLD) - changes THEN
        RAISE EXCEPTION '终止提请和决定不得修改' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
