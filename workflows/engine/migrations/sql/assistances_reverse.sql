DROP TRIGGER engine_assistance_stands ON engine_assistance;
DROP TRIGGER engine_keep ON engine_assistance;
DROP FUNCTION engine_assistance_stands();
