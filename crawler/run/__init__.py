"""A crawl in progress: one page from its address to the archive, and what is noted on the way.

`page_task` is the unit of work, `store` connects it with the archive and the ledger, `next_visit`
says what becomes of its address, `host_limits` who may be asked, `site_stats` how a site was.
"""
