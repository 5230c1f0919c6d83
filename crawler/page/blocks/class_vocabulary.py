"""What the names that an element carries say about what is in it.

Class, id, role and itemprop are prose of the people who built the page, in a
vocabulary that sites share. The tables below are that vocabulary; nothing in
them is one site's own. A word counts where it stands alone or between hyphens,
underscores and capitals: ``post-share``, ``postShare``, ``share_box``.
"""

# ruff: noqa: E501 a table of phrases reads better unbroken

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from crawler import patterns as re

Role = Literal[
    "body", "drop", "weak", "never", "comments", "caption", "summary", "meta", "title", ""
]

FINAL: Final[frozenset[Role]] = frozenset(("drop", "never", "comments"))
"""Roles in whose elements no other hint is looked at."""

BODY = r"""
    article-?body articlebody article-?content articlecontent article-?text articletext
    article-?detail article-?main-?body article-?copy article-?page-?content
    story-?body storybody story-?content story-?text storytext story-?copy
    entry-?content post-?content postcontent post-?body postbody post-?text post-?entry
    body-?content body-?copy body-?text bodytext content-?body main-?text news-?content
    newscontent news-?body news-?text newstext news-?detail news-?txt content-?text text-?content
    blog-?content single-?content page-?content rich-?text-?body richtext wysiwyg
    zhengwen article-?con content-?article art-?con trs-?editor ucap-?content
    js-?article__body c-?article-?body e-?content field--name-body field-name-body
    detail-?content detail-?body detail-?text cont-?text the-?content td-?post-?content
    paragraphs articulo-?cuerpo cuerpo-?noticia cuerpo nota-?cuerpo texto-?noticia
    corps-?article artikel-?text artikel-?inhalt artikeltext haber-?metni haber-?icerik
"""
"""Containers of a body, as content management systems and their users call them."""

DROP = r"""
    nav navi navigation navbar navbox menu submenu breadcrumb breadcrumbs crumb crumbs
    footer foot footnav colophon sidebar side-?bar right-?rail rightrail
    related relatedarticles relatedposts relatedlinks relatedcontent relacionadas relacionados
    related-?(?:posts?|articles?|news|stories|links?|content|topics?)
    recommend recommended recommendation recommendations recommends recirc recirculation
    read-?next readnext read-?also more-?news more-?stories more-?from
    also-?read see-?also up-?next most-?read mostread most-?popular popular trending trends
    share sharing shares sharer share-?bar sharebar sharebox sharethis sharedaddy addthis
    addtoany social socials social-?media social-?links socialmedia bdsharebuttonbox jiathis
    newsletter newsletters subscribe subscription subscriptions signup sign-?up mailing
    promos promotion promoted advert adverts advertisement advertisements advertising
    adsense adbox adslot adsbygoogle adv advertorial sponsor sponsored sponsors
    outbrain taboola dianomi mgid teads
    tags tag-?list taglist tagcloud topics keywords etiquetas schlagworte
    pagination pager pagenav page-?nav paging prevnext prev-?next post-?navigation nav-?links
    author-?(?:bio|box|info|card|profile|about|description) authorbox authorinfo about-?author
    about-?the-?author bio biography vcard
    login signin register paywall-?(?:box|message|overlay|prompt) regwall
    modal popup pop-?up lightbox tooltip toolbar toolbox
    print-?(?:button|link) printfriendly button btn buttons cta skip-?link screen-?reader-?text
    sr-?only visually-?hidden visuallyhidden noscript
    poll polls quiz survey donate donation donations ai-?summary
    copyright disclaimer legal impressum hotlist hotnews hot-?news tuijian xgwz
    xiangguan fenxiang qrcode qr-?code erweima weixin wechat article-?nav flipbook
    jp-?relatedposts wpcnt yarpp yarpp-?related wp-?block-?latest-?posts
    rating ratings rate vote votes likes like-?button reactions feedback premium-?(?:box|content__box) abo-?box abobox
    jwplayer vjs audio-?player speech listen tts search searchbox
    search-?form form-?group
"""
"""Containers of what is not the article, whatever it is about."""

WEAK = r"""
    ad ads rank ranking readmore read-?more widget widgets tools print hidden-?print no-?print overlay rail teaser teasers promo aside side
    paywall paywall__\w+ player-?controls video-?player player menu-?content section-?nav panel
"""
"""Names of anything, too: believed of what holds no paragraphs."""

NEVER = """
    cookie cookies consent gdpr onetrust ot-?sdk-?container cookie-?banner cookie-?notice
    cookielaw didomi usercentrics cmp-?(?:box|popup|banner) sp_message cybot cookiebot
"""
"""What asks for a consent; it can be longer than the article."""

COMMENTS = """
    comments comment comment-?list commentlist comments-?area comment-?respond respond reply
    replies disqus disqus_thread livefyre coral hyvor discussion fb-?comments kommentare
    commentaires comentarios pinglun gentie user-?comments comment-?section comment-?thread
    article-?comments post-?comments testimonials
"""
"""What readers wrote."""

CAPTION = r"""
    caption captions figcaption wp-?caption-?text image-?caption img-?caption photo-?caption
    picture-?caption media-?caption credit credits image-?credit photo-?credit image-?source
    photo-?source bildunterschrift legende legenda pie-?de-?foto piefoto pie-?foto
    picture-?desc image-?desc photo-?desc pictext img-?desc caption-?text image-?copyright
    gallery slideshow carousel swiper slider
"""
"""What is said of a picture."""

CAPTION_PARTS = (
    r"(?:img|image|images|photo|photos|picture|bild|foto|fotos|gallery|galerie|video|slide|asset|figure)s?"
    r"[_-]*\w*[_-]*(?:desc|description|caption|credit|copyright|legend)"
)


SUMMARY = r"""
    standfirst dek deck lede lead leadtext lead-?text article-?lead summary article-?summary
    intro introduction article-?intro subheadline sub-?headline subtitle sub-?title subhead
    teaser-?text teaser_?_text teaser-?intro news-?teaser chapo chapeau bajada entradilla sumario resumen sommario occhiello abstract excerpt
    article-?description description headline-?sub ingress anriss vorspann sapo zhaiyao daodu
"""
"""The paragraph between headline and body."""

META = r"""
    byline by-?line dateline date datetime time timestamp published pubdate post-?date post-?meta
    entry-?meta article-?meta meta metadata article-?info article-?byline author authors authorname
    author-?name writer source laiyuan info infos byline-?wrapper read-?time reading-?time
    readtime \w*postmeta \w*textauthor lastchanged last-?changed last-?updated category categories kicker eyebrow overline section-?name section-?label label
    location views hits
"""
"""The lines that name author, source and time."""

TITLE = "headline title article-?title post-?title entry-?title news-?title h1 biaoti"

LAYOUT = """
    sidebar-?grid sidebar-?layout sidebar-?template sidebar-?page content-?sidebar
    content-?sidebar-?wrap sidebar-?content sidebar-?content-?wrap with-?sidebar has-?sidebar
"""
"""Names of what holds a text and what stands beside it: they say nothing of either."""


_VOCABULARY: tuple[tuple[Role, str], ...] = (
    ("never", NEVER),
    ("comments", COMMENTS),
    ("body", BODY),
    ("drop", DROP),
    ("weak", WEAK),
    ("caption", f"{CAPTION} {CAPTION_PARTS}"),
    ("summary", SUMMARY),
    ("meta", META),
    ("title", TITLE),
    ("", LAYOUT),
)
"""Roles and their words; where two speak, the one that stands first here is heard."""

_RANKS: dict[Role, int] = {role: rank for rank, (role, _) in enumerate(_VOCABULARY)}


def _joined(word: str) -> str:
    return word.replace("-?", "").replace("-", "").replace("_", "")


_WORDS: dict[str, Role] = {
    _joined(word): role
    for role, words in reversed(_VOCABULARY)
    for word in words.split()
    if _joined(word).isalnum()
}
"""Words without their hyphens: ``article-body``, ``articleBody`` and ``articlebody`` are one."""

_SHAPES = "|".join(
    rf"(?P<r{rank}>{'|'.join(shapes)})"
    for rank, (_, words) in enumerate(_VOCABULARY)
    if (shapes := [word for word in words.split() if not _joined(word).isalnum()])
)
_SHAPED = re.compile(rf"(?:^|[\s_:-])(?:{_SHAPES})(?=$|[\s_:-])")
"""The words that are patterns, by the rank of what they say."""

MOST_PARTS = 3
"""Parts of a name that are read together: ``entry-content-body``.

`MOST_PARTS`, measured: at 1 segments text +0.1; at 6 nothing.
"""

CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SILENT = re.compile(
    r"(?:has|no|with|is|without|not|hide|enable|category|tag|type|status|format|elementor|et_pb|vc|wpb"
    r"|fusion|fl|so-widget|embed|twitter|instagram|field--label|sqs|kt|rank-?math)[-_]|.*[:\[@]|.*-(?:enabled|disabled)(?:$|-)"
)
"""Names that say something else: a state, a subject, a grid, a page builder."""

ARIA_ROLES: dict[str, Role] = {
    "navigation": "drop",
    "banner": "drop",
    "contentinfo": "drop",
    "complementary": "drop",
    "search": "drop",
    "dialog": "drop",
    "alertdialog": "drop",
    "menu": "drop",
    "menubar": "drop",
    "toolbar": "drop",
    "button": "drop",
    "tablist": "drop",
}

ITEMPROPS: dict[str, Role] = {
    "articleBody": "body",
    "articlebody": "body",
    "caption": "caption",
    "copyrightHolder": "caption",
    "comment": "comments",
    "author": "meta",
    "datePublished": "meta",
    "dateModified": "meta",
    "headline": "title",
    "breadcrumb": "drop",
    "publisher": "drop",
}


def hint_of(names: str) -> Role:
    """Return what the names of an element, class and id together, say of its content.

    >>> hint_of("entry-content clearfix"), hint_of("postShare"), hint_of("js-has-sidebar")
    ('body', 'drop', '')
    >>> hint_of("wp-caption-text"), hint_of("capital-city"), hint_of("no-sidebar")
    ('caption', '', '')
    """
    first = min(map(_rank_of, names.split()), default=_NONE)
    if first == _NONE:
        return ""
    role = _VOCABULARY[first][0]
    return "" if role == "drop" and "embed" in names else role


_NONE = _RANKS[""]


def is_label(name: str) -> bool:
    """Return True if a name is one of the vocabulary's, and nothing beside it.

    >>> is_label("related-stories"), is_label("related-work-on-the-mole")
    (True, False)
    """
    return _joined(name.lower()) in _WORDS or _SHAPED.fullmatch(name.lower()) is not None


@lru_cache(maxsize=65536)
def _rank_of(name: str) -> int:
    """Return the rank of the role that one name gives; `_NONE` for none."""
    word = name.lower()
    if word != name:
        word = CAPITAL.sub("-", name).lower()
    if _SILENT.match(word):
        return _NONE
    parts = word.replace("_", " ").replace(":", " ").replace("-", " ").split()
    shaped = (int(str(found.lastgroup)[1:]) for found in _SHAPED.finditer(word))
    return min(_rank_of_parts(parts), *shaped, _NONE)


def _rank_of_parts(parts: list[str]) -> int:
    """Return the rank of the words that a name is made of, up to `MOST_PARTS` read together."""
    first, n = _NONE, 0
    while n < len(parts):
        for most in range(min(MOST_PARTS, len(parts) - n), 0, -1):
            role = _WORDS.get(parts[n] if most == 1 else "".join(parts[n : n + most]))
            if role is not None:
                first = min(first, _RANKS[role])
                n += most - 1
                break
        n += 1
    return first
