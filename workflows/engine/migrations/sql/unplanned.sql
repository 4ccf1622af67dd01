-- A step that was added is part of the story: it is never deleted and stays as it was added; once it may be taken back.
CREATE FUNCTION engine_unplanned_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes text[] := CASE WHEN OLD.recalled_at IS NULL
        THEN ARRAY['recalled_at', 'recalled_by_id', 'recalled_because']
        ELSE ARRAY[]::text[] END;
BEGIN
    IF to_jsonb(NEW) - changes <> to_jsonb(OLD) - changes THEN
        RAISE EXCEPTION '增加的环节不得修改，只能收回' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER engine_keep BEFORE DELETE ON engine_unplannedstep FOR EACH ROW EXECUTE FUNCTION engine_keep();
CREATE TRIGGER engine_unplanned_stands BEFORE UPDATE ON engine_unplannedstep
    FOR EACH ROW EXECUTE FUNCTION engine_unplanned_stands();
