DROP TRIGGER engine_termination_stands ON engine_termination;
DROP TRIGGER engine_keep ON engine_termination;
DROP FUNCTION engine_termination_stands();
