-- Whoever takes an opinion back says why; the reason is written with the moment, and neither changes afterwards.
CREATE OR REPLACE FUNCTION engine_opinion_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
        OR to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_because'
            <> to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_because' THEN
        RAISE EXCEPTION '办理意见不得修改' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
