"""Strings and bytes: decoded, repaired, restored. Knows no HTML and no model."""
