"""The engine of the outbox: fan out, claim under a lease, send, mark. What it must not lose is in PostgreSQL."""
