"""The lines of a headline: which block it is, what stands above and below, what titles say."""
