"""Scrapy settings: only what differs from Scrapy's own, each with its reason."""

BOT_NAME = "crawler"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"

ROBOTSTXT_OBEY = True
TELNETCONSOLE_ENABLED = False  # a port that runs code
REMOTE_CONTROL_ENABLED = False  # another
