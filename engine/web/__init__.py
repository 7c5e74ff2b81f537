"""The web application: each view a few lines, everything else below."""
