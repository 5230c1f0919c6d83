"""What languages say, and no HTML: dates, names, phrases, and which language a text is in.

A page, a feed and a list of stories say the same things in the same words, so this stands below
all that reads them. The words are data: `crawler/lang/data/`, one schema, a sentence for every
new word in which it counts and one in which it does not.
"""
