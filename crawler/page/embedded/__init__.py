"""What a page carries for machines: JSON-LD, microdata, meta, and the state of its scripts."""
