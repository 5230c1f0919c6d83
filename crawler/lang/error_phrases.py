"""What a page says that holds no article, by language: gone, for members, for humans, for consent.

A page that is gone names three things in any language: the page, that it is gone, and the reader
who asked for it, or that it is this one. The first table holds these; a title names two of them
and hardly anything else, a sentence all three. So a story about a page that was not found is none. The other
tables hold whole phrases. Each row is a language, or a family of them with common phrases.
Phrases are regular expressions in lower case, parted by semicolons.
"""

# ruff: noqa: E501 a table of phrases reads better unbroken

from __future__ import annotations

import re
from typing import Final

GONE: Final = r"""
    en: pages?; articles?; story|stories; content; documents?; resources?; url; link; listing; topic; website || you(?:['’]re| are| were|['’]ve| have)? (?:looking for|requested|tried|trying|after|seeking|reach|followed)\w*; requested || this; that || not (?:be )?found; no longer (?:available|exists?|here|online); does(?:n['’]t| not) exist; do(?:n['’]t| not) exist; not exist; can(?:no|['’])t (?:seem to )?(?:be )?(?:find|found); could(?:n['’]t| not) (?:be )?f(?:ind|ound); (?:has|have) (?:been )?(?:moved|deleted|removed|expired|disappeared); been (?:re)?moved; (?:was|were) (?:moved|deleted|removed); unavailable; not available; isn['’]t (?:available|here); missing; gone
    de: seiten?; artikel; beitrag; inhalt; url; adresse; dokument || (?:angeforder|gesuch|aufgeruf|gewünsch|angefrag)t?\w*; (?:sie|du) (?:such|auf|ge)\w+ || dieser?; diesen || nicht (?:mehr )?(?:gefunden|vorhanden|verfügbar|finden|aufrufbar|erreichbar|online); existiert (?:leider )?nicht; wurde (?:gelöscht|entfernt|verschoben); gibt es nicht; abgelaufen; gelöscht
    fr: page; article; contenu; document; adresse || que vous (?:\w+ )?(?:recherch|demand|cherch|essay|souhait)\w+; demandée?; recherchée? || cette; cet; ce || introuvable; n['’]existe (?:pas|plus); n['’]a pas (?:été|pu être|pu etre) trouvée?; non trouvée?; n['’]est (?:plus|pas) (?:disponible|accessible|en ligne); (?:été|ete) (?:supprimée?|déplacée?); indisponible
    es: página; pagina; artículo; contenido; noticia; url; enlace || que (?:\w+ ){0,2}busca\w*; que (?:\w+ ){0,2}solicit\w+; solicitad[oa]; buscad[oa] || esta; este || no (?:se (?:ha )?|ha sido |fue |pudo ser )?(?:encontrad[oa]|encontró|encuentra|existe|encontrar); (?:ya )?no está disponible; ya no existe; no disponible; (?:sido|fue) (?:eliminad|movid|borrad)[oa]; inexistente
    pt: página; pagina; artigo; conteúdo; notícia; endereço || que (?:você |voce )?(?:está |estava )?(?:tent|procur|busc|solicit)\w+; que procura; solicitad[oa] || est[ea]; ess[ea] || não (?:foi |pode ser |pôde ser )?(?:encontrad[oa]|existe|localizad[oa]); não está (?:mais )?disponível; não existe; foi (?:removid|movid|excluíd|apagad)[oa]; inexistente; indisponível
    it: pagina; articolo; contenuto; notizia || che (?:stai|sta|stavi|hai|ha) \w+; che cerc\w+; richiest[ao]; cercat[ao] || quest[ao] || non (?:è stat[ao] )?(?:trovat[ao]|esiste|disponibile); non è (?:più )?(?:disponibile|raggiungibile); è stat[ao] (?:rimoss|spostat|cancellat|eliminat)[ao]; inesistente
    ca gl: pàgina; article; contingut; páxina || que (?:cer[qc]u?\w+|busc\w+|heu \w+|procur\w+) || aquesta?; esta || no (?:s['’]ha |ha estat )?(?:troba\w+|existeix); non (?:se )?(?:atop\w+|existe); ja no (?:està|existeix)
    nl: pagina; artikel; bericht; inhoud || die (?:u|je|jij) (?:\w+ ){0,2}(?:zoekt|zocht|opvraagt|opvroeg|probeert\w*); opgevraagde; gevraagde || deze; dit || niet (?:meer )?(?:gevonden|beschikbaar|vinden|bestaat); bestaat (?:helaas )?niet; (?:is|werd) (?:verwijderd|verplaatst); onvindbaar
    sv: sidan; artikeln; innehållet || (?:du|ni) (?:sök|begär|försök|let)\w+; begärda || den här || (?:kunde |kan )?(?:inte |ej )(?:att )?(?:hitta|hittas|hittades); finns inte(?: längre)?; (?:har|är) (?:flyttats|tagits bort|borttagen); hittades inte
    no da: siden; siden?; artikkelen; artiklen; innholdet; indholdet || (?:du|De) (?:\w+ )?(?:let|leder|søk|søg|prøv|ønsk|bad)\w*; etterspurte || denne || (?:ble |blev |kunne )?ikke (?:\w+ )?(?:funnet|fundet|findes|finde|finnes|tilgjengelig|tilgængelig); finnes (?:dessverre )?ikke; findes (?:desværre )?ikke; fant ikke; kan (?:desværre |dessverre )?ikke finde; er (?:flytta?et|slettet|fjernet)
    fi: sivu\w*; artikkeli\w*; juttu\w*; sisältö\w* || etsimä\w*; hakema\w*; pyytämä\w* || tätä; tämä || ei (?:ole |voitu )?(?:löyty\w*|löydy\w*|löydet\w*|olemassa); ei ole (?:enää )?saatavilla; on (?:ehkä )?(?:poistettu|siirretty)
    is: síðan; síða; fréttin; efnið || (?:þú|sem) (?:\w+ )?(?:leit|ba)\w+ || þessi || fannst ekki; er ekki (?:til|lengur); finnst ekki
    et: leht?e?; lehekülge?; artikli?t?; leht || otsitav\w*; soovitud; otsid || seda || ei (?:leitud|leia|eksisteeri); on (?:see )?kustutatud; puudub
    lv: lapa; raksts; saturs || meklēt\w*; pieprasīt\w* || šī || nav (?:atrast[as]|pieejam[as]); neeksistē; (?:ir )?dzēst[as]
    lt: puslapis; straipsnis; turinys || kurio ieškote; ieškom\w* || šis || nerastas; neegzistuoja; nepavyko rasti; buvo (?:perkeltas|ištrintas|pašalintas)
    pl: strona; strony; artykuł; treść; adres || szuka\w+; żądan\w+; której; wybran\w+ || tej; ten || nie (?:istniej\w+|(?:została? )?(?:od|z)naleziono?\w*); (?:została|został) (?:usunięt|przeniesion)\w+; nie (?:jest|są) (?:już )?dostępn\w+; nieznalezion\w+
    cs: stránk[auy]; článek; obsah || požadovan\w+; hledan\w+; kterou hledáte || tato; tento || nenalezen\w*; neexistuje; nebyl[ao]? nalezen\w*; (?:byla|byl) (?:přesunut|odstraněn|smazán)\w*; není (?:již )?dostupn\w+
    sk: stránk[auy]; článok; obsah || požadovan\w+; hľadan\w+; ktorú hľadáte || táto; tento || nenájden\w*; neexistuje; sa nenašl[ao]; nebol[ao]? nájden\w*; (?:bola|bol) (?:presunut|odstránen|zmazan)\w*
    hu: oldal; cikk; tartalom || keresett; kért || ez az? || nem (?:található|létezik|elérhető|talál\w+); (?:eltávolították|törölték)
    ro: pagina; articolul; conținutul || (?:pe )?care (?:\w+ )?(?:căut|caut|acces|solicit)\w+; solicitat[ăa]? || această; acest || nu (?:a fost |mai |poate fi )?(?:găsit[ăa]?|gasit[ăa]?|există|exista|este disponibil\w*); a fost (?:mutat|șters|ștears|eliminat)\w*; inexistent\w*
    hr sr bs sl: stranic[aue]; stran[i]?; članak; članek; sadržaj; vsebina; страниц[ау]; чланак; садржај || (?:koju|koji|ki jo) (?:\w+ )?(?:tražite|iščete|ste \w+); tražen\w+; iskan\w+; коју (?:\w+ )?(?:тражите|сте \w+); тражен\w+ || ova; ta || nije (?:pronađen|nađen|dostupn)\w*; ne postoji; ni (?:mogoče|bilo mogoče|bila)? ?(?:najti|najden\w*); ne obstaja; (?:je )?(?:premješten|premešten|uklonjen|obrisan|premaknjen|odstranjen)\w*; није (?:пронађен|нађен)\w*; не постоји; премештен\w*
    mk bg: страница(?:та)?; статия(?:та)?; съдържание(?:то)?; страницата; статијата || търсен\w+; (?:от вас|която търсите); која ја барате || тази; оваа || не (?:е |беше |може да бъде )?(?:намерен|открит|налич)\w*; не съществува; не постои; не е пронајдена; (?:е )?(?:преместен|изтрит|премахнат)\w*
    ru: страниц\w+; стат[ьи]\w+; материал\w*; документ\w*; публикаци\w+ || запр\w+; которую вы ищете; вы (?:ищете|искали|запр\w+) || такой; эта; данн\w+; этот || не (?:была |был )?(?:найден\w*|существует|обнаружен\w*|доступн\w*); не удалось найти; нет; (?:был\w* )?(?:удал[её]н|перемещен|перемещён)\w*; недоступн\w+; больше не (?:существует|доступн\w+)
    uk be: сторінк\w+; матеріал\w*; статт\w+; старонк\w+ || як[уа] ви (?:шука|запит)\w+; запит\w+; шукан\w+; якую вы шука\w+ || ц[яей]\w*; такої || не (?:знайден\w*|існує|існуе|знойдзен\w*); (?:бул\w* )?(?:видален|переміщен)\w*; немає; недоступн\w+
    el: σελίδα; άρθρο; περιεχόμενο || που (?:\w+ )?(?:αναζητ|ζητ|ψάχν)\w+ || αυτή; αυτό || δεν (?:βρέθηκε|υπάρχει|είναι (?:πλέον )?διαθέσιμ\w+|μπορεί να βρεθεί); (?:έχει )?(?:μετακινηθεί|διαγραφεί|αφαιρεθεί)
    sq: faqja; artikulli || që (?:po )?kërk\w+; e kërkuar || kjo || nuk (?:u gjet|gjendet|ekziston|është)
    tr az: sayfa\w*; haber\w*; içerik\w*; səhifə\w* || arad[ıi][ğg]\w+; ulaşmak istedi\w+; görüntülemek istedi\w+; axtard\w+; istenen; istedi\w+ || bu || bulunam[ıa]\w*; mevcut de[ğg]il\w*; yok; tapılmad\w*; mövcud deyil; kald[ıi]r[ıi]lm[ıi]ş\w*; silinm[iı]ş\w*
    kk ky uz: бет\w*; парақ\w*; барак\w*; sahifa\w* || сіз (?:\w+ )?(?:ізде|сұра)\w+; сиз (?:\w+ )?(?:изде|сура)\w+; siz (?:\w+ )?(?:qidir|izla)\w+ || бұл; бул || табылма\w+; жойылған; жок; жоқ; topilma\w+; mavjud emas
    id ms: halaman; artikel; berita; konten; kandungan; laman || yang (?:anda|kamu) (?:\w+ )?(?:cari|minta|tuju|maksud)\w*; yang (?:dicari|diminta) || ini || tidak (?:dapat |bisa |boleh )?(?:ditemukan|dijumpai|tersedia|ada|wujud|ditemui); (?:telah |sudah )(?:di)?(?:hapus|pindah|alih|buang)\w*; tak ditemukan
    tl sw: pahina; ukurasa; habari || hinahanap; (?:una)?(?:yo|o)?(?:ou)?tafuta\w*; unaotafuta; uliyo\w+ || hii; ito || hindi (?:mahanap|matagpuan|nakita); wala; haukupatikana; haupatikani; haikupatikana; haipo
    vi: trang; bài viết; bài báo; nội dung; đường dẫn || bạn (?:\w+ ){0,3}(?:tìm|yêu cầu|truy cập|muốn) || này || không (?:được )?(?:tìm thấy|tồn tại|còn tồn tại); (?:đã )?bị (?:xó[aá]|xoá|gỡ)
    th: หน้า; บทความ; เนื้อหา; ข่าว || ที่คุณ; ที่ท่าน; ที่ต้องการ || นี้ || ไม่พบ; ไม่มี; ถูกลบ; หาไม่เจอ; ไม่สามารถ
    lo km my: ໜ້າ; ទំព័រ; စာမျက်နှာ || ທີ່ທ່ານ; ដែលអ្នក; သင် || ນີ້; នេះ; ဒီ || ບໍ່ພົບ; រកមិនឃើញ; មិនមាន; မတွေ့; မရှိ
    hi mr ne: पेज; पृष्ठ; पन्ना; लेख; खबर; ख़बर; पान || आप (?:जिस|जो)\S*; आपके द्वारा; (?:खोज|ढूंढ|ढूँढ)\S* रहे; आपण; तुम्ही; तपाई\S* || यह; हे || नहीं मिल\S*; मौजूद नहीं; उपलब्ध नहीं; हटा दिया; सापडले नाही; आढळले नाही; फेला परेन; भेटिएन; उपलब्ध नाही
    bn as: পাতা\S*; পেজ\S*; পৃষ্ঠা\S*; পেইজ\S*; সংবাদ\S* || আপনি; আপনার || এই || পাওয়া যায়নি; পাওয়া যায় ?নি; খুঁজে পাওয়া; নেই; মুছে ফেলা
    ta te kn ml: பக்கம்; கட்டுரை; పేజీ; పుట; ಪುಟ; ಪುಟವು; പേജ്; താൾ || நீங்கள்; మీరు; ನೀವು; നിങ്ങൾ || இந்த; ఈ; ಈ; ഈ || கிடைக்கவில்லை; காணவில்லை; இல்லை; கண்டறியப்படவில்லை; కనబడలేదు; దొరకలేదు; లేదు; ಕಂಡುಬಂದಿಲ್ಲ; ಸಿಗಲಿಲ್ಲ; ಇಲ್ಲ; കണ്ടെത്തിയില്ല; കണ്ടെത്താനായില്ല; ലഭ്യമല്ല
    gu pa si: પૃષ્ઠ; પેજ; પાનું; ਪੰਨਾ; ਪੇਜ; පිටුව || તમે; ਤੁਸੀਂ; ඔබ || આ; ਇਹ; මෙම || મળ્યું નથી; મળ્યો નથી; મળતું નથી; ਨਹੀਂ ਮਿਲਿਆ; ਮੌਜੂਦ ਨਹੀਂ; හමු නොවී\S*; හමු නොවුණි; නොමැත
    ar: الصفحة; صفحة; المقال; الخبر; المحتوى; الرابط; الموضوع || التي (?:تبحث|طلبت|تحاول|تريد)\S*; الذي (?:تبحث|طلبت|تحاول|تريد)\S*; المطلوب[ةه]? || هذ[اه] || غير (?:موجود|متوفر|متاح)[ةه]?; لم (?:يتم )?(?:ي?ت?عثر|العثور)\S*; لا (?:يمكن العثور|توجد|يوجد); (?:تم )?(?:حذف|نقل|إزالة)ها?ه?
    fa: صفحه\S*; خبر; مطلب; محتوا\S* || مورد نظر\S*; درخواست\S*; شما || این || (?:پیدا|یافت) نشد\S*; وجود ندارد; موجود نیست; حذف شده; یافت نمی\S*
    ur ps ku: صفحہ; مضمون; خبر; پاڼه; پەڕە || آپ; تاسو; مطلوبہ || یہ || نہیں مل\S*; موجود نہیں; دستیاب نہیں; ونه موندل شوه; نەدۆزرا\S*
    he: הדף; דף; העמוד; עמוד; הכתבה; כתבה; התוכן || ש?(?:חיפשת|ביקשת|אתה מחפש|אתם מחפשים|ניסית)\S*; המבוקש\S* || זה; זו || לא (?:נמצא|קיי(?:ם|מת)|ניתן למצוא|זמי(?:ן|נה))\S*; אינו (?:קיים|זמין|נמצא); אינה (?:קיימת|זמינה|נמצאת); הוסר\S*; נמחק\S*
    ka hy: გვერდი; სტატია; էջը; հոդվածը; էջ || თქვენ(?: მიერ)?; მოთხოვნილი; ձեր; փնտր\S*; որ(?:ը|ոնք)? || ეს; այս || ვერ (?:მოიძებნა|იქნა)\S*; არ (?:არსებობს|მოიძებნა); չի գտնվել; գոյություն չունի; չգտնվեց; ջնջվել
    am mn: ገጹ; ገጽ; хуудас; мэдээ || የሚፈልጉት; የፈለጉት; таны; хайсан || ይህ; энэ || አልተገኘም; የለም; олдсонгүй; байхгүй
    zh: 页面; 文章; 内容; 网页; 信息; 新闻; 主题; 帖子; 稿件; 链接; 网址; 頁面; 網頁; 內容; 新聞; 主題; 連結; 網址 || 您; 你; 指定的?; 请求的?; 請求的?; 所?访问的?; 要找的?; 所?查看的? || 该; 該; 此; 这; 這 || 不存在; 已(?:经|經)?(?:被)?(?:作者|管理员|發佈者|发布者)?(?:刪除|删除|移除|下线|下架|过期|失效|關閉|关闭); 未找到; 找不到; 没有找到; 沒有找到; 无法(?:访问|找到|显示|查看); 無法(?:訪問|找到|顯示); 不见了; 不見了; 走丢了; 飞走了; 未发现
    ja: ページ; 記事; コンテンツ; url || お探し(?:の|中の)?; ご指定(?:の)?; 指定された; アクセス(?:した|しようとした) || この; 該当(?:の|する)? || 見つかりません\S*; 存在しません; 存在しない; (?:掲載|公開)(?:期間)?(?:が|は)?終了\S*; 削除(?:された|されました|され); ありません; 移動(?:した|しました)
    ko: 페이지; 기사; 게시물; 콘텐츠; 문서; 주소 || 요청하신; 찾으시는; 찾는; 입력하신 || 해당; (?<!\S)이 || 찾을 수 없습니다; 존재하지 않(?:는|습니다|거나)\S*; 삭제(?:된|되었|됐)\S*; 없는 (?=페이지|기사|게시물); 만료(?:된|되었)\S*
"""
"""By language: names of a page; the reader who asked; a word for this one; that it is gone."""

ERROR: Final = r"""
    any: (?:http[ /-]*)?(?:status[ :]*)?(?:erro?r?e?u?r?|fehler|fel|feil|fejl|virhe|błąd|chyba|hiba|eroare|грешка|ошибка|помилка|hata|lỗi|kesalahan|ralat|σφάλμα|خطأ|خطای?|שגיאה|错误|錯誤|エラー|오류|त्रुटि)?[ :#-]*(?:40[0134568]|410|429|451|50[0-4]|52\d)(?:[ :–—-]*(?:erro?r?|fehler|not found|forbidden|gone|unauthorized|bad request|bad gateway|too many requests|(?:internal )?server error|service (?:temporarily )?unavailable|gateway time-?out|page|nicht gefunden|unavailable for legal reasons|错误|錯誤|エラー|오류))*
    en: (?:page|file|site) ?error; access (?:is |was )?(?:denied|restricted|forbidden); forbidden; unauthorized; (?:internal )?server error; (?:error|oops|whoops|uh[- ]?oh|something went wrong)[ !.,:]*(?:something went wrong|we(?:['’]re| are) sorry|an error occurred)?; an (?:unexpected )?error (?:has )?occurred; (?:the )?(?:service|site|website|page) (?:is )?(?:temporarily |currently )?unavailable; service (?:temporarily )?unavailable; bad gateway; gateway time-?out; (?:site |scheduled )?maintenance(?: mode)?; (?:site )?under (?:maintenance|construction); (?:we(?:['’]ll| will) )?be (?:right )?back soon; unavailable (?:for legal reasons|in your (?:country|region)); not available in your (?:country|region); invalid (?:url|link|request|parameters?); database error; account suspended; domain (?:for sale|parked|expired); this site can['’]t be reached; coming soon; default web site page; welcome to nginx!?
    de: zugriff verweigert; fehler(?:seite)?; (?:interner )?serverfehler; wartung(?:sarbeiten|smodus)?; ups; hoppla
    fr: accès (?:refusé|interdit); erreur; (?:site )?en (?:cours de )?maintenance; oups
    es pt it ro ca: acceso (?:denegado|restringido); acesso negado; accesso negato; acces interzis; accés denegat; error; erro; errore; eroare; (?:sitio |site |sito )?(?:en|em|in) (?:mantenimiento|manutenção|manutenzione|mentenanță); ups; ops
    nl sv no da fi: toegang geweigerd; (?:åtkomst|tilgang|adgang) (?:nekad|nektet|nægtet); pääsy estetty; fout; onderhoud; underhåll; vedlikehold; vedligeholdelse; huoltokatko; oj; hoppsan
    ru uk pl cs tr: доступ (?:запрещен|запрещён|ограничен|заборонено); ошибка; помилка; технические работы; технічні роботи; brak dostępu; odmowa dostępu; błąd; przerwa techniczna; přístup odepřen; chyba; údržba; erişim engellendi; hata; bakım(?:dayız| çalışması)?
    id vi th ar fa he hi: akses ditolak; kesalahan; sedang (?:dalam )?perbaikan; truy cập bị từ chối; lỗi; bảo trì(?: hệ thống)?; ปิดปรับปรุง(?:ระบบ)?; ข้อผิดพลาด; خطأ; تم رفض الوصول; الموقع (?:تحت|قيد) الصيانة; خطا; דף שגיאה; שגיאה; האתר בתחזוקה; त्रुटि
    zh ja ko: (?:系统|系統)?(?:出错|错误|維護|维护|升级维护)(?:了|中|提示)?; (?:提示|错误|系统|訊息|系統)(?:信息|提示|消息|訊息); 访问(?:被拒绝|受限|出错|异常); 拒絕存取; 网站(?:正在)?(?:维护|升级|关闭)\S{0,4}; エラー(?:ページ|が発生しました)?; アクセスが拒否されました; (?:ただいま)?メンテナンス中(?:です)?; (?:시스템 ?)?(?:오류|에러|점검)(?: ?안내| ?중(?:입니다)?| ?페이지)?; 접근(?:이)? ?(?:거부|제한)\S*
"""
"""Titles of a page that says no: each is all that the title says."""

BROKEN: Final = r"""
    en: temporarily unable to service your request; (?:down|closed) for (?:scheduled |routine )?maintenance; you (?:do not|don['’]t) have permission to (?:access|view); access (?:this (?:website|site) )?from a country; cannot (?:be )?(?:grant|access)\w* (?:at this time|to this)?; not available in your (?:country|region|location); unavailable in (?:your|most) (?:country|european)
    de fr es pt it nl: (?:derzeit|zurzeit) nicht (?:erreichbar|verfügbar).{0,40}wartung; (?:seite|website|webseite|portal|angebot)\b.{0,40}wegen wartungsarbeiten; wegen wartungsarbeiten .{0,20}(?:seite|website|webseite|portal|angebot)\b; (?:site|page) .{0,20}en maintenance; (?:sitio|página) .{0,20}en mantenimiento; (?:site|página) .{0,20}em manutenção; (?:sito|pagina) .{0,20}in manutenzione; (?:site|website|pagina)\b.{0,40}wegens onderhoud
    ru tr id ar: сайт временно недоступен; ведутся технические работы; sitemiz bakım; situs .{0,20}(?:perbaikan|pemeliharaan); الموقع .{0,10}الصيانة
    zh ja ko: 网站(?:正在|暂时)(?:维护|关闭|升级); 系统(?:正在)?(?:维护|升级)中?，; 只?允许.{0,6}访问; メンテナンスのため.{0,20}(?:停止|休止|ご利用いただけません); 서비스 점검 중; 이용(?:이|에) 불편을 드려
"""
"""What a server that is closed says to its reader."""

LOGIN: Final = r"""
    en: (?:please )?(?:log|sign)[ -]?in(?: to (?:continue|read|view|your account)\b.*)?(?: or (?:register|sign up|create .{0,20}account))?; (?:member|user|subscriber|account) (?:log|sign)[ -]?in; login(?: page| required)?; register(?: now)?; registration; create (?:an |your )?account
    de: (?:bitte )?(?:anmelden|einloggen)(?: oder registrieren)?; anmeldung; log-?in; registrier(?:en|ung); mein konto
    fr: connexion; se connecter; identifi(?:ez-vous|cation); connectez-vous; mon compte; créer un compte; inscription
    es pt: iniciar sesi[óo]n; inicia(?:r)? sesi[óo]n; acceso(?: usuarios| de usuarios)?; identif[íi]cate; registro; reg[íi]strate; entrar; fazer login; login; iniciar sessão; entre ou cadastre-se; cadastro; cadastre-se; minha conta
    it ro ca: accedi; login; registrati; accesso; area riservata; autentificare; conectare; inicia la sessió
    nl: inloggen; aanmelden; log in; registreren
    sv no da fi is: logga in; logg inn; log ind?; innlogging; kirjaudu(?: sisään)?; kirjautuminen; innskráning
    pl cs sk hu: zaloguj(?: si[ęe])?; logowanie; rejestracja; přihlášení(?: uživatele)?; přihlásit(?: se)?; prihlásenie; prihlásiť sa; bejelentkezés; belépés; regisztráció
    ru uk bg sr hr: вход(?: на сайт| в систему)?; войти; авторизация; регистрация; вхід; увійти; авторизація; влез; пријава; prijava; prijavi se; prijavite se
    el tr: σύνδεση; είσοδος(?: μελών)?; giri[şs](?: yap(?:ın)?)?; üye girişi; kayıt ol; oturum aç
    id ms vi th: masuk; log masuk; daftar; đăng nhập; đăng ký; เข้าสู่ระบบ; ลงชื่อเข้าใช้
    ar fa he ur hi bn: تسجيل الدخول; دخول; ورود(?: به سایت| کاربران)?; عضویت; התחבר(?:ות|ו)?; כניסה(?: למערכת)?; לאגן ان; लॉग ?इन(?: करें)?; साइन इन(?: करें)?; লগ ?ইন(?: করুন)?
    zh ja ko: (?:请先|請先)?(?:用户|會員|会员|账号|賬號|帳號)?(?:登[录錄入陆]|注册|註冊)(?:/注册|/註冊)?; 请先?登录; ログイン; 会員登録; 新規登録; 로그인; 회원 ?가입
"""
"""Titles of a page that asks who is there: each is all that the title says."""

MEMBERS: Final = r"""
    en: (?:please )?(?:log|sign) ?in (?:or (?:register|sign up|create).{0,30} )?to (?:continue|read|view|access|see); you (?:must|need to) (?:be logged in|log ?in|sign in|register to (?:read|view|continue|access|see)); (?:register|create (?:a|an|your) (?:free )?account) to (?:continue|read|keep reading|access)
    de nl: (?:bitte )?(?:melden sie sich|loggen sie sich|melde dich|logge dich) .{0,20}(?:an|ein)\b.{0,20}um .{0,40}(?:lesen|fortzufahren|weiterzulesen); log in om (?:verder|dit|door); om (?:verder|dit artikel) te lezen.{0,30}(?:log in|inloggen|account)
    fr: connectez-vous pour (?:lire|continuer|accéder|poursuivre); (?:vous devez|il faut) (?:être connecté|vous connecter); créez (?:un|votre) compte .{0,20}pour (?:lire|continuer)
    es pt it: inici[ae] sesión para (?:continuar|leer|seguir|ver); reg[íi]str(?:ese|ate) (?:gratis )?para (?:continuar|leer|seguir); faça (?:seu )?login para (?:continuar|ler|acessar); cadastre-se .{0,20}para (?:continuar|ler); accedi (?:o registrati )?per (?:continuare|leggere); registrati (?:gratis )?per (?:continuare|leggere)
    sv no da fi: logga in för att (?:läsa|fortsätta); logg inn for å (?:lese|fortsette); log ind for at (?:læse|fortsætte); kirjaudu (?:sisään )?(?:lukeaksesi|jatkaaksesi)
    pl cs hu: zaloguj się,? aby (?:czytać|kontynuować|przeczytać|uzyskać); pro (?:pokračování|čtení) se (?:prosím )?přihlaste; (?:olvasáshoz|folytatáshoz) (?:jelentkezzen|jelentkezz|lépjen) be
    ru uk: (?:войдите|авторизуйтесь|зарегистрируйтесь),? чтобы (?:читать|продолжить|прочитать|получить); (?:увійдіть|авторизуйтесь),? щоб (?:читати|продовжити)
    tr id vi: devam etmek için .{0,20}giriş yap; okumak için .{0,20}giriş yap; (?:silakan )?(?:masuk|login) untuk (?:melanjutkan|membaca); (?:vui lòng )?đăng nhập để (?:tiếp tục|đọc|xem)
    ar fa he: سجل الدخول (?:للمتابعة|لقراءة|لمتابعة); يجب تسجيل الدخول; برای (?:ادامه|مشاهده|خواندن).{0,20}وارد شوید; התחברו כדי (?:להמשיך|לקרוא)
    zh ja ko: (?:需要|请先?|請先?|必须|須)(?:先)?登[录錄入陆](?:后|後|才|之后)?.{0,6}(?:继续|繼續|查看|浏览|瀏覽|阅读|閱讀|访问); 登[录錄]后(?:才能|可|方可|即可)?(?:继续|查看|浏览|阅读); ログイン(?:して|が必要|すると).{0,16}(?:続き|ください|読め|です); 로그인 ?(?:후|하셔야|이 필요)
"""
"""What a page says to a reader whom it wants to know."""

CAPTCHA: Final = r"""
    en: (?:re)?captcha(?: (?:check|required|verification))?; are you (?:a )?(?:human|robot)\?*; (?:please )?verify (?:that )?you are (?:a )?human; attention required.*; just a moment\W*; checking your browser.*; unusual (?:traffic|activity).*; (?:security|browser|human|bot|robot) (?:check|verification|challenge); ddos-?guard; access to this page has been denied\W*; pardon our interruption\W*; (?:please )?enable javascript and cookies to continue; you have been blocked; (?:you are being )?rate limited; one more step; (?:human )?verification(?: required)?; please wait\W*; request (?:blocked|rejected|denied); too many requests
    de fr es pt it nl: einen moment\W*; sicherheitsüberprüfung; bot-?prüfung; un instant\W*; vérification (?:de sécurité|anti-robot); un momento\W*; verificación(?: de seguridad)?; comprobación de seguridad; verificação(?: de segurança)?; um momento\W*; attendi\W*; verifica di sicurezza; een ogenblik(?: geduld)?\W*; beveiligingscontrole
    ru uk pl cs tr: проверка (?:браузера|безопасности); один момент\W*; вы не робот\?*; перевірка браузера; jeden moment\W*; weryfikacja; okamžik prosím\W*; bir dakika(?: lütfen)?\W*; güvenlik (?:kontrolü|doğrulaması)
    zh ja ko id vi ar: (?:安全|人机|人機|访问|身份|滑动|滑動|真人)(?:验证|驗證|校验|检测|認證)(?:码)?; 验证码; 驗證碼; 访问(?:过于频繁|验证|受限); しばらくお待ちください\W*; (?:セキュリティ)?(?:確認|認証|チェック); 잠시만 기다리(?:십시오|세요)\W*; (?:보안|자동입력|로봇) ?(?:확인|방지|검사); tunggu sebentar\W*; verifikasi(?: keamanan)?; vui lòng đợi\W*; xác minh; التحقق(?: الأمني)?; لحظة(?: من فضلك)?\W*
"""
"""Titles of a page that tells humans from machines: each is all that the title says."""

HUMAN: Final = r"""
    en: verify (?:that )?you are (?:a )?human; verifying (?:that )?you are human; (?:confirm|prove|make sure|show us)(?: that)?(?: you(?: are|['’]re|r)?)? (?:not a (?:ro)?bot|human); complete the (?:captcha|security check|challenge)|solve (?:the|this) captcha; unusual (?:traffic|activity) (?:from|on) your; enable js and disable any ad blocker; type the (?:characters|letters|text) you see; you have been blocked; (?:checking|reviewing) (?:if the site|your browser|the security of your connection); needs to review the security of your connection; needs to be sure you['’]re not a robot; your (?:ip|ip address|request) (?:has been|was|is) (?:blocked|flagged)
    de: bestätige?n? sie,? dass sie (?:ein mensch|kein roboter); dass du (?:ein mensch|kein roboter); kein roboter sind; ungewöhnliche(?:n|r)? (?:datenverkehr|zugriffe|aktivität)
    fr: (?:vous (?:n['’])?êtes|êtes) (?:bien )?(?:pas un robot|(?:un )?(?:être )?humain); n['’]êtes pas un (?:robot|bot)
    es pt it ca gl: (?:que )?(?:usted )?(?:es|eres) un (?:ser )?humano; que no (?:es|eres) un robot; que (?:você )?(?:não )?[ée] um (?:rob[ôo]|humano|ser humano); não sou um robô; di non essere un robot; che non sei un robot; di essere umano; que no sou un robot
    nl sv no da fi is: (?:u|je) geen robot bent; dat (?:u|je) een mens bent; att du inte är en robot; att du är (?:en )?människa; at du ikke er en robot; at du er (?:et )?menneske; et ole robotti; olet ihminen; ekki vélmenni
    pl cs sk hu ro: że nie jesteś robotem; jesteś człowiekiem; že nejste robot; že nie ste robot; (?:hogy )?nem robot\b; ön ember; nu sunteți (?:un )?robot; nu ești (?:un )?robot; sunteți om
    ru uk bg sr hr sl: (?:что )?вы не (?:ро)?бот; (?:что )?вы человек; (?:що )?ви не робот; ви людина; че не сте робот; нисте робот; niste (?:ro)?bot
    el tr: δεν είστε ρομπότ; είστε άνθρωπος; robot olmadığınızı; insan olduğunuzu
    id ms vi th: (?:anda |kamu )?bukan (?:se(?:orang|buah) )?robot; (?:bạn )?không phải (?:là )?(?:robot|người máy); bạn là con người; ไม่ใช่(?:หุ่นยนต์|โรบอต|บอท); เป็นมนุษย์
    ar fa he ur hi bn: (?:أنك )?لست (?:روبوت|برنامج)\S*; أنك (?:إنسان|بشر)\S*; ربات نیستید; انسان هستید; (?:שאינ(?:ך|כם)|אינ(?:ך|כם)|אני לא) רובוט; روبوٹ نہیں; रोबोट नहीं; রোবট নন
    zh ja ko: 完成(?:下方|以下|下列|安全|人机|滑动)?(?:的)?(?:验证|驗證); 拖[动動](?:下方)?滑[块塊]; 按住滑块; (?:请|請)?(?:输入|輸入)(?:图中|圖中)?(?:的)?(?:验证码|驗證碼|字符); 不是(?:机器人|機器人); 访问(?:过于|太)频繁; ロボット(?:ではない|でない|ではありません); 로봇이 아닙니다; 로봇이 아님
"""
"""What a page says that wants to know whether a human reads it."""

CONSENT: Final = r"""
    en: before you continue\b.*; (?:we (?:value|respect|care about) )?your (?:privacy|data|choices)(?: choices| settings| is important to us| matters)?; cookie.{0,20}(?:consent|settings|preferences|wall|notice|choices); (?:privacy|consent) (?:settings|manager|gate|cent(?:re|er)|choices|notice)
    de: (?:ihre |deine )?(?:zustimmung|einwilligung|privatsphäre|cookie-?einstellungen|daten)(?:en)?; datenschutz-?(?:einstellungen|center); .{0,20}mit werbung (?:weiter)?lesen.*; cookie-?(?:hinweis|zustimmung)
    fr es pt it ro: (?:votre|vos) (?:vie privée|choix|données)(?: nous importe\w*)?; le respect de votre vie privée.*; (?:su|tu) (?:privacidad|consentimiento)(?: .{0,20})?; (?:nos importa|valoramos|respetamos) (?:su|tu) privacidad; (?:a )?(?:sua|tua) privacidade(?: .{0,24})?; la (?:tua|vostra) privacy(?: .{0,24})?; (?:rispettiamo|teniamo alla) (?:la )?(?:tua|vostra) privacy; respectăm (?:confidențialitatea|viața).{0,50}; gesti[óo]n de cookies; paramètres des cookies
    nl sv no da fi: uw (?:privacy|toestemming)(?: .{0,20})?; cookies op\b.*; vi (?:värnar om|bryr oss om|respekterer|respekterar|tar) (?:din|ditt?|dit) (?:integritet|personvern|privatliv).*; yksityisyytesi.{0,40}; evästeet; samtycke; samtykke
    pl cs sk hu hr: twoja prywatność(?: .{0,30})?; (?:szanujemy|cenimy) (?:twoją|państwa) prywatność; záleží nám na vaše[mj] soukromí; vaše soukromí.{0,20}; vaše súkromie.{0,20}; az ön adatainak védelme.{0,30}; (?:poštujemo|cijenimo) vašu privatnost; vaša privatnost.{0,20}
    el bg ru uk tr: η ιδιωτικότητά σας.{0,30}; (?:σεβόμαστε την|το) .{0,12}(?:ιδιωτικότητά|απόρρητό) σας; вашата поверителност.{0,20}; (?:мы ценим )?ваш[уа] конфиденциальность.{0,20}; ваша конфіденційність.{0,20}; gizliliğiniz.{0,30}
    ja ko zh: プライバシー(?:について|設定|の設定); (?:cookie|クッキー)(?:の)?(?:設定|使用について|について); 개인정보 (?:설정|보호).{0,10}; (?:隐私|隱私)(?:设置|設定|选项)
"""
"""Titles of a page that asks for consent: each is all that the title says."""

PARTNERS: Final = r"""
    en: partners?; third part(?:y|ies); vendors || cookies?; (?:store|stor(?:e|ing)|access) .{0,30}(?:information|device); similar technolog
    de: partnern?; drittanbieter\w* || cookies?; pur-?abo; auf (?:ihrem|deinem|einem) gerät; einwillig\w+; willigen sie
    fr: partenaires?; tiers || cookies?; traceurs; sur votre (?:appareil|terminal)
    es pt it ca ro: socios; parceiros; partner; socis; parteneri\w* || cookies?; cookie-?uri\w*; galetes; no seu dispositivo; en (?:su|tu) dispositivo; sul tuo dispositivo; pe dispozitiv
    nl sv no da: partners?; partnere || cookies?; kakor; informasjonskaps\w+; op (?:uw|je|een) apparaat; på (?:din enhet|enheten)
    fi et hu: kumppan\w+; partner\w* || eväste\w*; küpsis\w*; sütik?e?t?; laittee\w+; eszköz\w+
    pl cs sk hr sr sl: partnerzy; partner\w* || plik\w+ cookie; ciasteczk\w+; soubor\w* cookie; súbor\w* cookie; kolačić\w*; piškotk\w+; cookies?; na (?:urządzeniu|zařízení|uređaju|vašem)
    el bg ru uk: συνεργάτ\w+; партньор\w+; партн[её]р\w+ || cookies?; бисквитк\w+; куки; файл\w* cookie; на (?:вашем|вашето|вашому) (?:устройств|пристро)\w+; στη συσκευή
    tr id vi: iş orta\w+; mitra; đối tác || çerez\w*; kuki; cookies?; cihaz\w+; perangkat; thiết bị
    ar he ja ko zh: شرك[اآ]\w*; שותפ\w+; パートナー; 파트너; 合作伙伴; 合作夥伴; 伙伴 || ملفات (?:تعريف )?الارتباط; כוכיות|עוגיות|קוקיז; クッキー|cookie; 쿠키; cookie|缓存文件
"""
"""By language: those with whom a site shares what it knows; what it stores to know it."""

OURS: Final = re.compile(
    r"\b(?:we|our|wir|unseren?|nous|nos|nosotros|nuestros|nós|nossos|noi|nostri|wij|onze|vi|våra|våre|vores|me|my|nasi|nasze|naši\w*|mi|és|cei|εμείς|μας|"
    r"ние|нашите|мы|наши|ми|наші|biz|kami|chúng tôi)\b|نحن|أנחנו|אנחנו|当社|弊社|私たち|당사|우리|我们|我們|\d+",
    re.IGNORECASE,
)
"""Who speaks: a site of itself, or a number of partners."""

PURPOSE: Final = re.compile(
    r"person|персон|személy|προσωπ|شخصي|אישי|個人|个人|개인|cá nhân|pribadi|kişisel|"
    r"\b(?:data|daten|datos|dades|dados|dati|donn[ée]|gegevens|tieto|tiedo|údaj|dane|danych|podat|adat|date|andme|duomen|veri)|данн|дани|δεδομέν|بيانات|נתונים|データ|데이터|数据|資料|dữ liệu|"
    r"consen|consim|zustimm|einwillig|toestem|samty|suostum|zgod|souhlas|súhlas|hozzájár|pristan|nõusol|accord\b|acord|согла|съглас|згод|συγκατ|συναίν|onay|rıza|موافق|הסכמ|同意|동의|đồng ý|setuju|"
    r"\bads?\b|advert|werb|anzeigen|publicit|annunc|an[uú]nci|reklaam|reklam|реклам|διαφημ|إعلان|פרסו|広告|광고|广告|廣告|quảng cáo|iklan|mainos|annons|annonc"
)
"""What it is for: what they learn of a person, what that person agrees to, advertising."""

COOKIES: Final = (
    "cookie", "kakor", "kapsler", "eväste", "küpsis", "sütik", "ciastecz", "kolačić", "piškotk", "galetes", "traceurs",
    "бисквит", "куки", "кукі", "çerez", "クッキー", "쿠키", "ملفات تعريف", "ملفات الارتباط", "כוכיות", "עוגיות", "קוקיז", "缓存文件",
)  # fmt: skip
"""What is stored, in lower case."""
