"""Pages of the plan room; each asks the policy for what it shows, and its service for what it changes."""
