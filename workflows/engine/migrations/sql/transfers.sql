-- A transfer is part of the story: it is neither deleted nor changed.
CREATE FUNCTION engine_transfer_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '转办记录不得修改' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER engine_keep BEFORE DELETE ON engine_transfer FOR EACH ROW EXECUTE FUNCTION engine_keep();
CREATE TRIGGER engine_transfer_stands BEFORE UPDATE ON engine_transfer
    FOR EACH ROW EXECUTE FUNCTION engine_transfer_stands();
