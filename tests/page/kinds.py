"""Pages that are no article, in many languages, in words of our own."""

# ruff: noqa: E501 a page stands on one line, and in its own letters

from __future__ import annotations

REFUSALS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "error-page": (
        ("en", "Page not found - Harbour Times", "The page you are looking for may have been moved or deleted. Try the search, or go back to our front page."),
        ("en", "Harbour Times", "Sorry, we can't find that page. It may have been removed."),
        ("de", "Seite nicht gefunden | Hafenbote", "Die angeforderte Seite existiert leider nicht mehr. Vielleicht hilft Ihnen die Suche weiter."),
        ("fr", "Erreur 404 - Le Courrier du port", "La page que vous recherchez n'existe pas ou a été déplacée. Retournez à l'accueil."),
        ("es", "El Faro | Página no encontrada", "La página que busca no existe o ha sido movida. Vuelva a la portada."),
        ("pt", "Página não encontrada – O Farol", "A página que você procura não existe ou foi removida."),
        ("it", "Pagina non trovata | Il Molo", "La pagina che stai cercando non esiste o è stata spostata."),
        ("ru", "Страница не найдена — Вестник порта", "К сожалению, запрашиваемая страница не существует или была удалена."),
        ("pl", "Nie znaleziono strony - Kurier", "Strona, której szukasz, nie istnieje lub została przeniesiona."),
        ("nl", "Pagina niet gevonden | De Haven", "De pagina die u zoekt bestaat niet of is verplaatst."),
        ("tr", "Sayfa bulunamadı - Liman", "Aradığınız sayfa bulunamadı veya kaldırılmış olabilir."),
        ("id", "Halaman tidak ditemukan | Pelabuhan", "Maaf, halaman yang Anda cari tidak ditemukan."),
        ("vi", "Không tìm thấy trang - Bến cảng", "Trang bạn tìm không tồn tại hoặc đã bị xóa."),
        ("zh", "页面不存在_海州新闻网", "您访问的页面不存在或已被删除，三秒后返回首页。"),
        ("zh", "海州新闻网", "抱歉，您访问的文章不存在或已删除。"),
        ("zh-Hant", "找不到網頁 | 海州日報", "很抱歉，您要找的網頁不存在或已移除。"),
        ("ja", "ページが見つかりません｜海州新聞", "お探しのページは見つかりませんでした。削除されたか、移動した可能性があります。"),
        ("ko", "페이지를 찾을 수 없습니다 - 해주일보", "요청하신 페이지를 찾을 수 없습니다. 삭제되었거나 주소가 바뀌었습니다."),
        ("ar", "الصفحة غير موجودة - صحيفة الميناء", "عذراً، الصفحة التي تبحث عنها غير موجودة أو تم حذفها."),
    ),
    "login-wall": (
        ("en", "Log in | Harbour Times", "Enter your e-mail address and your password."),
        ("de", "Anmelden - Hafenbote", "Bitte melden Sie sich mit Ihrem Konto an."),
        ("fr", "Connexion | Le Courrier", "Saisissez votre adresse et votre mot de passe."),
        ("es", "Iniciar sesión - El Faro", "Escriba su correo y su contraseña."),
        ("ru", "Вход — Вестник порта", "Введите адрес почты и пароль."),
        ("zh", "用户登录-海州新闻网", "请输入用户名和密码。"),
        ("ja", "ログイン｜海州新聞", "メールアドレスとパスワードを入力してください。"),
        ("ko", "로그인 - 해주일보", "아이디와 비밀번호를 입력하세요."),
    ),
    "captcha": (
        ("en", "harbour.example", "Verify you are human by completing the action below. harbour.example needs to review the security of your connection before proceeding."),
        ("en", "Access denied", "Please complete the captcha below: we have seen unusual traffic from your network."),
        ("de", "hafenbote.example", "Bitte bestätigen Sie, dass Sie ein Mensch sind, um fortzufahren."),
        ("fr", "courrier.example", "Veuillez confirmer que vous n'êtes pas un robot pour continuer."),
        ("es", "Un momento…", "Compruebe que es un ser humano para continuar."),
        ("ru", "Проверка браузера", "Подтвердите, что вы не робот, чтобы продолжить."),
        ("zh", "访问验证", "请完成安全验证后继续访问，拖动滑块完成拼图。"),
        ("ja", "確認", "あなたがロボットではないことを確認してください。"),
    ),
    "consent-wall": (
        ("en", "Before you continue", "We and our 842 partners store and access cookies on your device. You can accept all cookies or manage your choices. With your consent we use data for personalised advertising."),
        ("de", "Ihre Zustimmung | Hafenbote", "Wir und unsere 203 Partner verwenden Cookies, um Ihnen personalisierte Werbung zu zeigen. Mit Klick auf „Zustimmen“ willigen Sie in die Verarbeitung ein, oder lesen Sie mit dem Pur-Abo ohne Werbung."),
        ("fr", "Votre vie privée", "Avec votre accord, nos 310 partenaires et nous utilisons des cookies pour stocker des informations. Accepter et continuer, ou gérer mes choix."),
        ("es", "Su privacidad", "Nosotros y nuestros 150 socios utilizamos cookies para almacenar datos. Puede aceptar las cookies o rechazarlas y suscribirse."),
        ("it", "La tua privacy", "Noi e i nostri partner utilizziamo i cookie per mostrarti annunci. Accetta i cookie oppure abbonati per continuare."),
        ("nl", "Cookies op De Haven", "Wij en onze partners plaatsen cookies om advertenties te tonen. Geef toestemming om verder te gaan."),
    ),
}  # fmt: skip
"""By reason: language, title and text."""

LISTS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("en", "Council news - Harbour Times", ("Council votes on the harbour wall", "Ferry returns after the winter", "School hall opens as a shelter", "Bakery wins a prize for its bread", "Lighthouse keeper retires at eighty", "Market moves to the old customs house"), "The decision came after a long debate on Monday evening, and not everybody in the room was pleased with it."),
    ("de", "Lokales | Hafenbote", ("Rat stimmt über die Hafenmauer ab", "Fähre kehrt nach dem Winter zurück", "Turnhalle wird zur Notunterkunft", "Bäckerei gewinnt Preis für ihr Brot", "Leuchtturmwärter geht mit achtzig", "Markt zieht in das alte Zollhaus um"), "Die Entscheidung fiel nach langer Debatte am Montagabend, und nicht alle im Saal waren damit einverstanden."),
    ("fr", "Vie locale - Le Courrier", ("Le conseil vote sur le mur du port", "Le bac revient après l'hiver", "Le gymnase devient un refuge", "La boulangerie gagne un prix", "Le gardien du phare prend sa retraite", "Le marché s'installe à la douane"), "La décision est tombée lundi soir après un long débat, et tout le monde dans la salle n'en était pas content."),
    ("es", "Local | El Faro", ("El concejo vota sobre el muro del puerto", "El transbordador vuelve tras el invierno", "El gimnasio abre como refugio", "La panadería gana un premio", "El farero se jubila a los ochenta", "El mercado se muda a la aduana"), "La decisión llegó el lunes por la noche tras un largo debate, y no todos en la sala quedaron contentos."),
    ("ru", "Город — Вестник порта", ("Совет голосует о портовой стене", "Паром возвращается после зимы", "Спортзал открыт как убежище", "Пекарня получила премию за хлеб", "Смотритель маяка уходит на покой", "Рынок переезжает в старую таможню"), "Решение приняли в понедельник вечером после долгих споров, и довольны им остались далеко не все."),
    ("zh", "社会新闻_海州新闻网", ("镇上表决港口围墙的修缮方案", "轮渡停航一冬之后恢复通行", "学校礼堂成了旅客的临时住处", "面包房的新品得了全省大奖", "八十岁的守塔人今天正式退休", "集市搬进修好的老海关大楼"), "周一晚上，经过长时间的讨论，方案终于定了下来，不过在场的人并不是个个都满意，还有人要求重议。"),
    ("ja", "地域のニュース｜海州新聞", ("港の壁の修理案を町議会が採決へ", "連絡船が冬の運休を終えて再開", "学校の講堂が旅客の宿になった", "町のパン屋が県の賞を受賞した", "八十歳の灯台守が今日で引退する", "市場が旧税関の建物に移転した"), "月曜の夜、長い議論の末に案が決まったが、会場の全員が満足していたわけではなく、やり直しを求める声もあった。"),
    ("ko", "지역 - 해주일보", ("항구 방벽 보수안 군의회 표결", "겨울 운휴 끝낸 여객선 다시 운항", "학교 강당이 여객들의 숙소가 됐다", "동네 빵집이 도내 대회에서 수상", "여든 살 등대지기 오늘 은퇴한다", "시장이 옛 세관 건물로 이사했다"), "월요일 저녁 긴 토론 끝에 안이 정해졌지만, 자리에 있던 모두가 만족한 것은 아니었고 다시 논의하자는 요구도 나왔다."),
    ("ar", "محليات - صحيفة الميناء", ("المجلس يصوت على جدار الميناء القديم", "العبارة تعود إلى العمل بعد الشتاء", "قاعة المدرسة تفتح أبوابها ملجأ للركاب", "المخبز يفوز بجائزة عن خبزه الجديد", "حارس المنارة يتقاعد في الثمانين", "السوق ينتقل إلى مبنى الجمارك القديم"), "جاء القرار مساء الاثنين بعد نقاش طويل، ولم يكن كل من في القاعة راضياً عنه، وطالب بعضهم بالإعادة."),
    ("tr", "Yerel - Liman", ("Meclis liman duvarını oyluyor", "Feribot kıştan sonra geri döndü", "Okul salonu barınak olarak açıldı", "Fırın ekmeğiyle ödül kazandı", "Fener bekçisi seksen yaşında emekli", "Pazar eski gümrük binasına taşındı"), "Karar pazartesi akşamı uzun bir tartışmadan sonra geldi ve salondaki herkes bundan memnun değildi."),
)  # fmt: skip
"""Language, title, headlines and a teaser."""
