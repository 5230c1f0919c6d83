"""A crawl in progress: one page from its address to the archive, and what is noted on the way.

page_task        the unit of work
in_flight        pages between their request and their outcome
story_histories  what a capture is to its story
next_visit       what becomes of an address
store            connects a page with the archive and the ledger
site_memory      what the sites of the run have taught, and under which names (site_keys)
site_stats       how the pages of a site were; host_limits: who may be asked
failures         the reason for everything that can be raised
"""
