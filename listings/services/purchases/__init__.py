"""What happens to a group purchase: `collecting → locked → ordered → received → distributing → closed`, or `→ failed`.

Every function locks the purchase's row first, logs what it did, and may be called twice.
"""
