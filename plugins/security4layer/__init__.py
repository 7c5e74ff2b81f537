"""The four-layer security checklist: what only this family needs."""
