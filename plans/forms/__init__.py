"""What people type into the plan room: shape only, meaning is asked by the rules."""
