-- What was proposed and decided is part of the story: it is never deleted, what was proposed stays as it was proposed,
-- and what was decided stays decided.
CREATE FUNCTION engine_termination_stands() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER engine_keep BEFORE DELETE ON engine_termination FOR EACH ROW EXECUTE FUNCTION engine_keep();
CREATE TRIGGER engine_termination_stands BEFORE UPDATE ON engine_termination
    FOR EACH ROW EXECUTE FUNCTION engine_termination_stands();
