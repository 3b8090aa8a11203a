from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher


class CountingHasher(MD5PasswordHasher):
    encoded = 0

    def encode(self, *args, **kwargs):
        type(self).encoded += 1
        return super().encode(*args, **kwargs)


class SlowEnoughHasher(PBKDF2PasswordHasher):
    """About 20 ms: as in production, hashing outweighs everything else in a try."""

    iterations = 60_000
