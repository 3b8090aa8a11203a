"""One module per app. Factories make the smallest believable row; tests say what matters."""
