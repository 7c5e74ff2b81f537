"""Digital transformation: what only this family of self-assessed points needs."""
