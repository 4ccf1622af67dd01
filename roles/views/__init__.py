"""Pages of organisations, appointments, accounts and delegations."""
