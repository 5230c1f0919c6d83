"""The fields of a record, one module each: who speaks for it on a page, and what it may say."""
