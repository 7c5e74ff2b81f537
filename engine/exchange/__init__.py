"""Files in and out: figures, answers and units from CSV, score tables to CSV."""
