"""Scrapy settings: only what differs from Scrapy's own, each with its reason."""

from crawler import __version__

BOT_NAME = "crawler"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"

# --- who asks, and how politely

CONTACT = ""  # an address or a page for whoever wonders about our requests; goes into User-Agent
USER_AGENT = f"crawler/{__version__}"
ROBOTSTXT_OBEY = True
ROBOTSTXT_PARSER = "crawler.middlewares.RobotParser"  # RFC 9309, in time linear in the file
DOWNLOAD_DELAY = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True  # a server that slows down is given time
AUTOTHROTTLE_START_DELAY = 1
DOWNLOAD_DELAY_JITTER = 0  # half of it, as Scrapy has it, breaks the delay every other time
MAX_CRAWL_DELAY = 60  # seconds; a robots.txt that asks for an hour means to be left alone
HOST_PATIENCE = 60  # seconds a run waits for a host that wants to be left alone
HOST_BUDGET = 0  # requests to a host in one run; 0: as many as there are
DOMAIN_BUDGET = 100_000  # the same to all hosts of a domain: more than a day, and an end
RETRY_HTTP_CODES = [
    500,
    502,
    504,
    522,
    524,
    408,
]  # 429 and 503 rest the host: middlewares.Patience
COOKIES_ENABLED = False  # news is read without; no public-suffix list is fetched for them either
COOKIES_FILE = ""  # cookies.txt of a browser that is logged in; each goes to its own site
SITE_HEADERS: dict[
    str, dict[str, str]
] = {}  # {"news.example": {"X-Licence": "…"}}; sent to that domain, and kept nowhere
PROXY = ""  # http://HOST:PORT; "": what http_proxy and https_proxy name
SECRET_HEADERS = [  # of requests: sent, and kept nowhere
    "Authorization",
    "Cookie",
    "Proxy-Authorization",
]
REFERRER_POLICY = "no-referrer"  # a page is asked for as if nobody had led there

# --- many processes

LEDGER = ""  # postgresql://USER@HOST/DATABASE: shared; empty: a file in the archive, for one alone
FLEET_LEASE = 20  # seconds after which the hosts of a process that says nothing are others'

# --- what is kept, and where

ARCHIVE_DIR = "archive"
ARCHIVE_SEGMENT_SIZE = 1024**3  # bytes of a WARC file: what archives exchange
ARCHIVE_LINES = "plain"  # or "gz", "zst": each line of articles/ and events/ packed by itself
ARCHIVE_FILES = "size"  # "day": a new one each day, and of lines one a day and host
ARCHIVE_STORE = ""  # s3://BUCKET/PATH, file:///PATH: sealed files are brought there, and proven
ARCHIVE_STORE_ONLY = False  # True: WARC files that are proven there are removed here
RETAIN_DAYS = 0  # days after which `scrapy retain` lets WARC files go; 0: never
RETAIN_SIZE = ""  # bytes beyond which it lets the oldest go: "500G"
KEEP_CAPTURES = True
IMAGES = False  # True: the pictures of a story are fetched and kept as its captures are
IMAGES_MAX = 20  # pictures of one story
IMAGES_MAXSIZE = 5 * 1024**2  # bytes; what is larger is not kept
IMAGES_TYPES = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]
RENDER = (
    "never"  # "auto": a page that its scripts fill is shown by a browser; "always": each story
)
RENDER_BROWSER = ""  # path of a Chromium; "": the one that is installed, else Playwright's
RENDER_PAGES = 2  # that are shown at a time
RENDER_TIMEOUT = 60  # seconds for one page: what it asks for keeps to the delays of its hosts
RENDER_REQUESTS = 40  # that one page may make; pictures, styles and trackers are not asked for
RENDER_MAXSIZE = 20 * 1024**2  # bytes of all that one page asks for
RICH_TEXT = ""  # "html" or "markdown": the body's headings, lists, quotes and links are kept, too
COMMENTS = False  # True: what readers wrote under a story is kept beside it, in `comment`
LOOK_AGAIN = [3_600, 86_400, 7 * 86_400, 30 * 86_400]  # ages of a story, in seconds
SAME_STORY = "keep"  # a story held at another address: "keep" it and say so, or "drop" it
RUN_AT = ""  # ISO 8601: the run takes place then, and a schedule of months is tried in minutes
HONOUR_RESERVATIONS = ["noarchive"]  # and "tdm": such a page's body and bytes are not kept
READ_ARTICLES = True  # False: fetch and keep now, read later with `scrapy crawl replay`
SCHEDULER = "crawler.scheduler.Scheduler"
ITEM_PIPELINES = {
    "crawler.pipelines.KeepCapture": 100,
    "crawler.pipelines.ReadArticle": 200,
    "crawler.pipelines.RepairText": 300,
    "crawler.pipelines.StripBoilerplate": 400,
    "crawler.pipelines.HonourRights": 500,
    "crawler.pipelines.KeepWanted": 700,
    "crawler.pipelines.DropSeen": 800,
    "crawler.pipelines.KeepPictures": 850,
    "crawler.pipelines.StoreArticle": 900,
}
EXTENSIONS = {
    "crawler.extensions.Archive": 0,
    "crawler.extensions.Progress": 500,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.middlewares.Throttle": 0,
    "scrapy.extensions.logstats.LogStats": None,  # Progress says it better
    "scrapy.extensions.remote_control.RemoteControl": None,  # off; to load it takes .3 s
}

# --- safe by default

DOWNLOAD_HANDLERS = {
    "http": "crawler.download.WireHandler",
    "https": "crawler.download.WireHandler",
    "data": None,  # a page's link to file:///etc/passwd was read by Scrapy's defaults
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.RefusePrivateAddresses": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.Robots": 100,
    "crawler.middlewares.Credentials": 300,
    "crawler.access.OwnAccess": 310,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.Redirects": 600,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "crawler.middlewares.Cookies": 700,
    "crawler.middlewares.Patience": 950,  # next to the wire: it sees what is sent again, too
}
ALLOW_PRIVATE_ADDRESSES = False  # but a start; ["HOST:PORT"]: these; True: all but passwords'
DOWNLOAD_MAXSIZE = 10 * 1024**2  # 2 MB of gzip can hold 2 GB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 10
METAREFRESH_ENABLED = False  # a page that says so is kept and read like any other
TELNETCONSOLE_ENABLED = False  # a port that runs code
REMOTE_CONTROL_ENABLED = False  # another
TWISTED_DNS_RESOLVER = (
    "scrapy.resolver.CachingHostnameResolver"  # Scrapy's default asks for IPv4 addresses only
)

# --- speed: measured, see tests/benchmarks/crawling.py

CONCURRENT_ITEMS = 1  # one item a page; a hundred tasks for each response cost half the throughput
WARN_ON_GENERATOR_RETURN_VALUE = False  # parses the callback's source on every response
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 64 * 1024**2  # bytes of pages being read before fetching waits
READ_TIMEOUT = 20  # seconds a page may take a worker; 0: no limit
READ_WORKERS = 0  # 0: one for each processor

# --- who is told how a run went

METRICS_FILE = (
    ""  # for Prometheus, by node_exporter's textfile collector: a path that ends in .prom
)
WEBHOOK_URL = ""  # is sent the report as JSON when somebody should look
WEBHOOK_ALWAYS = False  # True: after every run

# --- what a log is for

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.extensions.Formatter"  # an item is a page, not its bytes
STATS_DUMP = False  # the receipt says what matters; the report holds the rest
