"""北岭新闻网, a regional portal that exists in fixtures/portal only: the profile to copy from."""

from datetime import date

from crawler.boilerplate import Rule
from crawler.site import Layout, Site, Source

SITE = Site(
    name="beiling",
    publisher="北岭新闻网",
    domains=("beiling.example",),
    timezone="Asia/Shanghai",
    sources=(
        Source("http://www.beiling.example/sitemap-news.xml", "sitemap"),
        Source("http://www.beiling.example/rss.xml", "feed"),
        Source("http://www.beiling.example/"),
        Source("http://www.beiling.example/news/yaowen/"),
        Source("http://www.beiling.example/news/shehui/"),
        Source("http://www.beiling.example/tiyu/"),
        Source("http://www.beiling.example/tupian/"),
        Source("http://www.beiling.example/en/"),
    ),
    article_url=r"^/(?:news/\w+|tiyu|tupian|ru|en)/20\d\d/\d{4}/[\w-]+(?<!_\d)\.html$",
    list_url=r"^/(?:news/\w+|tiyu|tupian|ru|en)/(?:index(?:_\d+)?\.html|\?page=\d+)?$",
    layouts=(
        Layout(
            name="tables",
            until=date(2020, 12, 31),
            body="td.zhengwen",
            headline="td.biaoti",
            byline="td.laiyuan",
        ),
        Layout(
            name="columns",
            body="#content, article, .news-text",
            headline="h1",
            kicker="h3.yt",
            alternative_headline="h2.ft",
            byline=".info, .byline",
            caption="#content p[align=center], .tuji .tx",
            drop=(".byline",),
        ),
    ),
    boilerplate=(Rule("notice", r"^北岭新闻网版权与免责声明"),),
)
