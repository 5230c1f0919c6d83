"""What a line says about itself, in many languages: a pointer elsewhere, an appeal, a credit."""

# ruff: noqa: E501 a table of phrases reads better unbroken

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_POINTERS = r"""
    read\s(?:more|also|next|the\sfull|on\b) also\sread see\salso more\s(?:on|from|about|in)\b
    related(?:\s(?:stories|articles|content|news|topics|links|posts|coverage|reading|video))?\s*:?$
    related\s*: recommended\b you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested) don['’]t\smiss
    (?:trending|most\s(?:read|popular)|up\snext|what\sto\sread\snext|top\sstories|editors?['’]?\spicks?)\b
    more\s(?:stories|news|top\sstories|coverage) (?:watch|listen|opinion|analysis|explainer)\s*[:|]
    click\shere\s(?:to|for) (?:continue|keep)\sreading\b story\scontinues jump\sto\b in\sother\snews
    mehr\s(?:zum\sthema|dazu|aus\b|lesen|infos?\szu) lesen\ssie\s(?:auch|hier|mehr|dazu) auch\s(?:interessant|lesen)
    das\sk[öo]nnte\s(?:sie|dich|dir|ihnen) (?:weitere|verwandte|[äa]hnliche|passende)\s(?:artikel|themen|beitr[äa]ge|meldungen|nachrichten|links)
    zum\sthema siehe\sauch weiterlesen empfehlungen\b lesetipps?
    lire\s(?:aussi|[ée]galement|la\ssuite) [àa]\slire\s(?:aussi|[ée]galement)? voir\saussi sur\sle\sm[êe]me\s(?:sujet|th[èe]me) en\ssavoir\splus
    lea\s(?:tambi[ée]n|adem[áa]s|m[áa]s) leer\s(?:tambi[ée]n|m[áa]s) te\spuede\sinteresar le\spuede\sinteresar tambi[ée]n\s(?:lea|te\spuede|puedes\sleer) vea\stambi[ée]n m[áa]s\snoticias noticias\srelacionadas ver\sm[áa]s
    leia\s(?:tamb[ée]m|mais) veja\s(?:tamb[ée]m|mais) saiba\smais leggi\sanche (?:potrebbe|ti\spotrebbe)\sinteressar
    lees\sook meer\sover\b l[äa]s\s(?:mer|ocks[åa]|[äa]ven) les\s(?:ogs[åa]|mer) l[æa]s\sogs[åa] lue\s(?:my[öo]s|lis[äa][äa])
    czytaj\s(?:te[żz]|tak[żz]e|wi[ęe]cej|r[óo]wnie[żz]) zobacz\s(?:te[żz]|tak[żz]e|r[óo]wnie[żz]) polecamy\b przeczytaj\s(?:te[żz]|tak[żz]e)
    [čc]t[ěe]te\stak[ée] m[ůu][žz]e\sv[áa]s\szaj[íi]mat pro[čc]itajte\sjo[šs]
    читайте\sтакже читать\s(?:также|далее|ещ[её]) смотрите\sтакже подробнее\s*: по\sтеме\s*: материалы\sпо\sтеме читайте\sтакож
    ilgili\shaber(?:ler)? [öo]nerilen baca\sjuga simak\s(?:juga|video) lihat\sjuga xem\sth[êe]m [đd]ọc\sth[êe]m tin\sli[êe]n\squan
    相关(?:阅读|新闻|报道|链接|文章|推荐|专题|内容|资讯|视频) 延伸阅读 推荐阅读 更多(?:精彩|新闻|内容|资讯|报道|阅读)? 阅读(?:原文|全文|更多) 点击(?:阅读|查看|进入|下载|这里|图片) 热门(?:推荐|新闻|文章|阅读) 猜你喜欢 为您推荐 你可能(?:也)?(?:会)?喜欢 编辑推荐 精彩推荐 上一篇 下一篇 上一页 下一页 返回(?:首页|列表|顶部) 展开(?:全文|阅读) 往期(?:回顾|精选) 加载更多
    相關(?:閱讀|新聞|報導|連結|文章) 延伸閱讀 推薦閱讀 更多(?:新聞|精彩|內容) 閱讀(?:原文|全文|更多) 看更多 其他人也看 熱門(?:新聞|文章) 你可能(?:也)?(?:會)?喜歡 上一則 下一則
    関連(?:記事|ニュース|リンク|タグ) あわせて読みたい おすすめ(?:記事)? 続きを読む 次のページ 前のページ もっと見る こちらも 【関連 【あわせて
    관련\s?(?:기사|뉴스) 더보기 추천\s?(?:기사|뉴스) 많이\s본
    اقرأ\sأيض[اًا]+ إقرأ\sأيض[اًا]+ شاهد\sأيض[اًا]+ مواضيع\sذات\sصلة أخبار\sذات\sصلة
    קראו\sגם עוד\sבנושא
    बिहार\sसे\sऔर यह\sभी\sपढ़ें ये\sभी\sपढ़ें इसे\sभी\sपढ़ें
"""
_APPEALS = r"""
    sign\sup\b subscribe\b (?:get|receive)\s.{0,60}(?:newsletter|inbox|straight\sto) follow\s(?:us|me|.{1,40}\son\s(?:twitter|facebook|instagram|x\b|threads|google))
    join\s(?:our|us|the\s.{1,30}\s(?:newsletter|channel|community|whatsapp)) (?:download|get)\s(?:our|the)\s.{0,30}\bapp\b share\s(?:this|on|via|with|your) tweet\sthis email\sthis print\sthis
    support\s(?:our|quality|independent)\b (?:make|donate)\s.{0,30}donation log\sin\b already\sa\s(?:subscriber|member) register\s(?:now|for\sfree|to) create\s(?:a\sfree|an)\saccount this\s(?:article|story|content)\sis\s(?:only|exclusive|for\ssubscribers)
    (?:please\s)?enable\sjavascript your\sbrowser\b (?:leave|post|write|add)\sa\s(?:comment|reply) (?:view|show|see|read|load|hide)\s(?:all\s)?(?:\d+\s)?comments? comments?\s*(?:\(\d+\))?$ advertisement(?:\s|$) sponsored(?:\s|$) ad$ promoted$ loading\b\.* (?:back|return)\sto\s(?:top|home) (?:next|previous)\s(?:article|post|story|page)\b
    we\suse\scookies this\s(?:site|website)\suses\b accept\s(?:all\s)?cookies copy\slink link\scopied (?:send|report)\s(?:us\s)?(?:a\s)?(?:tip|correction|error) (?:have|got|do\syou\shave)\sa\s(?:tip|story|question)\b
    newsletter\b (?:jetzt|hier)\s(?:abonnieren|anmelden|registrieren|kostenlos) (?:abonnieren|folgen)\ssie\b teilen$ artikel\s(?:teilen|drucken|merken|versenden|bewerten) kommentare?(?:\s\(?\d+\)?)?$ (?:schreibe|hinterlasse)\s(?:einen|uns) diesen?\s(?:artikel|beitrag)\s(?:teilen|drucken|weiterempfehlen) anzeige$ werbung$ deine\se-mail-adresse
    abonnez-vous s['’]abonner inscrivez-vous partager(?:\s(?:sur|cet|l))? suivez-nous r[ée]agissez commentaires?$ publicit[ée]$ la\suite\sapr[èe]s
    suscr[íi]b(?:ase|ete|irse) s[íi]guenos comparte\b compartir\b publicidad$ comentarios$ reciba\b [úu]nete\sa inscreva-se siga\so\b compartilhe\b publicidade$ iscriviti\b seguici\b condividi\b pubblicit[àa]$
    abonneer\b schrijf\sje\sin deel\s(?:dit|op) prenumerera\b dela\b$ annons$ annonse$ tilaa\b jaa\b$ mainos$ reklama$ udost[ęe]pnij\b subskrybuj obserwuj\snas sd[íi]let$ подпис(?:ывайтесь|аться|ка)\b поделиться\b реклама$ комментари(?:и|ев)$ підписуйтесь абоне?рирай
    扫(?:一扫|码|描) 用微信扫 长按(?:识别|二维码) 关注(?:我们|微信|公众号) 分享(?:到|至|给) 打开.{0,8}(?:APP|客户端|微信) 下载.{0,8}(?:APP|客户端) 我要(?:评论|留言|纠错) (?:网友|最新|热门|全部)?评论(?:\(\d+\))?$ 登录后?(?:评论|发表) 举报 点赞 收藏$ 打印$ 字号 【?(?:打印|关闭|纠错)】? 订阅 您的浏览器 (?:\d+人)?(?:参与|跟贴|评论)$ 广告$ 扫描(?:二维码|下载) 添加(?:微信|好友) 微信(?:扫|公众号) 手机(?:看|扫|阅读) 编辑推荐
    (?:\d\swochen|einen\smonat|jetzt|sie\slesen)\s.{0,40}(?:kostenlos|testen|zweitbeste) um\s(?:eingebettete|diesen?|externe)\s(?:inhalte?|elemente?)\b an\sdieser\sstelle\s(?:finden|steht) externer\sinhalt hat\sihnen\sdies wir\sben[öo]tigen\sihre\szustimmung empfohlener\s(?:redaktioneller|externer)
    この記事は(?:会員|有料) .{0,20}(?:会員登録|ログイン)(?:すると|が必要|してください) 記事を(?:マイページ|保存) 会員(?:の方|限定)
    掃(?:一掃|描) 訂閱 分享(?:到|至|給) 加入(?:會員|好友|LINE) 廣告$ 留言$ 請(?:繼續往下閱讀|登入) シェア(?:する)?$ ツイート$ 会員登録 ログイン フォロー 広告$ 印刷$ 구독 공유(?:하기)?$ 댓글
"""
_CREDITS = r"""
    (?:photo|image|picture|photograph|video|graphic|illustration)s?(?:\s(?:credit|by|courtesy|via|from)|\s*[:©]) (?:file|ap|afp|reuters)\sphoto getty\simages \(?(?:ap|afp|reuters|dpa|epa)\sphoto
    (?:foto|bild|grafik|symbolbild|archivbild|quelle|fuente|imagen|fotograf[íi]a|photo|cr[ée]dit|illustration|image|fotos?|bildquelle)\s*(?:credit)?\s*[:©] © \(c\)\s фото\s*: 图片来源 图源 图/ 摄/ 图为 图说 資料圖 资料图 圖/ ▲ △ ▼ 写真[:＝=] 사진[=:]
"""


def _either(lines: str) -> str:
    return "|".join(lines.split())


POINTER: Final = re.compile(rf"[\W_]*(?:{_either(_POINTERS)})", re.IGNORECASE)
"""The line points to another page: 相关阅读, Read more, Lesen Sie auch."""

APPEAL: Final = re.compile(rf"[\W_]*(?:{_either(_APPEALS)})", re.IGNORECASE)
"""The line asks the reader to do something: subscribe, share, comment, scan."""


@lru_cache(maxsize=8192)
def leads_away(text: str) -> bool:
    """Say whether a line points to another page or asks the reader to do something.

    >>> leads_away("Read more: the ferry"), leads_away("The ferry was late.")
    (True, False)
    """
    return POINTER.match(text) is not None or APPEAL.match(text) is not None


CREDIT: Final = re.compile(
    rf"[\W_]*(?:{_either(_CREDITS)})"
    r"|.*\((?:image|photo|picture|pic|foto|bild|credit|source|archivbild|symbolbild)s?\s*[:©/][^()]{2,60}\)\W*$"
    r"|.{0,60}\bfile\sphoto\b|.*\b(?:photo|photograph|foto)\s(?:by|credit|courtesy)\b"
    r"|.*(?:/getty\simages|/afp|/ap|/reuters|/shutterstock|/epa|/dpa|via\sgetty\simages|getty\simages)\W*$",
    re.IGNORECASE,
)
"""The line names who made a picture, or says that it speaks of one."""

SENTENCE: Final = re.compile(
    r"[.!?…。！？；：，、؟।։።။;:,](?:[\"'”’»」』）)\]]|$|\s|(?=[\u3000-\u9fff]))"
)
"""Somewhere in the line a clause or sentence ends, as it does not in a label."""

END: Final = re.compile(r"[.!?…。！？；：؟।։።။:][\"'”’»」』）)\]\s]*$")
"""The line ends as a sentence does."""

_DATED: Final = (
    r"(?:(?:first |last |originally )?(?:updated|published|posted|modified|edited)|stand|(?:zuletzt )?(?:aktualisiert|ge[äa]ndert)|(?:erst)?ver[öo]ffentlicht|erschienen|publiziert"
    r"|publi[ée]e?|mis(?:e)? (?:à|a) jour|publicad[oa]|actualizad[oa]|atualizad[oa]|pubblicato|aggiornato|gepubliceerd|bijgewerkt|laatst gewijzigd|publicerad|uppdaterad|publisert|oppdatert"
    r"|opdateret|julkaistu|päivitetty|opublikowano|aktualizacja|publikov[áa]no|aktualizov[áa]no|uppf[æa]rt|опубликовано|обновлено|оновлено|yay[ıi]nlanma|g[üu]ncelleme|diperbarui|c[ậa]p nh[ậa]t"
    r"|発行|更新|配信|公開|입력|수정|등록)"
    r"(?:\s?(?:am|on|at|le|el|il|op|den|kl\.?|em|på|date|tarihi|日時))*\s*[:：,|]?\s*(?:\w+[,.]?\s)?\d"
)

LABEL: Final = re.compile(
    r"[\W_]*(?:"
    r"(?:当前|现在|您(?:现在|当前)?的?|所在|當前)位置|(?:网站|本站)?首页\s*[>＞»›/|-]"
    r"|(?:信息|文章|稿件|新闻)?(?:来源于?|來源)\s*[:：]|(?:发布|更新|发表|录入|修改|時間|时间|日期|發布)(?:时间|日期|時間|于)?\s*[:：]"
    r"|(?:作者|记者|編輯|编辑|责任编辑|責任編輯|责编|审核|审稿|校对|撰文|字号|字体|浏览|点击|阅读|访问)(?:次数|量|数|人)?\s*[:：]"
    rf"|{_DATED}"
    r").{0,80}$",
    re.IGNORECASE,
)
"""A short line above a body that names place, source, author or time."""

NOTICE: Final = re.compile(
    r"[\W_]*(?:(?:版权|免责|特别|郑重|转载|侵权|法律|著作权|本[站网])(?:与|及|和)?(?:免责|版权)?(?:声明|申明|说明|提示)|声明[：:]|版权所有|本文(?:仅代表|系)|"
    r"(?:凡|以上)(?:注明|内容|本[站网]|来源)|未经.{0,12}(?:授权|许可|允许|同意)|風險|风险提示|投资有风险|"
    r"copyright\b|©|\(c\)\s*\d{4}|all rights reserved|disclaimer\b|alle rechte vorbehalten|tous droits r[ée]serv[ée]s|"
    r"todos los derechos|todos os direitos|tutti i diritti|все права защищены)",
    re.IGNORECASE,
)
"""The line speaks of rights and liability: a body may end with it, and never begins there."""


_CLOCK: Final = re.compile(
    r"(?<![\d.])\d{1,2}\s?[:.h時时]\s?\d{2}(?!\.?\d)|\d\s?(?:[ap]\.?m|uhr)\b", re.IGNORECASE
)
_HALF: Final = re.compile(r"[ap]\.m\.\W*$", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
STAMP_LETTERS: Final = 120
STAMP_DIGITS: Final = 0.1
"""A line with a year and a time of day and no more than so many characters, so many of them digits."""


_DATES: Final = re.compile(rf"[\W_]*{_DATED}", re.IGNORECASE)


def is_dated(text: str) -> bool:
    """Say whether a line tells when the story was published or changed, and nothing else.

    >>> is_dated("Updated at 1:23 p.m."), is_dated("Publiziert: 03.04.2020, 12:35")
    (True, True)
    >>> is_dated("Posted 23 points, as many as in all of 2025.")
    False
    """
    return (
        len(text) <= STAMP_LETTERS
        and _DATES.match(text) is not None
        and (_YEAR.search(text) is not None or _CLOCK.search(text) is not None)
        and (END.search(text) is None or _HALF.search(text) is not None)
    )


def is_stamp(text: str) -> bool:
    """Say whether a line is the time of a story with its place or author, and no sentence.

    >>> is_stamp("4 May 2021, 19:49 | Jane Roe"), is_stamp("Tern Bay | Updated: 4 May 2021, 09:01 AM")
    (True, True)
    >>> is_stamp("The ferry of 4 May 2021 left at 19:49 and came back at 20:15.")
    False
    """
    return (
        len(text) <= STAMP_LETTERS
        and sum(map(str.isdigit, text)) >= STAMP_DIGITS * len(text)
        and _YEAR.search(text) is not None
        and _CLOCK.search(text) is not None
        and END.search(text) is None
    )
