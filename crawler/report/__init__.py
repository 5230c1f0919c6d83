"""How a run went: its receipt, what calls for a look, and where that is told."""
