"""What two texts share: versions of one story, and the same story at two addresses."""
