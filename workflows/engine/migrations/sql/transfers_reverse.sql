DROP TRIGGER engine_transfer_stands ON engine_transfer;
DROP TRIGGER engine_keep ON engine_transfer;
DROP FUNCTION engine_transfer_stands();
