"""A news crawler that keeps what it fetched and can always read it again.

    Response -> Capture -> Article -> one line of JSON
    (Scrapy)    (bytes)    (text)     (archive)

Read `model` first: it is the vocabulary. `extract` is the whole story of one
page in three calls. Everything below the line is plain Python over lxml, usable
without Scrapy, and a floor imports only what stands below it:
`tests/test_architecture.py` holds both.

    spiders  pipelines  commands  settings     what to crawl, what happens to it
    middlewares  extensions                    who may be asked; what goes beside a crawl
    scheduler  download  workers  engine       what is handed out, fetched and read
    run                                        a crawl in progress: one page, and its site
    report                                     how a run went, and where that is told
    fixtures                                   what fixtures are, and may not hold
    ----------------------------------------------------------------------------
    extract                                    what happens to one capture
    page  sites                                HTML into an article; publishers
    site                                       what a publisher is
    boilerplate  archive                       what is taken off; what is kept
    wire  memory  frontier                     HTTP; what stories teach; addresses
    model  compression  text                   values; bytes; strings
    outcomes                                   what becomes of an address, in one word
    lang                                       what languages say, without HTML
"""

__version__ = "0.1.0"
