DROP TRIGGER engine_opinion_stands ON engine_opinion;
DROP FUNCTION engine_opinion_stands();
DROP TRIGGER engine_keep ON viewflow_task;
DROP TRIGGER engine_keep ON engine_proceeding;
DROP TRIGGER engine_keep ON engine_workitem;
DROP TRIGGER engine_keep ON engine_opinion;
DROP FUNCTION engine_keep();
