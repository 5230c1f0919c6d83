"""An archive to look at: an index of its lines, and a local web page over it (Flask)."""
