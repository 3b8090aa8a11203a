"""How dates and times are written here, where it differs from Django: one package a language."""
