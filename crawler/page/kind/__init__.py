"""What kind of page it is: an article, a list of others, or a server's way of saying no."""
