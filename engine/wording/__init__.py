"""How the product speaks: translations, numbers, dates, Vietnamese order; one way for screen, PDF and files."""
