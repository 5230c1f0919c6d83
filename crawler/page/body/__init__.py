"""Which blocks are the text of the article: by the profile of the site, or by where prose is."""
