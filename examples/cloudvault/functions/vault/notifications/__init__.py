"""What users and operators are told: requested, listed and read by the API, delivered by the notifier."""
