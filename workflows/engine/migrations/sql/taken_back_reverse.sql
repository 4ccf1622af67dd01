CREATE OR REPLACE FUNCTION engine_opinion_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
        OR to_jsonb(OLD) - 'withdrawn_at' <> to_jsonb(NEW) - 'withdrawn_at' THEN
        RAISE EXCEPTION '办理意见不得修改' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
