"""`scrapy demo`, `scrapy read`, ...: one module a command, each with its own --help."""

from crawler.log_lines import install

install()  # in every command, Scrapy's own too: it imports this package for their names
