"""Department and district competitiveness: what only this family of survey indices needs."""
