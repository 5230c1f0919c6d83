"""Dates as people and machines write them, read into ISO 8601."""
