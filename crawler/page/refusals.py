"""Pages on which a server says no, with a status of success: by their titles, by their words.

A soft 404, a login, a captcha and a demand for consent differ from a story in two things: they
are short, and what they say is said in a few phrases of each language. The tables are those.
"""

# ruff: noqa: E501 a table of phrases reads better unbroken

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from crawler.page.zones import NOT_BODY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page.body import Body
    from crawler.page.outline import Outline

_TITLES: Final = (
    (
        "captcha",
        (
            r"captcha|are you (?:a )?(?:human|robot)|verify you are (?:a )?human|attention required|just a moment|"
            r"checking your browser|unusual traffic|security (?:check|verification)|安全验证|人机验证|访问验证|验证码|滑动验证|访问过于频繁|"
            r"ddos-?guard|access to this page has been denied|pardon our interruption|enable javascript and cookies to continue|"
            r"проверка браузера|un momento…|einen moment…|un instant…|しばらくお待ちください|잠시만 기다리십시오"
        ),
    ),
    (
        "login-wall",
        (
            r"(?:please )?(?:log|sign) ?in(?: to (?:continue|read|view).*)?$|login$|(?:用户|會員|会员)?登[录錄入]$|请先?登录|ログイン$|"
            r"(?:bitte )?(?:anmelden|einloggen)$|anmeldung$|connexion$|se connecter$|identifiez-vous$|iniciar sesi[óo]n$|acceso usuarios$|"
            r"entrar$|fazer login$|accedi$|вход$|авторизация$|увійти$|inloggen$|logga in$|logg inn$|log ind$|zaloguj(?: si[ęe])?$|logowanie$|"
            r"giri[şs](?: yap)?$|masuk$|đăng nhập$|로그인$|تسجيل الدخول$|ورود$"
        ),
    ),
    (
        "consent-wall",
        (
            r"before you continue|(?:your|ihre|votre|su|la tua|uw) (?:privacy|privatsph[äa]re|vie priv[ée]e|privacidad)(?: choices| settings)?$|"
            r"(?:ihre |deine )?(?:zustimmung|einwilligung)(?:en)?$|cookie.{0,20}(?:consent|settings|zustimmung|einstellungen|wall)$|"
            r"datenschutz-?einstellungen$|(?:privacy|consent) (?:settings|manager|gate|centre|center)$|cookies op\b|.{0,16}mit werbung (?:weiter)?lesen"
        ),
    ),
    (
        "error-page",
        (
            r"(?:erro?r?e?u?r?|fehler|ошибка|błąd|hata|خطأ)?\s*(?:40[0-9]|410|451|50[0-9])\b.*$|"
            r".{0,40}\b(?:page|article|story|file|document)?\s*(?:was |is |could |can |cannot |does )?"
            r"(?:not (?:be )?found|no longer (?:available|exists)|doesn.t exist|not exist)|access denied|forbidden|"
            r"(?:internal )?server error|service unavailable|bad gateway|oops\b|whoops|sorry,? (?:we|the page|this page)|"
            r".{0,20}(?:页面|文章|内容|信息|网页|您访问的页面|該頁|頁面|網頁)(?:不存在|已(?:被)?删除|已移除|未找到|找不到|无法访问|没有找到|已过期|已下线|不見了)|"
            r"(?:找不到|未找到)(?:该|您要的|此)?(?:页面|頁面|網頁|网页|文章)|"
            r"(?:很抱歉|对不起|抱歉)[，,！!]?(?:您|你|该|此|页面|文章)?|.{0,10}ページが?(?:見つかりません|存在しません)|記事が見つかりません|"
            r"(?:die )?seite (?:wurde )?nicht (?:gefunden|vorhanden|verf[üu]gbar)|page (?:introuvable|non trouv[ée]e)|"
            r"p[áa]gina no (?:encontrada|existe)|p[áa]gina n[ãa]o (?:encontrada|existe)|pagina (?:non trovata|niet gevonden)|"
            r"страница не найдена|сторінку не знайдено|strona nie istnieje|nie znaleziono|sayfa bulunamad[ıi]|الصفحة غير موجودة|페이지를 찾을 수 없습니다|"
            r"halaman tidak ditemukan|không tìm thấy trang|sidan (?:hittades inte|kunde inte hittas)|siden (?:ble ikke funnet|findes ikke)|sivua ei l[öo]ydy|"
            r"str[áa]nka nenalezena|az oldal nem található|pagina nu a fost găsită"
        ),
    ),
)
_TEXTS: Final = (
    (
        "captcha",
        (
            r"verify (?:that )?you are (?:a )?human|(?:confirm|prove) (?:that )?you(?: are|.re) (?:not a robot|human)|complete the (?:captcha|security check)|"
            r"unusual traffic from your|best[äa]tigen sie,? dass sie (?:ein mensch|kein roboter)|que vous n.[êe]tes pas un robot|"
            r"que (?:es un ser humano|no es un robot)|que voc[êe] n[ãa]o [ée] um rob[ôo]|di non essere un robot|что вы не робот|że nie jesteś robotem|"
            r"完成(?:下方|安全|人机)?验证|拖动滑块|輸入驗證碼|请输入验证码|ロボットではない|로봇이 아닙니다|أنك لست روبوت"
        ),
    ),
    (
        "consent-wall",
        (
            r"(?:we|our|\d+) (?:and our )?(?:\d+ )?(?:third-party )?partners (?:store|use|process)|"
            r"(?:our|unsere?n?|nos|nostri|nuestros|socios|onze) (?:\d+ )?(?:partnern?|partenaires|socios|partner).{0,60}cookies|"
            r"\d+ (?:partners?|partenaires|socios).{0,80}cookies|partners plaatsen cookies|cookies.{0,60}(?:willigen sie|zustimmen|pur-abo)|"
            r"cookies (?:to|om|per|para|pour) .{0,60}(?:ads|advert|advertenties|annunci|anuncios|publicit)"
        ),
    ),
    (
        "error-page",
        (
            r"(?:the )?(?:page|article|story|content)s? (?:that )?you (?:are|were|have)?\s?(?:looking for|requested|tried)|can(?:no|.)t find (?:that|the|this) page|"
            r"(?:angeforderte|gesuchte|aufgerufene)[nr]? (?:seite|artikel)|page (?:que vous (?:recherchez|demandez)|demand[ée]e) (?:n.existe|est introuvable)|"
            r"p[áa]gina que (?:busca|buscas|est[áa] buscando|voc[êe] procura|procura)|pagina che (?:stai|sta) cercando|pagina die u zoekt|"
            r"запрашиваем\w+ страниц|strona, której szukasz|aradığınız sayfa|halaman yang anda cari|trang bạn (?:tìm|yêu cầu)|"
            r"(?:您|你)?(?:访问|要找|查看|請求|请求|要访问|要查看)的(?:页面|文章|内容|網頁|頁面|网页).{0,6}(?:不存在|已|找不到|未找到)|"
            r"お探しの(?:ページ|記事)|요청하신 페이지|الصفحة التي تبحث عنها"
        ),
    ),
)
_TITLED: Final = tuple(
    (reason, re.compile(rf"[\W_]*(?:{pattern})", re.IGNORECASE)) for reason, pattern in _TITLES
)
_SPOKEN: Final = tuple((reason, re.compile(words, re.IGNORECASE)) for reason, words in _TEXTS)
_PARTED: Final = re.compile(r"\s+[|–—·•:-]\s+|[|｜_]|(?<=[\u3041-\u9fff])-|-(?=[\u3041-\u9fff])")

SHORT_BODY: Final = 500.0
"""Worth of a body above which no word in a title makes the page an error page.

Measured: at 250 and at 1000 no figure moves.
"""

FLASH: Final = 160.0
"""Worth of a body below which hardly anything was found; a title then decides.

Measured: at 80 and at 320 no figure moves.
"""

TITLE: Final = 80
"""Characters of a title; a longer one is a sentence.

Measured: at 40 and at 160 no figure moves.
"""

LINES: Final = 12
"""Lines of a page, outside its navigation, among which it says what it is.

Measured: at 6 and at 24 no figure moves.
"""


def refusal(page: Outline, body: Body, *, stated: bool) -> tuple[str, float] | None:
    """Return why the server gave no article and how sure that is; None where it gave one.

    `stated`: the page calls itself an article, and then only its title speaks against it.
    """
    if body.worth > SHORT_BODY:
        return None
    title = (page.nodes[0].element.findtext(".//title") or "").strip()
    told = _by_title(page, body, title)
    spoken = None if stated else _by_words(page)
    if told and spoken == told:
        return told, 0.95
    if spoken == "captcha" and told != "login-wall":
        return spoken, 0.8
    if told:
        return told, 0.9 if body.worth < FLASH else 0.7
    return (spoken, 0.75) if spoken else None


def _by_title(page: Outline, body: Body, title: str) -> str | None:
    headings = [block.text for block in page.blocks if block.heading][:3]
    whole = (title, *headings)
    parts = _PARTED.split(title[: 2 * TITLE]) if body.worth < FLASH else []
    for text in (*whole, *parts):
        for reason, pattern in _TITLED:
            if 0 < len(text) <= TITLE and pattern.match(text):
                if reason == "login-wall" and body.worth > FLASH:
                    continue
                return reason
    return None


def _by_words(page: Outline) -> str | None:
    lines = list(_lines(page))
    for reason, pattern in _SPOKEN:
        if any(pattern.search(text) for text in lines):
            return reason
    return None


def _lines(page: Outline) -> Iterator[str]:
    """Yield the first lines of a page that are no navigation."""
    seen = 0
    for block in page.blocks:
        if block.zone in NOT_BODY or block.density > 0.5:  # noqa: PLR2004
            continue
        yield block.text[:400]
        seen += 1
        if seen == LINES:
            return
