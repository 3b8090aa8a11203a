"""An invoice as a document: what it says (`document`), how it looks (`pdf`), what a Factur-X file needs (`en16931`)."""
