"""Captures of any archive read again by today's reader, on all cores, without a crawl."""
