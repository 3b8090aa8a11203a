"""The papers of a purchase: what they say (`tables`), as a printed sheet (`pdf`), as a file for a spreadsheet (`csv_file`)."""
