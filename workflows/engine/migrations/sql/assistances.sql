-- What was asked and what came of it is part of the story: it is never deleted, what was asked stays as it was asked
-- (only the day may move while the dossier stands still), and what has ended stays ended.
CREATE FUNCTION engine_assistance_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes text[] := CASE WHEN OLD.ended_at IS NULL
        THEN ARRAY['until', 'consents', 'answer', 'ended_by_id', 'ended_on_behalf_of_id', 'ended_at', 'ended_how', 'ended_because']
        ELSE ARRAY['hindered'] END;
BEGIN
    IF to_jsonb(NEW) - changes <> to_jsonb(OLD) - changes THEN
        RAISE EXCEPTION '委派和加签记录不得修改' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER engine_keep BEFORE DELETE ON engine_assistance FOR EACH ROW EXECUTE FUNCTION engine_keep();
CREATE TRIGGER engine_assistance_stands BEFORE UPDATE ON engine_assistance
    FOR EACH ROW EXECUTE FUNCTION engine_assistance_stands();
