"""The names of the twelve months in the languages that newspapers print dates in.

One row a language, the forms of one month separated by ``/``: nominative, the form used in dates
where it differs, and the abbreviation. Names are compared folded: lower case, no accents. A form
that two languages use for different months is in `BY_LANGUAGE`.
After the Unicode CLDR, months wide and abbreviated, with forms that newspapers use besides.
"""

from __future__ import annotations

import unicodedata

_ROWS = """
en  january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct november/nov december/dec
de  januar/jänner/jän februar/feber märz/mrz/mär april mai juni juli august september oktober/okt november dezember/dez
fr  janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août/aout septembre octobre novembre décembre/déc
es  enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre/set octubre noviembre diciembre/dic
ca  gener/gen febrer març abril maig/mai juny juliol agost setembre octubre novembre desembre/des
gl  xaneiro/xan febreiro marzo abril maio xuño xullo agosto setembro outubro/out novembro decembro/dec
eu  urtarrila/urtarrilaren/urt otsaila/otsailaren/ots martxoa/martxoaren apirila/apirilaren/api maiatza/maiatzaren ekaina/ekainaren/eka uztaila/uztailaren/uzt abuztua/abuztuaren/abu iraila/irailaren/ira urria/urriaren/urr azaroa/azaroaren/aza abendua/abenduaren/abe
pt  janeiro/jan fevereiro/fev março abril maio/mai junho julho agosto setembro outubro/out novembro dezembro/dez
it  gennaio/gen febbraio marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre/sett ottobre/ott novembre dicembre
ro  ianuarie/ian februarie martie aprilie mai iunie/iun iulie/iul august septembrie octombrie noiembrie/noi decembrie
nl  januari februari maart/mrt april mei juni juli augustus september oktober november december
af  januarie februarie maart april mei junie julie augustus september oktober november desember
da  januar februar marts april maj juni juli august september oktober november december
no  januar februar mars april mai juni juli august september oktober november desember
sv  januari februari mars april maj juni juli augusti september oktober november december
is  janúar febrúar mars apríl maí júní/jún júlí/júl ágúst september október nóvember desember
fo  januar februar mars apríl mai juni juli august september oktober november desember
fi  tammikuu/tammikuuta/tammi helmikuu/helmikuuta/helmi maaliskuu/maaliskuuta/maalis huhtikuu/huhtikuuta/huhti toukokuu/toukokuuta/touko kesäkuu/kesäkuuta/kesä heinäkuu/heinäkuuta/heinä elokuu/elokuuta/elo syyskuu/syyskuuta/syys lokakuu/lokakuuta/loka marraskuu/marraskuuta/marras joulukuu/joulukuuta/joulu
et  jaanuar/jaan veebruar/veebr märts aprill mai juuni juuli august september oktoober november detsember/dets
lv  janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī
lt  sausis/sausio/saus vasaris/vasario/vas kovas/kovo balandis/balandžio gegužė/gegužės birželis/birželio liepa/liepos rugpjūtis/rugpjūčio rugsėjis/rugsėjo spalis/spalio lapkritis/lapkričio gruodis/gruodžio
pl  styczeń/stycznia/sty luty/lutego/lut marzec/marca kwiecień/kwietnia/kwi maj/maja czerwiec/czerwca/cze lipiec/lipca/lip sierpień/sierpnia/sie wrzesień/września/wrz październik/października/paź listopad/listopada/lis grudzień/grudnia/gru
cs  leden/ledna/led únor/února/úno březen/března/bře duben/dubna/dub květen/května/kvě červen/června/čvn červenec/července/čvc srpen/srpna/srp září/zář říjen/října/říj listopad/listopadu/lis prosinec/prosince/pro
sk  január/januára február/februára marec/marca apríl/apríla máj/mája jún/júna júl/júla august/augusta september/septembra október/októbra november/novembra december/decembra
hu  január február/febr március/márc április/ápr május/máj június/jún július/júl augusztus szeptember/szept október november december
sl  januar/januarja februar/februarja marec/marca april/aprila maj/maja junij/junija julij/julija avgust/avgusta/avg september/septembra oktober/oktobra november/novembra december/decembra
hr  siječanj/siječnja/sij veljača/veljače/velj ožujak/ožujka/ožu travanj/travnja/tra svibanj/svibnja/svi lipanj/lipnja srpanj/srpnja kolovoz/kolovoza/kol rujan/rujna/ruj - studeni/studenoga/studenog/stu prosinac/prosinca
sr  januar/januara februar/februara mart/marta april/aprila maj/maja jun/juna jul/jula avgust/avgusta/avg septembar/septembra oktobar/oktobra novembar/novembra decembar/decembra
sr  јануар/јануара фебруар/фебруара март/марта април/априла мај/маја јун/јуна јул/јула август/августа септембар/септембра октобар/октобра новембар/новембра децембар/децембра
mk  јануари февруари март април мај јуни јули август септември октомври ноември декември
bg  януари/яну февруари/фев март април/апр май юни юли август/авг септември/септ октомври/окт ноември/ное декември/дек
sq  janar shkurt/shk mars prill/pri maj qershor/qer korrik/korr gusht/gush shtator/sht tetor/tet nëntor/nën dhjetor/dhj
ru  январь/января/янв февраль/февраля/фев март/марта/мар апрель/апреля/апр май/мая июнь/июня/июн июль/июля/июл август/августа/авг сентябрь/сентября/сент/сен октябрь/октября/окт ноябрь/ноября/ноя декабрь/декабря/дек
uk  січень/січня/січ лютий/лютого/лют березень/березня/бер квітень/квітня/квіт травень/травня/трав червень/червня/черв липень/липня/лип серпень/серпня/серп вересень/вересня/вер жовтень/жовтня/жовт листопад/листопада/лист грудень/грудня/груд
be  студзень/студзеня люты/лютага сакавік/сакавіка красавік/красавіка май/мая чэрвень/чэрвеня ліпень/ліпеня жнівень/жніўня верасень/верасня кастрычнік/кастрычніка лістапад/лістапада снежань/снежня
kk  қаңтар/қаң ақпан/ақп наурыз/нау сәуір/сәу мамыр/мам маусым/мау шілде/шіл тамыз/там қыркүйек/қыр қазан/қаз қараша/қар желтоқсан/жел
el  ιανουάριος/ιανουαρίου/ιαν φεβρουάριος/φεβρουαρίου/φεβ μάρτιος/μαρτίου/μαρ απρίλιος/απριλίου/απρ μάιος/μαΐου/μαι ιούνιος/ιουνίου/ιουν ιούλιος/ιουλίου/ιουλ αύγουστος/αυγούστου/αυγ σεπτέμβριος/σεπτεμβρίου/σεπ οκτώβριος/οκτωβρίου/οκτ νοέμβριος/νοεμβρίου/νοε δεκέμβριος/δεκεμβρίου/δεκ
tr  ocak/oca şubat/şub mart nisan/nis mayıs haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas aralık/ara
az  yanvar/yan fevral/fev mart aprel may iyun iyul avqust/avq sentyabr/sen oktyabr/okt noyabr/noy dekabr/dek
uz  yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr
he  ינואר/בינואר פברואר/בפברואר מרץ/במרץ/מרס/במרס אפריל/באפריל מאי/במאי יוני/ביוני יולי/ביולי אוגוסט/באוגוסט ספטמבר/בספטמבר אוקטובר/באוקטובר נובמבר/בנובמבר דצמבר/בדצמבר
ar  يناير فبراير مارس أبريل/ابريل مايو يونيو/يونيه يوليو/يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
ar  جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر
ar  كانون-الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين-الأول تشرين-الثاني كانون-الأول
fa  ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
ur  جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
hi  जनवरी फ़रवरी/फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर
mr  जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर
bn  জানুয়ারি/জানুয়ারী ফেব্রুয়ারি/ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
ta  ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்
te  జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై ఆగస్టు సెప్టెంబర్ అక్టోబర్ నవంబర్ డిసెంబర్
ml  ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ് സെപ്റ്റംബർ ഒക്ടോബർ നവംബർ ഡിസംബർ
gu  જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટેમ્બર ઑક્ટોબર નવેમ્બર ડિસેમ્બર
th  มกราคม/ม.ค กุมภาพันธ์/ก.พ มีนาคม/มี.ค เมษายน/เม.ย พฤษภาคม/พ.ค มิถุนายน/มิ.ย กรกฎาคม/ก.ค สิงหาคม/ส.ค กันยายน/ก.ย ตุลาคม/ต.ค พฤศจิกายน/พ.ย ธันวาคม/ธ.ค
id  januari februari maret april mei juni juli agustus/agu/agt september oktober november/nopember/nop desember/des
ms  januari februari mac april mei jun julai ogos/ogo september oktober november disember/dis
tl  enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre
sw  januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba
zu  januwari februwari mashi ephreli meyi juni julayi agasti septhemba okthoba novemba disemba
so  janaayo febraayo maarso abriil maajo juun luulyo agoosto sebtembar oktoobar noofembar diseembar
ha  janairu fabrairu maris afirilu mayu yuni yuli agusta satumba oktoba nuwamba disamba
cy  ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr
ga  eanáir feabhra márta aibreán bealtaine meitheamh iúil lúnasa meán-fómhair deireadh-fómhair samhain nollaig
ka  იანვარი/იანვარს/იან თებერვალი/თებერვალს/თებ მარტი/მარტს/მარ აპრილი/აპრილს/აპრ მაისი/მაისს/მაი ივნისი/ივნისს/ივნ ივლისი/ივლისს/ივლ აგვისტო/აგვისტოს/აგვ სექტემბერი/სექტემბერს/სექ ოქტომბერი/ოქტომბერს/ოქტ ნოემბერი/ნოემბერს/ნოე დეკემბერი/დეკემბერს/დეკ
hy  հունվար/հունվարի փետրվար/փետրվարի մարտ/մարտի ապրիլ/ապրիլի մայիս/մայիսի հունիս/հունիսի հուլիս/հուլիսի օգոստոս/օգոստոսի սեպտեմբեր/սեպտեմբերի հոկտեմբեր/հոկտեմբերի նոյեմբեր/նոյեմբերի դեկտեմբեր/դեկտեմբերի
"""  # noqa: E501

BY_LANGUAGE = {
    "hr": {"listopad": 10, "listopada": 10, "lipnja": 6, "lip": 6, "srp": 7, "svi": 5},
    "bs": {"listopad": 10, "listopada": 10},
}
"""What a name means in one language and not in most: listopad is November to Czechs and Poles."""

JALALI = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی",
    "بهمن", "اسفند",
)  # fmt: skip
"""The months of the Iranian solar calendar."""


def fold(text: str) -> str:
    """Return the text in lower case, without accents, digits of every script as 0 to 9.

    >>> fold("15. März ٢٠٢٤")
    '15. marz 2024'
    """
    if text.isascii():
        return text.lower()
    flat = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in flat if not unicodedata.combining(c)).replace("ı", "i")
    return "".join(str(unicodedata.digit(c)) if c > "\x7f" and c.isdigit() else c for c in kept)


def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    for row in _ROWS.strip().splitlines():
        for month, forms in enumerate(row.split()[1:], 1):
            for form in forms.split("/"):
                table.setdefault(fold(form).replace("-", " "), month)
    table.pop("", None)
    table.pop(" ", None)
    return table


MONTHS = _table()
SOLAR_MONTHS = {fold(name): month for month, name in enumerate(JALALI, 1)}


def month_of(name: str, language: str = "") -> int | None:
    """Return the month that a name means, None for any other word.

    >>> month_of("März"), month_of("Sept."), month_of("listopada"), month_of("listopada", "hr")
    (3, 9, 11, 10)
    """
    folded = fold(name).strip(" .")
    return BY_LANGUAGE.get(language[:2], {}).get(folded) or MONTHS.get(folded)
