"""From the model to what is drawn, as arrays and numbers in paper millimetres. No Qt."""
