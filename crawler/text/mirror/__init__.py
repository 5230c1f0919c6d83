"""What mirror sites do to Chinese pages, and what undoes it."""
