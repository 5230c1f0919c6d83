"""`scrapy demo`, `scrapy read`, ...: one module a command, each with its own --help."""
