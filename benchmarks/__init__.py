"""Programs that measure what the README says: speed, memory and scores."""
