"""Pages as the frameworks of the web send them: an empty shell, and the story in its scripts.

Every page of `SHELLS` holds the same story, in the notation of its framework; the pages of
`TEASERS` hold nothing but the titles and the abstracts of other stories.
"""

from __future__ import annotations

import html
import json
from typing import Any

URL = "https://courier.example/harbour/2026/ferry-returns-to-saltmarsh"
HEADLINE = "Ferry returns to Saltmarsh after nine winters"
DAY = "2026-02-05"
STAMP = "2026-02-05T08:30:00Z"
AUTHOR = "Imogen Hartley"
BODY = tuple(
    " ".join(lines.split())
    for lines in """
    The ferry that had been laid up since the flood of 2017 came back to Saltmarsh on Thursday
    morning, and half the town stood on the pier to see it.

    Its new engine was paid for by a levy on moorings, which the harbour board had asked for
    three times before the council agreed last spring.

    “We never sold the old boat because nobody would have bought it,” said the harbour master,
    who learned to steer on it as a boy.

    Four crossings a day are planned until Easter, and six after that, on the old tickets.
    """.strip().split("\n\n")
)
ABSTRACT = "Half the town stood on the pier to see it come back."
OTHERS = [
    {
        "title": f"{what} on the mole",
        "headline": f"{what} on the mole",
        "slug": f"mole-{n}",
        "url": f"/harbour/2026/mole-{n}",
        "publishedAt": STAMP,
        "author": {"name": AUTHOR},
        "summary": f"{what} were seen on the mole, and people came from as far as Nether Quay.",
        "body": f"{what} were seen on the mole, and people came from as far as Nether Quay.",
    }
    for n, what in enumerate(("Seals", "Terns", "Lanterns", "Anglers", "Painters", "Cormorants"))
]
HTML = "".join(f"<p>{html.escape(line)}</p>" for line in BODY)


def shell(scripts: str, title: str = "The Saltmarsh Courier") -> str:
    """Return a page that shows nothing until its scripts have run."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"></head><body>'
        f'<div id="app"></div>{scripts}<script src="/assets/entry.4f1c.js"></script>'
        "</body></html>"
    )


def dumps(value: Any) -> str:
    """Return JSON as servers put it into a page."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def flight(*rows: str) -> str:
    """Return rows of React's server components, pushed in pieces."""
    text = "".join(rows)
    pieces = [text[n : n + 400] for n in range(0, len(text), 400)]
    return "<script>(self.__next_f=self.__next_f||[]).push([0])</script>" + "".join(
        f"<script>self.__next_f.push({dumps([1, piece])})</script>" for piece in pieces
    )


def flat(value: Any, table: list[Any] | None = None) -> list[Any]:
    """Return a value as devalue writes it: every part once, named by its place."""
    table = [] if table is None else table
    place = len(table)
    table.append(None)
    if isinstance(value, dict):
        places = {}
        for key, inner in value.items():
            places[key] = len(table)
            flat(inner, table)
        table[place] = places
    elif isinstance(value, list):
        listed = []
        for inner in value:
            listed.append(len(table))
            flat(inner, table)
        table[place] = listed
    else:
        table[place] = value
    return table


def streamed(value: Any) -> list[Any]:
    """Return a value as turbo-stream writes it: the names of keys have places as well."""
    table: list[Any] = []

    def put(inner: Any) -> int:
        place = len(table)
        table.append(None)
        if isinstance(inner, dict):
            table[place] = {f"_{put(key)}": put(part) for key, part in inner.items()}
        elif isinstance(inner, list):
            table[place] = [put(part) for part in inner]
        else:
            table[place] = inner
        return place

    put(value)
    return table


STORY = {"headline": HEADLINE, "publishedAt": STAMP, "author": {"name": AUTHOR}, "body": HTML}

PROSEMIRROR = {
    "type": "doc",
    "content": [
        {
            "type": "paragraph",
            "content": [
                {"type": "text", "text": line[:20]},
                {"type": "text", "text": line[20:40], "marks": [{"type": "bold"}]},
                {"type": "text", "text": line[40:]},
            ],
        }
        for line in BODY
    ],
}

PORTABLE = [
    part
    for n, line in enumerate(BODY)
    for part in (
        {
            "_type": "block",
            "_key": f"a{n}",
            "style": "normal",
            "markDefs": [],
            "children": [
                {"_type": "span", "_key": f"s{n}", "text": line[:30], "marks": []},
                {"_type": "span", "_key": f"t{n}", "text": line[30:], "marks": ["em"]},
            ],
        },
        {"_type": "image", "asset": {"_ref": f"image-{n}"}, "caption": "The pier."},
    )
]

CONTENTFUL = {
    "nodeType": "document",
    "data": {},
    "content": [
        {
            "nodeType": "paragraph",
            "data": {},
            "content": [
                {"nodeType": "text", "value": line[:25], "marks": [], "data": {}},
                {
                    "nodeType": "hyperlink",
                    "data": {"uri": "https://board.example/"},
                    "content": [{"nodeType": "text", "value": line[25:40], "marks": []}],
                },
                {"nodeType": "text", "value": line[40:], "marks": [], "data": {}},
            ],
        }
        for line in BODY
    ],
}

LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {"type": "paragraph", "children": [{"type": "text", "text": line, "format": 0}]}
            for line in BODY
        ],
    }
}

EDITOR_JS = {
    "time": 1770280200000,
    "blocks": [
        *({"type": "paragraph", "data": {"text": line}} for line in BODY),
        {"type": "linkTool", "data": {"link": "https://a.example/", "meta": {"title": "Seals"}}},
    ],
}

SLATE = [{"type": "paragraph", "children": [{"text": line}]} for line in BODY]

MODELS = {
    "model": {
        "blocks": [
            {
                "type": "text",
                "model": {
                    "blocks": [
                        {
                            "type": "paragraph",
                            "model": {
                                "text": line,
                                "blocks": [{"type": "fragment", "model": {"text": line}}],
                            },
                        }
                    ]
                },
            }
            for line in BODY
        ]
    }
}

ANS = {
    "type": "story",
    "_id": "F3R7Y",
    "headlines": {"basic": HEADLINE, "web": ""},
    "description": {"basic": ABSTRACT},
    "credits": {"by": [{"type": "author", "name": AUTHOR}]},
    "display_date": STAMP,
    "content_elements": [
        {"type": "text", "content": BODY[0]},
        {"type": "image", "caption": "The pier on Thursday.", "url": "https://i.example/1.jpg"},
        {"type": "text", "content": BODY[1]},
        {"type": "interstitial_link", "content": "Read more: Seals on the mole", "url": "/s"},
        {"type": "text", "content": BODY[2].replace("old boat", "<b>old boat</b>")},
        {
            "type": "list",
            "list_type": "unordered",
            "items": [{"type": "text", "content": BODY[3]}],
        },
    ],
    "related_content": {"basic": OTHERS},
}

APOLLO = {
    "ROOT_QUERY": {
        "__typename": "Query",
        'article({"slug":"ferry"})': {"__ref": "Article:1"},
        "latest": [{"__ref": f"Teaser:{n}"} for n in range(6)],
    },
    "Article:1": {
        "__typename": "Article",
        "headline": HEADLINE,
        "publishedAt": STAMP,
        "authors": [{"__ref": "Person:7"}],
        "content": {"__ref": "Rich:1"},
    },
    "Person:7": {"__typename": "Person", "name": AUTHOR},
    "Rich:1": {"__typename": "RichText", "paragraphs": [{"__ref": f"P:{n}"} for n in range(4)]},
    **{
        f"P:{n}": {"__typename": "Paragraph", "type": "P", "text": line}
        for n, line in enumerate(BODY)
    },
    **{f"Teaser:{n}": {"__typename": "Teaser", **other} for n, other in enumerate(OTHERS)},
}

APOLLO_2 = {
    "ROOT_QUERY": {"article": {"type": "id", "generated": False, "id": "Article:1"}},
    "Article:1": {
        "title": HEADLINE,
        "publishedAt": STAMP,
        "author": {"type": "id", "generated": False, "id": "Person:7"},
        "body": HTML,
    },
    "Person:7": {"name": AUTHOR},
}


def _nuxt_2() -> str:
    called = (
        '<script>window.__NUXT__=(function(a,b,c,d){return {layout:"default",data:[{article:{'
        "headline:a,publishedAt:b,author:{name:c},premium:!1,lead:void 0,body:d},"
        f"related:{dumps(OTHERS)}}}],error:null,serverRendered:!0}}}}"
    )
    return f"{called}({dumps(HEADLINE)},{dumps(STAMP)},{dumps(AUTHOR)},{dumps(HTML)}));</script>"


def _nuxt_3() -> str:
    table = flat({"data": {"article-1": STORY, "latest": OTHERS}, "state": {}, "path": "/x"})
    table = [["ShallowReactive", 1], *_moved(table, 1)]
    return (
        '<script type="application/json" data-nuxt-data="nuxt-app" data-ssr="true" '
        f'id="__NUXT_DATA__">{dumps(table)}</script>'
        "<script>window.__NUXT__={};window.__NUXT__.config={public:{}}</script>"
    )


def _moved(table: list[Any], by: int) -> list[Any]:
    """Return a flat value whose places are moved."""
    return [
        {key: place + by for key, place in value.items()}
        if isinstance(value, dict)
        else [place + by for place in value]
        if isinstance(value, list)
        else value
        for value in table
    ]


SVELTE_BLOCK = (
    "<script>{{__sveltekit_1ab={{base:''}};const element=document.currentScript.parentElement;"
    'Promise.all([import("./start.js"),import("./app.js")]).then(([kit,app])=>{{kit.start(app,'
    'element,{{node_ids:[0,4],data:[null,{{type:"data",data:{{story:{{headline:{0},publishedAt:'
    'new Date({1}),author:{{name:{2}}},body:{3}}}}},uses:{{params:["slug"]}}}}],form:null,'
    "error:null}})}})}}</script>"
)

SVELTE_SHARED = (
    "<script>{{__sveltekit_1ab={{base:''}};const element=document.currentScript.parentElement;"
    'Promise.all([import("./start.js"),import("./app.js")]).then(([kit,app])=>{{kit.start(app,'
    "element,{{node_ids:[0,4],data:[null,(function(a,b){{a.name={2};b[0]=a;return "
    '{{type:"data",data:{{story:{{headline:{0},publishedAt:new Date({1}),author:a,tags:new Set('
    '["quay"]),more:new Map([["a",1]]),views:12n,premium:void 0,body:{3}}},latest:[{{headline:'
    '"Seals on the mole",author:a}}]}},uses:{{}}}}}}({{}},[]))],form:null,error:null}})}})}}'
    "</script>"
)
SVELTE_LATER = (
    '<script>kit.start(app,element,{node_ids:[0,3],data:[null,{type:"data",data:{story:'
    "__sveltekit_1ab.defer(1)},uses:{}}],form:null,error:null})</script>"
    "<script>__sveltekit_1ab.resolve(%s)</script>"
)


def _stream_later() -> str:
    """Return a story that a loader has promised, as React Router writes it down."""
    first = [{"_1": 2}, "loaderData", {"_3": 4}, "story", ["P", 4]]
    story = streamed(STORY)
    later = [_places_moved(part, len(first)) for part in story]
    lines = (json.dumps(first) + "\n", f"P4:{json.dumps(later)}\n")
    return "".join(
        f"<script>window.__reactRouterContext.streamController.enqueue({dumps(line)});</script>"
        for line in lines
    )


def _places_moved(part: Any, by: int) -> Any:
    if not isinstance(part, dict):
        return part
    return {f"_{int(key[1:]) + by}": place + by for key, place in part.items()}


SHELLS: dict[str, str] = {
    "next, pages": shell(
        '<script id="__NEXT_DATA__" type="application/json">'
        + dumps({"props": {"pageProps": {"latest": OTHERS, "article": STORY}}, "page": "/[s]"})
        + "</script>"
    ),
    "next, app": shell(
        flight(
            '0:["$","$L2",null,{"story":"$5","latest":["$6"]}]\n',
            f"4:T{len(HTML.encode()):x},{HTML}",
            "5:" + dumps({**STORY, "body": "$4"}) + "\n",
            "6:" + dumps(OTHERS[0]) + "\n",
        )
    ),
    "next, app, a promise and a date": shell(
        flight(
            '0:["$","$L2",null,{"story":"$@5"}]\n',
            "5:" + dumps({"headline": HEADLINE, "date": f"$D{STAMP}", "premium": "$undefined",
                          "tags": "$W6", "author": AUTHOR, "body": HTML}) + "\n",
            '6:["quay"]\n',
        )
    ),
    "next, app, elements": shell(
        flight(
            '0:["$","main",null,{"children":["$L2"]}]\n',
            "2:"
            + dumps(
                ["$", "article", None, {"children": [
                    ["$", "h1", None, {"children": HEADLINE}],
                    ["$", "time", None, {"dateTime": STAMP, "children": DAY}],
                    [["$", "p", str(n), {"children": [line[:9], ["$", "b", None, {
                        "children": line[9:19]}], line[19:]]}] for n, line in enumerate(BODY)],
                ]}]
            )
            + "\n",
        )
    ),
    "nuxt 2": shell(_nuxt_2()),
    "nuxt 3": shell(_nuxt_3()),
    "sveltekit, start": shell(
        SVELTE_BLOCK.format(dumps(HEADLINE), 1770280200000, dumps(AUTHOR), dumps(HTML))
    ),
    "sveltekit, what is said twice": shell(
        SVELTE_SHARED.format(dumps(HEADLINE), 1770280200000, dumps(AUTHOR), dumps(HTML))
    ),
    "sveltekit, later": shell(SVELTE_LATER % f"1, () => [{dumps(STORY)}]"),
    "sveltekit, later, before 2.30": shell(
        SVELTE_LATER % f"{{id:1,data:{dumps(STORY)},error:void 0}}"
    ),
    "remix, later": shell(
        '<script>window.__remixContext = {"state":{"loaderData":{"routes/story":{}}}};</script>'
        f'<script async="">__remixContext.r("routes/story", "story", {dumps(STORY)});</script>'
    ),
    "react router, later": shell(_stream_later()),
    "sveltekit, fetched": shell(
        '<script type="application/json" data-sveltekit-fetched data-url="/api/story/1">'
        + dumps({"status": 200, "statusText": "OK", "headers": {}, "body": json.dumps(STORY)})
        + "</script>"
    ),
    "remix": shell(
        "<script>window.__remixContext = "
        + dumps({"state": {"loaderData": {"root": {}, "routes/$slug": {"story": STORY}}}})
        + ";</script>"
    ),
    "react router, stream": shell(
        "<script>window.__reactRouterContext.streamController.enqueue("
        + dumps(json.dumps(streamed({"loaderData": {"routes/story": {"data": STORY}}})) + "\n")
        + ");</script>"
    ),
    "gatsby": shell(
        '<script>/*<![CDATA[*/window.pagePath="/ferry";window.___pageData='
        + dumps({"path": "/ferry", "result": {"data": {"story": {
            "title": HEADLINE, "date": STAMP, "author": AUTHOR, "html": HTML}}}})
        + ";/*]]>*/</script>"
    ),
    "angular": shell(
        '<script id="ng-state" type="application/json">'
        + dumps({"1839205": {"b": {"data": STORY}, "h": {}, "s": 200, "u": "/api/story/1"}})
        + "</script>"
    ),
    "angular, before 16": shell(
        '<script id="serverApp-state" type="application/json">'
        + json.dumps({"G.https://api.example/story/1?": {"body": STORY}}, ensure_ascii=False)
        .replace("&", "&a;").replace('"', "&q;").replace("'", "&s;")
        .replace("<", "&l;").replace(">", "&g;")
        + "</script>"
    ),
    "apollo": shell(f"<script>window.__APOLLO_STATE__={dumps(APOLLO)};</script>"),
    "apollo 2": shell(f"<script>window.__APOLLO_STATE__ = {dumps(APOLLO_2)}</script>"),
    "apollo, as a string": shell(
        f"<script>window.__APOLLO_STATE__=JSON.parse({dumps(json.dumps(APOLLO))});</script>"
    ),
    "fusion": shell(
        '<script>window.Fusion=window.Fusion||{};Fusion.arcSite="courier";Fusion.globalContent='
        f"{dumps(ANS)};Fusion.globalContentConfig={{}}</script>"
    ),
    "drupal": shell(
        '<script type="application/json" data-drupal-selector="drupal-settings-json">'
        + dumps({"path": {"baseUrl": "/", "currentPath": "node/71"}, "courier": {"node": {
            "type": "article", "title": HEADLINE, "created": 1770280200,
            "field_author": AUTHOR, "author": AUTHOR,
            "body": {"value": HTML, "format": "full_html", "processed": HTML}}}})
        + "</script>"
    ),
    "json:api": shell(
        "<script>window.__STATE__ = "
        + dumps({"data": {"type": "node--article", "id": "7", "attributes": {
            "title": HEADLINE, "created": STAMP, "byline": AUTHOR, "body": {"value": HTML}}}})
        + "</script>"
    ),
    "wordpress": shell(
        "<script>window.__PRELOADED_STATE__ = "
        + dumps({"post": {"id": 7, "date_gmt": STAMP, "title": {"rendered": HEADLINE},
                          "author": {"name": AUTHOR}, "content": {"rendered": HTML}}})
        + "</script>"
    ),
    "head and text apart": shell(
        "<script>window.__INITIAL_DATA__="
        + dumps({"page": {"metadata": {"headline": HEADLINE, "firstPublished": STAMP,
                                       "authors": [{"name": AUTHOR}]}, "content": MODELS}})
        + "</script>"
    ),
    **{
        f"rich text, {name}": shell(
            '<script id="__NEXT_DATA__" type="application/json">'
            + dumps({"props": {"story": {"title": HEADLINE, "publishedAt": STAMP,
                                         "author": AUTHOR, key: tree}, "more": OTHERS}})
            + "</script>"
        )
        for name, key, tree in (
            ("prosemirror", "content", PROSEMIRROR),
            ("portable text", "body", PORTABLE),
            ("contentful", "bodyCopy", {"json": CONTENTFUL}),
            ("lexical", "content", LEXICAL),
            ("editor.js", "content", EDITOR_JS),
            ("slate", "richtext", SLATE),
            ("nested models", "content", MODELS),
            ("plain list", "paragraphs", list(BODY)),
            ("a name of its own", "koerper", HTML),
        )
    },
}  # fmt: skip
"""A page for each framework, by its name."""

TEASERS: dict[str, str] = {
    "next, pages": shell(
        '<script id="__NEXT_DATA__" type="application/json">'
        + dumps({"props": {"pageProps": {"latest": OTHERS, "title": "The Saltmarsh Courier"}}})
        + "</script>"
    ),
    "next, app": shell(flight(*(f"{n}:{dumps(other)}\n" for n, other in enumerate(OTHERS)))),
    "next, app, names that look like prices": shell(
        flight(
            *(
                f'{n}:["$","$L{n + 40}",null,{{"a":"${n + 1}","b":"$@{n + 2}"}}]\n'
                for n in range(30)
            ),
            f"40:{dumps(OTHERS)}\n",
        )
    ),
    "sveltekit": shell(
        '<script>kit.start(app,element,{node_ids:[0,3],data:[null,(function(a){a.name="J.";return '
        f'{{type:"data",data:{{latest:{dumps(OTHERS)},author:a}}}}}}({{}}))]}})</script>'
    ),
    "react router": shell(
        "<script>window.__reactRouterContext.streamController.enqueue("
        + dumps(json.dumps(streamed({"loaderData": {"routes/list": OTHERS}})) + "\n")
        + ");</script>"
    ),
    "gatsby": shell(
        "<script>window.___pageData=" + dumps({"result": {"data": {"all": OTHERS}}}) + ";</script>"
    ),
    "angular": shell(
        f'<script id="ng-state" type="application/json">{dumps({"18": {"b": OTHERS}})}</script>'
    ),
    "drupal": shell(
        '<script type="application/json" data-drupal-selector="drupal-settings-json">'
        + dumps({"path": {"currentPath": "node/71"}, "courier": {"latest": OTHERS}})
        + "</script>"
    ),
    "nuxt 2": shell(
        "<script>window.__NUXT__=(function(a){return {data:[{latest:a}]}})"
        f"({dumps(OTHERS)});</script>"
    ),
    "nuxt 3": shell(
        f'<script type="application/json" id="__NUXT_DATA__">{dumps(flat({"data": OTHERS}))}'
        "</script>"
    ),
    "apollo": shell(
        "<script>window.__APOLLO_STATE__="
        + dumps({f"Teaser:{n}": other for n, other in enumerate(OTHERS)})
        + "</script>"
    ),
    "fusion": shell(
        "<script>Fusion.globalContent="
        + dumps({"type": "collection", "headlines": {"basic": "Harbour"}, "content_elements": [
            {"type": "story", "headlines": {"basic": other["title"]},
             "description": {"basic": other["summary"]}, "canonical_url": other["url"],
             "display_date": STAMP} for other in OTHERS]})
        + "</script>"
    ),
    "two whole stories, and neither is told to be this one": shell(
        "<script>window.__STATE__="
        + dumps({"stories": [
            {**STORY, "slug": "one"},
            {**STORY, "headline": "Lanterns on the mole", "slug": "two",
             "body": HTML.replace("ferry", "lantern")}]})
        + "</script>"
    ),
    "words of the interface and of a consent": shell(
        "<script>window.__I18N__="
        + dumps({"title": "Your privacy", "consent": {"title": "We value your privacy",
                 "text": " ".join(BODY).replace("ferry", "cookie"), "button": "Agree"}})
        + "</script>"
    ),
}  # fmt: skip
"""Pages whose scripts know of other stories only."""
