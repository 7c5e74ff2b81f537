"""What may leave the house: one gate between the scores and every screen, file and chart that shows them."""
