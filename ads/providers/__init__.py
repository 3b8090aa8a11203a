"""Payment providers: small classes that talk to the outside. No rule of ours here, no import of views or services."""
