"""Text that was decoded wrongly once, put right again; nothing else is touched."""
