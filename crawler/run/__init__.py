"""A crawl in progress: one page from its address to the archive, and what is noted on the way.

store            connects the parts of a run, and commits its pages
page_task        the unit of work
capture_source   where captures come from: the sites, or an archive that is read again
run_addresses    what the run finds, what is due, what is known of it
site_run         each of its sites: where it starts, and which addresses are its own
in_flight        pages between their request and their commit
group_commit     when pages that are done with are committed
claims           which page decides on which story
story_histories  what a capture is to its story; kept_stories: what is held of it
next_visit       what becomes of an address
page_writer      a page into the segments; salvage: what is kept of one that cannot be stored
rights           whether a copy may be kept
site_memory      what the sites of the run have taught, and under which names (site_keys)
site_stats       how the pages of a site were; host_limits: who may be asked
run_state        what the run has come to; clock: its time
failures         the reason for everything that can be raised
"""
