"""What changes the registers of the plan room; one file a register, named by the thing it changes."""
