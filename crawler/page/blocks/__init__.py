"""The page as runs of text: what stands where, and what each element is by its names."""
