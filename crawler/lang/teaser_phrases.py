"""Lines that lead away from a story: to another page, or to do something for the site.

The tables below say how such lines begin, in the languages of the world's newspapers; a line of
another language is one more row. A phrase is a regular expression in lower case that begins with
a letter or a digit, a blank in it stands for any blank, and phrases are parted by semicolons.
What a reporter may begin a sentence with has no place here: ``تابع`` opens half of the Arabic
paragraphs, ``Follow`` some of the English ones, and ``更多`` many a Chinese one.
"""

# ruff: noqa: E501 a table of phrases reads better unbroken

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

POINTERS: Final = r"""
    en: read (?:more|also|next|the full|on\b|our\b|this next); also read; see also; more (?:on|from|about|in)\b; keep reading\b; related(?: (?:stories|story|articles?|content|news|topics|links|posts?|coverage|reading|videos?))? *:?$; related *:; recommended\b; you (?:may|might) (?:also )?(?:like|be interested|enjoy); don['’]t miss
    en: (?:trending|most (?:read|popular|viewed)|up next|what to read next|top stories|must[- ]reads?|editors?['’]? picks?)\b; more (?:\w+ ){0,2}(?:stories|news|headlines|coverage|articles)\W*$; more (?:stories|news|top stories|coverage); (?:watch|listen|opinion|analysis|explainer|photos|gallery|podcast|quiz|video|in pictures) *[:|]; learn more\b; find out more\b
    en: click here (?:to|for); (?:continue|keep) reading\b; story continues; (?:article|story) continues (?:below|after); jump to\b; in other news; also (?:on|in) the (?:news|site|web)\b; submit your (?:letter|story|photos?)\b; latest (?:news|stories|headlines|articles)\W*$; (?:next|previous) (?:article|post|story|page)\b; for more (?:news|stories|local news|coverage|information on this)
    de: mehr (?:zum thema|dazu|aus\b|lesen|infos? zu|informationen (?:zum?|zur|über)|(?:\w+ )?artikel|nachrichten|news); lesen sie (?:auch|hier|mehr|dazu|weiter|außerdem); auch (?:interessant|lesen|spannend|lesenswert); lies (?:auch|hier|mehr|weiter); weiter (?:zum?|zur|mit) ["„“»«]; das k[öo]nnte (?:sie|dich|dir|ihnen|euch); (?:weitere|verwandte|[äa]hnliche|passende|neueste|aktuelle) (?:artikel|themen|beitr[äa]ge|meldungen|nachrichten|links)
    de: zum thema; siehe auch; weiterlesen; empfehlungen\b; lesetipps?; schon gelesen; lust auf mehr; zum weiterlesen; passend dazu; dazu auch; aus dem archiv; meistgelesen; mehr$; die besten (?:geschichten|storys) (?:des|der|aus)
    fr: lire (?:aussi|[ée]galement|la suite|notre|plus); [àa] lire (?:aussi|[ée]galement)?; voir (?:aussi|[ée]galement); [àa] voir (?:aussi|[ée]galement); sur le m[êe]me (?:sujet|th[èe]me); en savoir plus; pour aller plus loin; (?:articles?|contenus?|sujets?) (?:li[ée]s?|associ[ée]s?|similaires?|recommand[ée]s?)\b; d[ée]couvrez (?:aussi|[ée]galement|notre); dans la m[êe]me rubrique; les plus lus\b; [àa] d[ée]couvrir\b; la suite apr[èe]s
    es: lea (?:tambi[ée]n|adem[áa]s|m[áa]s|aqu[íi]); le[eé] (?:tambi[ée]n|adem[áa]s|m[áa]s|aqu[íi]); leer (?:tambi[ée]n|m[áa]s); [tls]e (?:puede|podr[íi]a) interesar; te recomendamos; le recomendamos; tambi[ée]n (?:lea|te puede|puede(?:s)? leer|lee|le[eé]); (?:vea|mire|mir[áa]|mira|ver) (?:tambi[ée]n|adem[áa]s); m[áa]s noticias; m[áa]s (?:informaci[óo]n|sobre)\b; (?:noticias?|notas?|contenidos?|temas?|art[íi]culos?) relacionad[oa]s?; ver m[áa]s; puede(?:s)? escribir(?:nos|le|me|te) a\b; lo m[áa]s (?:le[íi]do|visto); puede(?:s)? (?:leer|consultar) (?:tambi[ée]n|aqu[íi])
    pt: leia (?:tamb[ée]m|mais|ainda|a seguir); veja (?:tamb[ée]m|mais|ainda); saiba mais; confira tamb[ée]m; (?:not[íi]cias?|mat[ée]rias?|artigos?|conte[úu]dos?) relacionad[oa]s?; (?:mais|as mais) lidas\b; mais not[íi]cias; voc[êe] (?:tamb[ée]m )?pode (?:gostar|se interessar); pode interessar
    it: legg[ie] (?:anche|tutto|altro|qui)\b; (?:potrebbe|ti potrebbe|potrebbero)(?: \w+)? interessar; per approfondire; approfondisci; articoli (?:correlati|simili|consigliati); guarda anche; scopri di pi[ùu]; i pi[ùu] letti
    nl: lees (?:ook|meer|verder|hier)\b; meer (?:over|nieuws|lezen)\b; bekijk ook; gerelateerd; (?:het )?(?:meest|best) gelezen
    sv no da fi is: l[äa]s (?:mer|ocks[åa]|[äa]ven|vidare); les (?:ogs[åa]|mer|videre); l[æa]s (?:ogs[åa]|mere|videre); relatera[td]; relaterte?; mest l[äæe]st; lue (?:my[öo]s|lis[äa][äa]); katso my[öo]s; lesi[ðd] (?:l[íi]ka|meira)
    pl: czytaj (?:te[żz]|tak[żz]e|wi[ęe]cej|r[óo]wnie[żz]|dalej); zobacz (?:te[żz]|tak[żz]e|r[óo]wnie[żz]|wi[ęe]cej); polecamy\b; przeczytaj (?:te[żz]|tak[żz]e|r[óo]wnie[żz]); dowiedz si[ęe] wi[ęe]cej; wi[ęe]cej (?:na temat|informacji|wiadomo[śs]ci); (?:poni[żz]ej )?dalsza cz[ęe][śs][ćc] (?:artyku[łl]u|tekstu|materia[łl]u); pozosta[łl]o? .{0,12}(?:artyku[łl]u|tekstu); powi[ąa]zane; najcz[ęe][śs]ciej czytane
    cs sk: [čc]t[ěe]te tak[ée]; p[řr]e[čc]t[ěe]te si; m[ůu][žz]e v[áa]s zaj[íi]mat; souvisej[íi]c[íi] (?:[čc]l[áa]nky|t[ée]mata); v[íi]ce (?:o t[ée]matu|k t[ée]matu); [čc][íi]tajte (?:aj|tie[žz]|viac); pre[čc][íi]tajte si; s[úu]visiace; mohlo by v[áa]s zauj[íi]ma[ťt]; nej[čc]ten[ěe]j[šs][íi]
    hu ro: olvassa el; kapcsol[óo]d[óo] cikk; tov[áa]bbi (?:cikkek|h[íi]rek); ez is [ée]rdekelheti; cite[șsş]te (?:[șsş]i|mai|integral); vezi [șsş]i; (?:articole|[șsş]tiri) (?:similare|recomandate|asem[ăa]n[ăa]toare); pe aceea[șsş]i tem[ăa]
    hr sr sl bs: pro[čc]itajte? (?:jo[šs]|i\b|vi[šs]e); povezan[ie] (?:[čc]lan|vijest|tem|vest|novic); vezane vesti; preberite (?:tudi|[šs]e|ve[čc]); najnovije vijesti; најновије вести; прочитајте (?:још|и\b|више)
    lt lv et: skaitykite (?:taip pat|daugiau); susij[ęe] straipsniai; taip pat skaitykite; lasi ar[īi]; las[īi]t vair[āa]k; saist[īi]tie raksti; loe (?:ka|lisaks|veel|edasi)\b; seotud (?:lood|artiklid)
    el: διαβάστε (?:επίσης|ακόμη|ακόμα|περισσότερα|εδώ|ολόκληρ); δείτε (?:επίσης|ακόμη|ακόμα); σχετικά (?:άρθρα|θέματα|νέα); διαβάστε$
    ru uk be bg: читайте (?:также|ещ[её]|подробнее|далее); читать (?:также|далее|ещ[её]|подробнее|полностью); смотрите (?:также|ещ[её]); см\. также; подробнее *[:…]; по теме *:; (?:материалы|новости|сюжет) по теме; ранее на сайте; читайте (?:також|ще); дивіться також; за темою *:; прочетете (?:още|повече); вижте (?:още|също); още по темата; чытайце таксама
    tr az: [iı]̇?lgili (?:haber|i[çc]erik|konu)(?:ler|lar)?; [öo]nerilen; bunlar da ilginizi; haberin devam[ıi]; devam[ıi]n[ıi] oku; daha fazla (?:haber|bilgi|oku); [çc]ok okunanlar; oxuyun\b
    id ms: baca (?:juga|selengkapnya|lagi|artikel)\b; simak (?:juga|video|breaking|berita); lihat (?:juga|selengkapnya); (?:artikel|berita) (?:terkait|lainnya|populer); pilihan editor; halaman selanjutnya; lanjutkan membaca
    vi: xem (?:th[êe]m|ti[ếe]p); [đd]ọc (?:th[êe]m|ti[ếe]p); (?:tin|b[àa]i) (?:li[êe]n quan|c[ùu]ng chuy[êe]n m[ụu]c|[đd]ọc nhiều); c[óo] th[ểe] bạn quan t[âa]m
    th: อ่าน(?:เพิ่มเติม|ต่อ|ข่าว(?:ต้นฉบับ|เพิ่มเติม|ที่เกี่ยวข้อง)); ข่าวที่เกี่ยวข้อง; บทความที่เกี่ยวข้อง; ดูเพิ่มเติม
    hi mr ne bn gu ta te: यह भी पढ़ें; ये भी पढ़ें; इसे भी पढ़ें; यह भी देखें; ये भी देखें; और पढ़ें; और पढें; संबंधित (?:खबरें|ख़बरें|लेख); हे(?:ही| देखील) वाचा; यो पनि पढ्नुहोस्; बिहार से और; आरো পড়ুন; আরও? পড়ুন; আরো পড়ুন; இதையும் படி; மேலும் படிக்க
    ar fa ur ps: اقر[أا] (?:أيض[اًا]+|المزيد|كذلك); إقرأ (?:أيض[اًا]+|المزيد); شاهد أيض[اًا]+; طالع أيض[اًا]+; مواضيع ذات صلة; (?:أخبار|مقالات|موضوعات) (?:ذات صلة|متعلقة); قد يهمك; بیشتر بخوانید; همچنین بخوانید; (?:اخبار|مطالب) مرتبط; یہ بھی پڑھیں; مزید پڑھیں; متعلقہ (?:خبریں|عنوانات)
    he: קראו גם; קרא (?:גם|עוד); עוד בנושא; כתבות (?:נוספות|קשורות); לקריאה נוספת
    zh: (?:相关|相關)(?:阅读|新闻|报道|链接|文章|推荐|专题|内容|资讯|视频|标签|稿件|閱讀|新聞|報導|連結|推薦|專題)(?:\W|请|請); (?:相关|相關)(?:阅读|新闻|报道|链接|文章|推荐|专题|内容|资讯|视频|稿件|閱讀|新聞|報導|連結|推薦)$; 延伸(?:阅读|閱讀); 拓展阅读; (?:推荐|推薦)(?:阅读|閱讀); 更多(?:精彩|新闻|内容|资讯|报道|阅读|新聞|內容|報導|>|》|$); (?:阅读|閱讀)(?:原文|全文|更多)
    zh: (?:点击|點擊)(?:阅读|查看|进入|下载|这里|图片|上方|下方|蓝字|播放|閱讀|進入|看更多); 戳(?:这里|图片|上方|下方|蓝字); (?:热门|熱門|精彩|精选|最新|今日)(?:推荐|新闻|文章|阅读|新聞|推薦|排行)$; (?:热门|熱門)(?:推荐|新闻|文章|阅读|新聞); 猜你喜(?:欢|歡); 为(?:您|你)推荐; 你可能(?:也)?(?:会|會)?(?:喜欢|喜歡|感兴趣); 编辑推荐; 精彩推荐; 大家都在看; 其他人也看; 看更多; 看了(?:本文|又看)
    zh: 上一(?:篇|页|則|則新聞|頁); 下一(?:篇|页|則|頁); [上下]篇[:：]; 返回(?:首页|列表|顶部|搜狐); 展开(?:全文|阅读); 往期(?:回顾|精选|文章|推荐); 加载更多; 查看(?:更多|原文|全文|详情); 了解更多(?:$|[>》请]); 原文(?:链接|地址|标题)\W; 阅读更多
    ja: (?:関連|あわせて|合わせて)(?:記事|ニュース|リンク|タグ|動画|読みたい); あわせて読みたい; 合わせて読みたい; おすすめ(?:記事|の記事|$); 続きを読む; 次のページ; 前のページ; もっと見る; こちらも(?:読|お|あわせ|$); 次ページ; この記事(?:の(?:写真|画像|続き)|を(?:読|見)んだ人); 記事(?:の続き|全文を)は?; 人気(?:記事|ランキング)$; アクセスランキング; 最新記事$
    ko: 관련 ?(?:기사|뉴스|영상|키워드); 더보기; 더 ?읽기; 추천 ?(?:기사|뉴스); 많이 본; 함께 (?:보면|볼만한|읽으면); (?:주요|인기) ?(?:기사|뉴스)$; 이 ?시각 ?(?:주요|많이); 이전 ?기사; 다음 ?기사; 기사 ?원문
"""
APPEALS: Final = r"""
    en: sign up\b; subscribe\b; (?:get|receive) .{0,60}(?:newsletter|inbox|straight to); follow (?:us|me|.{1,40} on (?:twitter|facebook|instagram|x\b|threads|google|linkedin|bluesky|youtube|tiktok)); join (?:our|us|the .{1,30} (?:newsletter|channel|community|whatsapp|conversation)); (?:download|get|install) (?:our|the) .{0,30}\bapps?\b; share (?:this|on|via|with|your); tweet this; email this; print this; like us on\b
    en: support (?:our|quality|independent)\b; (?:make|donate) .{0,30}donation; log in\b; already a (?:subscriber|member); register (?:now|for free|to); create (?:a free|an) account; this (?:article|story|content) is (?:only|exclusive|for subscribers); (?:please )?enable javascript; your browser\b; (?:leave|post|write|add) a (?:comment|reply); (?:view|show|see|read|load|hide) (?:all )?(?:\d+ )?comments?; comments? *(?:\(\d+\))?$; \d+ comments?$
    en: advertisement(?: |$); sponsored(?: |$); ads?$; promoted$; loading\b\.*; (?:back|return) to (?:top|home); we use cookies; this (?:site|website) uses\b; accept (?:all )?cookies; copy link; link copied; (?:send|report) (?:us )?(?:a )?(?:tip|correction|error|typo); (?:have|got|do you have) a (?:tip|story|question|news tip)\b; advertise with\b; (?:no|not) (?:ratings?|reviews?|comments?) yet; be the first to (?:comment|review|know|share); (?:did you )?(?:like|enjoy(?:ed)?) this (?:article|story|post)
    en: for (?:the |all the |all )?latest .{0,80}\b(?:download|follow|visit|subscribe|click|sign|head|join|stay)\b; stay (?:up to date|informed|connected|tuned|on top) .{0,60}\b(?:subscrib|follow|sign|newsletter|app|alerts)\w*; never miss (?:a|an|another) (?:story|update|article|post|beat); (?:thanks|thank you) for (?:reading|subscribing|signing); your e-?mail address will not; required fields; listen to this (?:article|story); \d+[ -]min(?:ute)?s? read$; (?:estimated )?read(?:ing)? time\b; chat with us\b; (?:want|need) more .{0,60}\b(?:sign up|subscribe|follow us)\b; by (?:signing up|subscribing|submitting|clicking)\b; invalid e-?mail; (?:please )?(?:enter|provide) (?:a |your )(?:valid )?e-?mail; (?:email|e-mail|contact|reach) (?:\w+ ){1,3}at [^ ]+@[^ ]+; comments (?:are|have been) (?:closed|disabled|moderated)
    de: newsletter\b; (?:jetzt|hier) (?:\w+ ){0,2}(?:abonnieren|anmelden|registrieren|kostenlos|herunterladen|testen|downloaden|bestellen); (?:abonnieren|folgen|liken|besuchen) sie\b; folg(?:e|t) uns\b; teilen$; artikel (?:teilen|drucken|merken|versenden|bewerten|vorlesen|anh[öo]ren); kommentare?(?: \(?\d+\)?)?$; \d+ kommentare?$; (?:schreibe|hinterlasse|schreiben sie|hinterlassen sie) (?:einen|uns); diesen? (?:artikel|beitrag) (?:teilen|drucken|weiterempfehlen); anzeige$; werbung$; deine e-mail-adresse; ihre e-mail-adresse; lesezeit\b; lesedauer\b; inhaltsverzeichnis$
    de: (?:\d wochen|einen monat|jetzt|sie lesen) .{0,40}(?:kostenlos|testen|zweitbeste); um (?:eingebettete|diesen?|externe) (?:inhalte?|elemente?)\b; an dieser stelle (?:finden|steht); externe[rn]? inhalte?; hat ihnen dies; wir ben[öo]tigen ihre zustimmung; empfohlener (?:redaktioneller|externer); mit (?:klick|dem klick|dem laden) (?:auf|akzeptieren|des); (?:noch )?keine (?:bewertungen|kommentare)\b; alle angaben ohne gew[äa]hr; werde(?:n sie)? (?:jetzt )?(?:mitglied|fan|abonnent); unterst[üu]tze(?:n sie)? (?:uns|unsere)\b; gef[äa]llt (?:dir|ihnen|euch) (?:der|dieser|unser|das|die)\b; (?:keine|nie wieder|nichts) .{0,30}verpassen; immer (?:auf dem laufenden|top informiert|bestens informiert); lass dir .{0,60}(?:newsletter|postfach|zuschicken|zusenden|liefern); (?:hinweis|tipp) an die redaktion
    fr: abonnez-vous; s['’]abonner; inscrivez-vous; (?:je )?m['’]abonne; partager(?: (?:sur|cet|l))?; suivez-nous; suivez (?:toute l['’]actu|l['’]actualit|.{1,30} sur (?:facebook|twitter|x|google|instagram|whatsapp)); r[ée]agissez; r[ée]agir$; commentaires?$; \d+ commentaires?$; publicit[ée]s?$; recevez .{0,60}(?:newsletter|mail|alerte|infolettre); (?:t[ée]l[ée]chargez|installez) (?:notre|l['’]) ?app; laissez? un commentaire; soutenez\W; temps de lecture; vous avez aim[ée]; cet article (?:vous a|est r[ée]serv)
    es: suscr[íi]b(?:ase|ete|irse)\b; suscr[íi]bete; s[íi]guenos; s[íi]ganos; sigue (?:a|toda|.{1,30} en) .{0,40}(?:twitter|facebook|instagram|whatsapp|google|tiktok|x\b|canal); compart[ea]\W*$; comparte (?:esta|este|en|con)\b; compartir\b; publicidad$; comentarios?$; reciba? .{0,60}(?:correo|newsletter|bolet[íi]n|whatsapp); recibe .{0,60}(?:correo|newsletter|bolet[íi]n|whatsapp); [úu]nete (?:a|al)\b; descarg(?:a|ue) (?:nuestra|la) app; dej(?:a|e|ar) (?:un|tu|su) comentario; haz cli(?:c|ck)\b; ingresa aqu[íi]; tiempo de lectura; s[eé] el primero en
    pt: inscreva-se; assine (?:a|o|já|agora|nossa|e)\b; siga (?:o|a|nos|nosso|as)\b.{0,50}(?:instagram|facebook|twitter|whatsapp|google|canal|redes); siga o\b; compartilhe\b; compartilhar$; publicidade$; receba .{0,60}(?:e-?mail|whatsapp|newsletter); participe d[oa] .{0,30}(?:grupo|canal); clique aqui; deixe (?:um|seu|o seu) coment; baixe o (?:app|nosso); tempo de leitura; continua ap[óo]s (?:a|o|an[úu]ncio)\b
    it: iscriviti\b; seguici\b; segui .{1,40} su (?:facebook|twitter|instagram|google|x\b|whatsapp); condividi\b; pubblicit[àa]$; ricevi .{0,60}(?:mail|newsletter); scarica (?:la|l['’]) ?app; lascia un commento; riproduzione riservata; tempo di lettura; abbonati\b
    nl sv no da fi: abonneer\b; schrijf je in; deel (?:dit|op); volg (?:ons|.{1,20} op (?:facebook|instagram|twitter)); leestijd\b; meld je aan; prenumerera\b; dela\b$; f[öo]lj oss\b; annons$; annonse$; annonce$; del (?:denne|artikkelen|artiklen)\b; f[øo]lg (?:oss|os)\b; tilaa\b; jaa\b$; mainos$; lukuaika\b; kommentera$; l[äa]gg till som
    pl cs sk hu ro: reklama$; udost[ęe]pnij\b; subskrybuj; obserwuj nas; polub nas; do[łl][ąa]cz do nas; zapisz si[ęe] (?:na|do) newsletter; czas czytania; skomentuj\b; masz (?:temat|dla nas|wa[żz]n)\b; sd[íi]let$; sledujte n[áa]s; p[řr]ihlaste se k; odeb[íi]rejte; diskus[ei]e? *(?:\(\d+\))?$; iratkozzon fel; k[öo]vess(?:en|e)? minket; hirdet[ée]s$; aboneaz[ăa]-te; urm[ăa]re[șsş]te-ne; distribuie\b; publicitate$; citi[țt]i [șs]i
    hr sr sl bg el: pratite nas\b; pridru[žz]ite se na[šs]; podijeli\W*$; komentari *(?:\(\d+\))?$; пратите нас; последвайте ни; абонирайте се; сподели\W*$; ακολουθήστε (?:το|μας|τ)\b; εγγραφείτε; κοινοποίηση$; σχόλια$
    ru uk: подпис(?:ывайтесь|аться|ка|ывайся)\b; поделиться\b; реклама$; комментари(?:и|ев|й)(?: \(?\d+\)?)?$; следите за (?:нами|нашими|новостями|главными); присоединяйтесь к; читайте нас\b; оставить комментарий; нашли (?:ошибку|опечатку); если вы (?:нашли|заметили) (?:ошибку|опечатку); выделите (?:е[её]|текст|фрагмент|ошибку); самые (?:важные|оперативные|интересные) новости .{0,40}(?:telegram|телеграм|канал|viber); наш telegram; время (?:чтения|на чтение); підписуйтесь; підписатися; абоне?рирай; стежте за (?:нами|нашими|новинами); якщо ви (?:знайшли|помітили) помилку; приєднуйтесь; поділитися
    tr az: abone ol(?:un)?\b; takip edin\b; payla[şs]\W*$; yorum(?:lar)? *(?:\(\d+\))?$; bizi .{0,30}takip; google news; reklam$; yorum yap; okuma s[üu]resi; abun[əe] ol
    id ms vi: ikuti (?:berita|kami|kanal|terus)\b; dapatkan (?:update|berita|info|informasi).{0,60}(?:telegram|whatsapp|setiap hari|aplikasi); (?:download|unduh) aplikasi; gabung .{0,40}(?:whatsapp|telegram|channel); bagikan\W*$; komentar$; iklan$; theo d[õo]i .{0,40}(?:facebook|zalo|youtube|google|k[êe]nh|fanpage|tr[êe]n); [đd][ăa]ng k[ýy] (?:nh[ậa]n|k[êe]nh|theo); m[ờo]i qu[ýy] (?:[đd]ộc|v[ịi]) (?:gi[ảa]|xem)?; chia sẻ\W*$; b[ìi]nh luận\W*(?:\(?\d+\)?)?$
    th hi bn ta: ติดตาม(?:ข่าว|เรา|ได้ที่|ช่อง); กดติดตาม; แชร์$; ताजा खबरों के लिए; हमारे .{0,40}(?:व्हाट्सएप|टेलीग्राम|फेसबुक|यूट्यूब); हमें .{0,30}(?:फॉलो|सब्सक्राइब); सब्सक्राइब; विज्ञापन$; সর্বশেষ খবর .{0,40}(?:ফলো|সাবস্ক্রাইব|গুগল); বিজ্ঞাপন$; শেয়ার\W*$; எங்கள் .{0,30}(?:வாட்ஸ்|டெலிகிராம்)
    ar fa ur he: تابعونا\b; تابعوا .{0,40}(?:على|عبر)\b; تابع .{0,30}(?:على|عبر) (?:فيسبوك|تويتر|واتساب|تلغرام|تليجرام|جوجل|غوغل|منصة|قناة); اشترك(?:وا)? (?:في|الآن|ب); انضم(?:وا)? (?:إلى|الى) (?:قناة|قناتنا|مجموعة); شارك(?:ها)?\W*$; إعلان$; التعليقات$; تعليقات *\(?\d*\)?$; حمّ?ل(?:وا)? (?:تطبيق|التطبيق); اشتراک در; ما را در .{0,40}دنبال; دیدگاه(?:‌ها)?$; نظرات$; تبلیغات$; ہمیں .{0,30}فالو; فالو کریں; הירשמו\b; עקבו אחרי; תגובות$; פרסומת$
    zh: (?:扫|掃)(?:一扫|一掃|码|描|碼); 用微信扫; 长按(?:识别|二维码); (?:关注|關注)(?:我们|微信|公众号|我們); 分享(?:到|至|给|給)(?:$|\W|微信|朋友|微博|facebook|line); 打开.{0,8}(?:app|客户端|微信); 下(?:载|載).{0,8}(?:app|客户端); 我要(?:评论|留言|纠错|投稿); (?:网友|最新|热门|全部|我来|发表)?(?:评论|留言|評論|回應)(?:\W?\d+\W?)?$; 登录后?(?:评论|发表|查看); 举报(?:电话|邮箱|热线|投诉|中心|$|\W); 点赞\W*\d*$; 收藏\W*\d*$; 打印\W*$; 字号\W*; (?:打印|关闭|纠错)(?:本页|窗口|】|\W*$)
    zh: (?:订阅|訂閱)(?:$|\W|我们|本|此|公众号|頻道|電子報); 您的浏览器; (?:\d+人)?(?:参与|跟贴|评论)$; 广告$; 廣告$; 扫描(?:二维码|下载|下方); 添加(?:微信|好友); 微信(?:扫|公众号|搜索); 手机(?:看|扫|阅读); 加入(?:會員|好友|line|我們); 請(?:繼續往下閱讀|登入); (?:欢迎|歡迎)(?:关注|订阅|扫码|下载|加入|轉載|點擊); 更多(?:精彩|资讯|新闻|内容).{0,20}(?:关注|下载|点击|请); 觉得(?:不错|有用).{0,12}(?:点赞|转发|在看); 喜欢(?:本文|这篇)
    ja: この記事は(?:会員|有料); 記事を(?:マイページ|保存|シェア|ブックマーク); 会員(?:の方|限定|登録); シェア(?:する)?\W*\d*$; ツイート\W*$; ログイン; フォロー(?:する|して|$); 広告$; 印刷\W*$; コメント(?:する|を書く|を投稿)?\W*\d*$; 無断(?:転載|複製); 最新ニュースを.{0,20}(?:お届け|配信); 有料(?:会員|記事|登録); 残り\d+文字; 公式.{0,12}(?:フォロー|友だち追加); この記事を(?:シェア|共有|印刷|保存|読む); ご意見.{0,12}(?:募集|お寄せ|お聞かせ)
    ko: 구독(?:하기|$|\W|과 좋아요); 공유(?:하기)?\W*$; 댓글(?: ?\d+)?$; 댓글(?:쓰기|달기| 작성); 제보(?:하기|는|를 기다|전화|$|\W); 카카오톡 .{0,20}(?:제보|검색|채널); 네이버(?:에서| 메인| 채널).{0,20}(?:구독|보기|추가); 무단 ?(?:전재|복제); 저작권자; 기사 ?(?:제보|공유|추천|저장); 좋아요\W*\d*$; 글자 ?크기; 인쇄하기; 폰트; 스크랩$
"""
_MEMBERS: Final = re.compile(r".{0,20}(?:会員登録|ログイン)(?:すると|が必要|してください)")
"""The one phrase that does not begin its line."""


def phrases(table: str) -> list[str]:
    """Return the phrases of a table, without the languages they are of."""
    rows = (line.partition(":")[2] for line in table.strip().split("\n"))
    return [phrase.strip() for row in rows for phrase in row.split(";") if phrase.strip()]


def firsts(phrase: str) -> set[str]:
    """Return the characters with which a text that a phrase matches can begin.

    >>> sorted(firsts("[áa]b")), sorted(firsts("(?:the )?latest")), sorted(firsts("(?:um|ab)"))
    (['a', 'á'], ['l', 't'], ['a', 'u'])
    """
    if phrase.startswith("[") and (end := phrase.index("]")):
        found, rest = set(phrase[1:end]), phrase[end + 1 :]
    elif phrase.startswith(r"\d"):
        found, rest = set("0123456789"), phrase[2:]
    elif phrase.startswith("("):
        inner, rest = _group(phrase)
        found = set().union(*map(firsts, inner))
    else:
        found, rest = {phrase[0]}, phrase[1:]
    return found | firsts(rest[1:]) if rest[:1] == "?" else found


def _group(phrase: str) -> tuple[list[str], str]:
    """Return the alternatives of the group with which a phrase begins, and what comes after it."""
    depth, start, parts = 0, 3, []
    for n, char in enumerate(phrase):
        depth += (char == "(") - (char == ")")
        if depth == 0 or (depth == 1 and char == "|"):
            parts.append(phrase[start:n])
            start = n + 1
        if depth == 0:
            return parts, phrase[n + 1 :]
    raise ValueError(phrase)


def _by_first(table: Iterable[str]) -> dict[str, re.Pattern[str]]:
    """Return by its first character the pattern of all phrases that can begin with it."""
    found: dict[str, list[str]] = {}
    for phrase in table:
        for first in firsts(phrase):
            found.setdefault(first, []).append(phrase.replace(" ", r"\s"))
    return {first: re.compile("|".join(parts)) for first, parts in found.items()}


_LEADING: Final = _by_first([*phrases(POINTERS), *phrases(APPEALS)])
_START: Final = re.compile(r"[^\W_]")


@lru_cache(maxsize=8192)
def leads_away(text: str) -> bool:
    """Say whether a line points to another page or asks the reader to do something.

    >>> leads_away("Read more: the ferry"), leads_away("The ferry was late.")
    (True, False)
    >>> leads_away("更多精彩内容"), leads_away("更多的旅客住进了学校。")
    (True, False)
    """
    start = _START.search(text)
    if start is None:
        return False
    line = text[start.start() :].lower()
    known = _LEADING.get(line[0])
    if known is not None and known.match(line):
        return True
    return not line.isascii() and _MEMBERS.match(line) is not None
