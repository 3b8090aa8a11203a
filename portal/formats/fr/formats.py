"""« 18 h 30 », with no-break spaces."""

TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = f"j F Y à {TIME_FORMAT}"
SHORT_DATETIME_FORMAT = f"d/m/Y {TIME_FORMAT}"
