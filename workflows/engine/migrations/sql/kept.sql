-- What was moved through the workflow is kept: no proceeding, task, work item or opinion is ever deleted, and an
-- opinion never changes, except that its writer may take it back once.
CREATE FUNCTION engine_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '办理记录不得删除 (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER engine_keep BEFORE DELETE ON engine_opinion FOR EACH ROW EXECUTE FUNCTION engine_keep();
CREATE TRIGGER engine_keep BEFORE DELETE ON engine_workitem FOR EACH ROW EXECUTE FUNCTION engine_keep();
CREATE TRIGGER engine_keep BEFORE DELETE ON engine_proceeding FOR EACH ROW EXECUTE FUNCTION engine_keep();
CREATE TRIGGER engine_keep BEFORE DELETE ON viewflow_task FOR EACH ROW EXECUTE FUNCTION engine_keep();

CREATE FUNCTION engine_opinion_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
        OR to_jsonb(OLD) - 'withdrawn_at' <> to_jsonb(NEW) - 'withdrawn_at' THEN
        RAISE EXCEPTION '办理意见不得修改' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER engine_opinion_stands BEFORE UPDATE ON engine_opinion
    FOR EACH ROW EXECUTE FUNCTION engine_opinion_stands();
