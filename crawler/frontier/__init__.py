"""Which addresses are worth fetching, and what became of each."""
