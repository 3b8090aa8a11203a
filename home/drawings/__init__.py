"""Pictures drawn by code. Colours are CSS tokens, so dusk falls with dark mode; nothing here reads the database."""
