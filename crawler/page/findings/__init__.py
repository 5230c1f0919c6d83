"""What is found on a page before its fields are asked about: the lines that speak of the story."""
