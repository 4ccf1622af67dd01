DROP TRIGGER engine_unplanned_stands ON engine_unplannedstep;
DROP TRIGGER engine_keep ON engine_unplannedstep;
DROP FUNCTION engine_unplanned_stands();
