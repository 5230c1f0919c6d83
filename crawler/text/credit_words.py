"""The words that credits begin with, in many languages, and what they make of a name.

A row is role, job title and label, most particular first. A new label is one more alternative.
"""

# ruff: noqa: E501 a table of words reads better unbroken

from __future__ import annotations

from typing import Literal

Role = Literal["author", "editor", "contributor", "source"]

LABELS: tuple[tuple[Role, str | None, str], ...] = (
    (
        "editor",
        "editor",
        (
            r"(?:(?:本文|本期|网络|網路|栏目|值班|执行|責任|责任|高级|新媒体|见习|微信|图文|版面|视觉|主任)?"
            r"(?:责编|責編|编辑|編輯|编审|編審|主编|主編))(?:人员|人員)?"
        ),
    ),
    ("contributor", "proofreader", r"(?:责任|責任|值班)?(?:校对|校對|校审|校稿)|校核"),
    (
        "contributor",
        "reviewer",
        r"(?:[一二三初复終终]审|审核|審核|审校|審校|审稿|签发|值班(?:主任|编委|总编|领导))(?:人|员)?",
    ),
    (
        "contributor",
        "photographer",
        r"(?:摄影|攝影|拍摄|摄像|摄)(?:记者|記者|报道)?|图片|圖片|供图|供圖|[图圖](?=\s*[/／|｜丨:：])",
    ),
    ("contributor", "illustrator", r"制图|製圖|漫画|插画|海报|绘图|设计|美编|美術|制表"),
    ("contributor", "video editor", r"视频|視頻|剪辑|剪輯|配音|后期|主播"),
    ("contributor", "translator", r"编译|編譯|翻译|翻譯|译者|譯者|译(?=\s*[/／|｜丨:：])"),
    ("contributor", "producer", r"监制|監製|统筹|統籌|策划|策劃|出品人?|总监制|制作人?"),
    (
        "source",
        None,
        (
            r"(?:文章|本文|新闻|新聞|信息|稿件|内容)?(?<![片料据源频像图])(?:来源|來源)[于於]?"
            r"|[来來]自(?=\s*[:：])|稿源|出处|出處|转自|轉自|摘自"
        ),
    ),
    (
        "author",
        "correspondent",
        r"(?:特约|特約)?(?:通讯员|通訊員|特约作者|特約作者)",
    ),
    (
        "author",
        None,
        (
            r"(?:(?:全媒体|融媒体|见习|見習|实习|實習|特约|特約|特派|首席|文字|高级|资深|采访|本报|本報|本网|本網"
            r"|本刊|本社|本台|报道|本站|撰稿|主笔)*(?:记者|記者|实习生|實習生|特派员|評論員|评论员))"
            r"|文字(?=\s*[:：])|采写|採寫|撰文|撰稿|供稿|执笔|作者|文章作者|采访|整理|口述"
            r"|[文](?=\s*[/／|｜丨:：])|[文][图圖](?=\s*[/／|｜丨:：])|[文][/／][图圖片]{1,2}"
        ),
    ),
)
"""Role, job title and label, most particular first, in simplified and traditional Chinese."""

LATIN_LABELS: tuple[tuple[Role, str | None, str], ...] = (
    (
        "source",
        None,
        (
            r"(?:source|fuente|fonte|kaynak|источник|джерело|źródło|المصدر|nguồn|sumber)"
            r"(?=\s*[:：])"
        ),
    ),
    (
        "editor",
        "editor",
        (
            r"edit(?:ing|ed|ado|ée?|ion)(?: by| por| par)|editors?|redakteur(?:in)?"
            r"|(?:edición|edição|editör|penyunting|редактор|редакторка|уредник|urednica?|редакция|toimetaja"
            r"|redaktor(?:ka|ius|ė|i)?|redaktør|redaktör|szerkesztő|szerkesztette|biên tập|تحرير|المحرر"
            r"|ویراستار|עריכה|संपादक|সম্পাদক|รายงานและเรียบเรียง|편집|รีไรท์)(?=\s*[:：])"
        ),
    ),
    (
        "contributor",
        "photographer",
        (
            r"(?:photo(?:graph)?s?|photography|pictures?|images?|bild(?:er)?|fotos?|fotografi(?:e|a)|foto's)"
            r"(?: by| von| di| de| por| par)?|photographer|fotograf(?:in|ie)?|фото(?:графии)?"
            r"|(?:kuvat?|valokuvat?|fotoğraf|zdjęci[ae]|fot\.|fotók?|фотографија|φωτογραφί(?:α|ες)|ảnh"
            r"|تصوير|صورة?|عکس|צילום|צילומים|ภาพ|사진|फोटो|तस्वीर|ছবি|fotografija|ljósmynd(?:ir|ari)?"
            r"|nuotraukos?|foto autors)(?=\s*[:：])"
        ),
    ),
    (
        "contributor",
        "translator",
        (
            r"translat(?:ed|ion|or)(?: by)?|übersetz(?:t|ung)(?: von)?|traduc(?:tion|ción"
            r"|ido)(?: par| por| de)?"
            r"|traduzione(?: di)?|tradução(?: de)?|vertaling|перевод"
        ),
    ),
    (
        "contributor",
        "illustrator",
        r"illustrations?(?: by)?|illustrated by|graphics?(?: by)?|infografik|grafik",
    ),
    ("contributor", "video editor", r"video(?: by| von)?|kamera"),
    (
        "author",
        None,
        (
            r"(?:report(?:ing|ed)|writ(?:ten|ing)|additional reporting|story|words|analysis)"
            r"(?: by)?"
            r"|text(?:e|o)?s?"
            r"|by|von|par|por|di|de|da|door|przez|av|af|autorin ?/ ?autor"
            r"|autor(?:/in|\*in|:in|in|en|a|i|e|es|ka)?|aut(?:h|e)ors?|auteure?s?|author\(s\)"
            r"|tekst|текст|автор(?:ы|и)?|yazan|yazar|haber|tác giả|penulis|reporter|reporters"
            r"|journalist|redaksi"
            r"|redacción|redactora?|redazione|autore|autrice|scritto da|a cura di|publicado por"
            r"|escrito por|κείμενο"
            r"|συντάκτης|بقلم|كتب|نویسنده|كتبت|الكاتبة?|إعداد|מאת|작성자|글"
            r"|nga|shkruan|piše|пише|γράφει(?: [ηο])?|(?-i:Τ(?:ης|ου)(?=\s+[Α-ΩΆΈΉΊΌΎΏ]))|írta|napsala?|napisał[ao]?|kirjoittanut|skrifar|höfundur"
            r"|โดย|เขียนโดย|ໂດຍ|ដោយ|द्वारा|لیکھک"
            r"|(?:oleh|teksti|kirjoittaja|toimittaja|szerző|szöveg|аутор(?:и|ка)?|avtor(?:ica|ji)?|besedilo"
            r"|συντάκτρια|κείμενο|ρεπορτάζ|müəllif(?:lər)?|muhabir|pewarta|kontributor|wartawan|jurnalis|mwandishi"
            r"|autors|autore|teksts|autor(?:ius|ė|iai|ica)|tekstas|texti|аўтар(?:ы|ка)?|авторка|пишува|авторы"
            r"|автору|muallif|сурвалжлагч|нийтэлсэн|از|تحریر|رپورٹ|مصنف|تقرير|خبرنگار|گزارش|כתב(?:ה|ת)?|कथाकार"
            r"|लेखक|लेखिका|रिपोर्ट(?:र)?|संवाददाता|पत्रकार|लेखन|লেখক|প্রতিবেদক|লিখেছেন|প্রতিবেদন|எழுதியவர்|ஆசிரியர்"
            r"|செய்தியாளர்|రచయిత|ಲೇಖಕ(?:ರು)?|ലേഖകൻ|എഴുതിയത്|લેખક|ਲੇਖਕ|ผู้เขียน|ผู้สื่อข่าว|เรื่อง|រាយការណ៍ដោយ"
            r"|ავტორი|ავტორები|հեղինակ|հեղինակներ|egilea|testua|scríofa ag|isinulat ni|ulat ni|기자|취재|取材・文|文責?|記者)(?=\s*[:：՝])"
        ),
    ),
)
"""The same for alphabets; a sign or a space parts them from the names."""
