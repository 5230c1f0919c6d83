"""What readers wrote under a story, as its page states or shows it; asked for by ``COMMENTS``.

A page's data (JSON-LD) and its markup (microdata, lists of comments as WordPress, Drupal and
others write them) are both read, and the one that has more of them is believed. Nothing is
fetched: what a script would load is not there.
"""
