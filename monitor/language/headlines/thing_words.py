"""Where things happen in headlines and to what, and what becomes of prices, borders and roads, in many languages.

Written like `event_words`: one concept a line, the English word that names it first.
"""

from __future__ import annotations

_THINGS = """
close closed closes shuts shut closure ditutup tutup penutupan cierra cierran cerrado cerrada cierre fecha
 fecham fechado fechada fechamento ferme fermé fermée fermeture geschlossen gesperrt schließt sperrung
 chiude chiuso chiusa chiusura zamknięty zamknięto zamyka kapatıldı kapandı đóng बंद закрыли закрыт закрыта
 закрывает закрили закрито إغلاق أغلقت تعطیل بسته 关闭 封闭 閉鎖 폐쇄 통제
rise rises rose risen soars soared surges surge climbs climbed increases naik melonjak meningkat kenaikan
 sube suben aumenta aumentan aumento alza sobe sobem aumentam alta hausse augmente augmentent grimpe steigt
 steigen gestiegen anstieg aumentano sale salgono rialzo wzrost rośnie wzrosła wzrosły yükseldi arttı artış
 tăng बढ़ी बढ़ा वृद्धि вырос выросла выросли рост растёт зросла зріс зростання ارتفاع ارتفع ترتفع افزایش
 上涨 上升 增长 上昇 増加 상승 급등 늘어 증가
fall falls fell fallen drops dropped slumps tumbles declines turun merosot baja bajan caen descenso caem
 queda baisse baissent chute recule sinkt fällt gefallen rückgang cala calano scende calo spadek spada
 spadły düştü geriledi giảm गिरा गिरी गिरावट упал упала упали снижение снизился падение впав впала зниження
 انخفاض تراجع كاهش کاهش 下跌 下降 下落 減少 하락 급락 감소
hold holds kept maintains unchanged steady pertahankan mempertahankan mantiene mantienen mantém mantêm
 maintient inchangé laisse hält stabil unverändert belässt invariato invariati utrzymuje utrzymała sabit
 korudu nguyên बरकरार स्थिर сохранил сохранила сохранили оставил оставила неизменной зберіг залишив يثبت
 تثبيت ثابت 维持 保持 据え置 維持 동결 유지
cut cuts slashes lowers lowered reduces reduced trims pangkas memangkas turunkan menurunkan recorta recortan
 reduce reducen corta cortam reduz réduit abaisse senkt senken kürzt streicht taglia tagliano riduce obniża
 obniżyła obniżył tnie indirdi kesti घटाया घटाई घटाकर снизил снизила снизили сократит знизив знизила يخفض
 خفض 下调 降息 削减 削減 利下 인하 감축
bank ecb ezb bce fed boj copom rpp цб нбу 央行 日銀 中央銀 한은 한국은 금통위 zentralbank notenbank banxico
rate zinsen zins leitzinsen taxa selic juros faizi सूद 利率 利息 기준금
border borders crossing perbatasan frontera fronteras fronteira frontière frontières grenze grenzen confine
 confini granica granicy sınır sınırı सीमा граница границе границы кордон кордоні حدود الحدود مرز 边境 国境
 국경
bridge bridges jembatan puente puentes ponte pontes pont brücke most mostu köprü köprüsü पुल мост моста міст
 мосту جسر پل 大桥 大橋 교량 다리 roads highway motorway jalan carretera autopista rodovia estrada route
 autoroute straße autobahn strada autostrada karayolu đường सड़क дорога дороге трасса трассе шоссе дорозі
 طريق جاده 公路 高速 道路 도로 고속도
port harbour harbor ports pelabuhan puerto puertos porto portos hafen portu liman limanı cảng बंदरगाह порт
 порту порте ميناء بندر 港口 港湾 항구
dam dams reservoir bendungan waduk presa embalse barragem barrage staudamm diga zapora baraj बांध плотина
 плотину дамба дамбу سد 大坝 水库 ダム
pipeline pipelines gasoducto oleoducto gasoduto gazoduc oléoduc gasdotto gazociąg doğalgaz पाइपलाइन
 газопровод нефтепровод трубопровод газопровід أنبوب 管道 パイプ 가스관
church churches gereja iglesia iglesias igreja église kirche chiesa kościół kilise चर्च церковь церкви храм
 церква كنيسة کلیسا 教堂 教会 교회
mosque masjid mezquita mesquita mosquée moschee moschea meczet cami camii मस्जिद мечеть мечети مسجد 清真寺
 モスク
hotel hotels hotéis hôtel oteli otel होटल отель отеле гостиница гостинице готель فندق هتل 酒店 ホテル 호텔
shop bazaar mall supermarket tienda supermercado supermarché magasin supermarkt laden supermercato negozio
 sklep süpermarket बाजार магазин магазине рынке супермаркет متجر بازار فروشگاه 超市 商场 마트 상가
village villages desa aldea pueblo aldeia dorf villaggio wieś köyü làng गांव деревня деревне село селі قرية
 روستا 村庄 마을
city town kota kabupaten ciudad cidade ville stadt città miasto miasta şehir kenti शहर город городе города
 місто місті مدينة شهر 城市 都市 도시
sea ocean laut océano oceano océan meer ozean morze morzu deniz denizi biển समुद्र море моря океан البحر
 دریا 海上 海域 海岸 해상 바다
mountain mountains climbers hikers pendaki montaña montañistas alpinistas montanha alpinistes montagne
 randonneurs bergsteiger alpinisti scalatori góry alpiniści dağ dağcı पर्वत альпинисты альпинистов туристы
 альпіністи جبل متسلقون کوهنورد 登山 山脉 등산
snow snowfall blizzard salju nieve nevada nevadas neve nevasca neige neiges schnee schneefall nevicate śnieg
 śnieżyca kar tuyết बर्फबारी हिमपात снег снегопад метель сніг снігопад ثلوج برف 暴雪 大雪 폭설
heat heatwave calor canicule chaleur hitze hitzewelle caldo ondata upał upały sıcak लू गर्मी жара жару спека
 حر گرما 高温 猛暑 폭염
drought kekeringan sequía seca estiagem sécheresse dürre trockenheit siccità susza kuraklık सूखा засуха
 посуха جفاف خشکسالی 干旱 干ばつ 가뭄
cyber cyberattack hackers hacker hacked ransomware peretas diretas ciberataque hackeo cyberattaque piratage
 pirates cyberangriff hackerangriff cyberattacco haker cyberatak siber साइबर хакеры хакеров кибератака
 кибератаку хакери кібератака قراصنة هک سایبری 黑客 网络攻击 サイバ 해킹
embassy ambassador consulate kedubes kedutaan embajada embajador embaixada embaixador ambassade ambassadeur
 botschaft botschafter ambasciata ambasciatore ambasada ambasador büyükelçi büyükelçilik दूतावास राजदूत
 посольство посол послов посольства سفارة سفير سفارت 大使 大使馆 大使館 대사 대사관
coup kudeta putsch staatsstreich putschisten darbe तख्तापलट переворот путч мятеж انقلاب کودتا 政变 쿠데타
curfew martial emergency darurat emergencia emergência urgence ausgangssperre notstand coprifuoco emergenza
 olağanüstü कर्फ्यू आपातकाल комендантский чрезвычайное надзвичайний طوارئ 宵禁 戒严 紧急 非常事 戒厳 통금
 계엄
clash clashes fighting riot riots unrest bentrok kerusuhan enfrentamientos disturbios confrontos distúrbios
 affrontements émeutes zusammenstöße unruhen kämpfe scontri disordini starcia zamieszki çatışma झड़प दंगे
 столкновения беспорядки бои сутички бої اشتباكات شغب درگیری 冲突 骚乱 폭동
stampede crush estampida tumulto bousculade massenpanik calca tratnowanie izdiham भगदड़ давка давке тиснява
 تدافع ازدحام 踩踏 将棋倒 압사
outbreak cholera measles epidemic ebola wabah kolera campak brote epidemia sarampión surto sarampo épidémie
 rougeole ausbruch seuche masern morbillo ognisko salgın हैजा खसरा प्रकोप вспышка вспышку эпидемия корь
 спалах епідемія تفشي وباء شیوع 暴发 流行 感染 확산 전염
prosecutor prosecutors attorney jaksa kejaksaan kpk fiscal fiscalía promotoria procurador procureur parquet
 staatsanwaltschaft staatsanwalt procura procuratore prokuratura prokurator savcı savcılık अभियोजक прокурор
 прокуратура прокуратуры прокуратури نيابة نیابة دادستان 检察 検察 검찰 검사
mayor bupati walikota gubernur alcalde alcaldesa prefeito maire bürgermeister sindaco burmistrz belediye
 महापौर мэр мэра мер мера عمدة شهردار 市长 市長 시장
opposition oposisi oposición oposição opozycja opozycji muhalefet विपक्ष оппозиция оппозиции опозиція
 المعارضة مخالفان 反对党 野党 야당
ruling oficialismo governista regierungspartei iktidar सत्तारूढ़ правящая правящей правляча الحاكم حاکم 执政
 与党 여당
migrants migrant refugees мигранты pengungsi migran migrantes refugiados réfugiés migranten flüchtlinge
 migranti profughi migranci uchodźcy göçmen göçmenler प्रवासी мигрантов беженцы мігранти біженці مهاجرين
 لاجئين مهاجران پناهجو 移民 难民 難民 이민 난민
drugs cocaine heroin narkoba kokain sabu drogas cocaína cocaïne drogue drogen cocaina narkotyki kokaina
 uyuşturucu नशीले कोकीन наркотики наркотиков кокаин кокаина наркотиків مخدرات كوكايين کوکائین 毒品 可卡 麻薬
 覚醒剤 마약
gas gaz gás газ газа газу गैस 天然气 ガス 가스
reactor powerplant pltn reactores réacteur kernkraftwerk atomkraftwerk akw reattore elektrownia reaktor
 reaktör nükleer रिएक्टर परमाणु реактор аэс атомная аес реактора مفاعل نووية راکتور هسته 核电 原発 原子 원전
 원자
satellite spacecraft astronauts satelit antariksa satélite astronautas astronautes satellit raumschiff
 astronauti satelita uydu उपग्रह спутник спутника супутник ماهواره 卫星 飞船 衛星 宇宙 위성 우주
wall roof ceiling tower tembok menara muro techo torre telhado toit dach turm tetto wieża kule tháp दीवार छत
 стена крыша башня вежа дах برج سقف 屋顶 塔楼 鉄塔 지붕
child children baby kids anak balita niño niños niña bebé menor criança crianças menino enfant enfants bébé
 kind kinder bambino bambini dziecko dzieci çocuk çocuklar बच्चे बच्चा ребенок дети детей дитина діти дітей
 طفل أطفال کودک کودکان 儿童 孩子 子供 児童 어린이 아동
worker workers employee labourers buruh pekerja karyawan trabajador trabajadores obrero obreros trabalhador
 trabalhadores operário ouvrier ouvriers travailleurs arbeiter operaio operai lavoratori robotnik pracownicy
 işçi işçiler मजदूर श्रमिक рабочий рабочие рабочих робітник працівники عامل عمال کارگر کارگران 工人 作業員
 労働者 노동자 근로자
tourist tourists turis wisatawan turista turistas touriste touristes touristen urlauber turisti turyści
 turist पर्यटक туристов турист سائح سياح گردشگر 游客 観光客 관광객
attend attends joins hadir menghadiri dihadiri asiste asisten participa participam assiste participe
 partecipa katıldı शामिल участвует يشارك يحضر شرکت 出席 参加 참석
announce announces announced unveils umumkan mengumumkan anuncia anuncian anunciou anunciam annonce
 annoncent verkündet kündigt annuncia annunciano ogłosił ogłasza duyurdu açıkladı घोषणा объявил объявила
 объявили заявил заявили оголосив заявив أعلن يعلن تعلن اعلام 宣布 公布 発表 발표
order orders ordered ruled perintahkan ordena ordenan determina ordonne ordnet ordina nakazał kararı आदेश
 приказал постановил наказав أمر دستور 下令 裁定 命令 명령
plan plans planned rencana berencana planea planean planeja prévoit envisage geplant progetta planuje
 planlıyor योजना планирует план планує خطة برنامه 计划 計画 계획
"""


def _lines() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in _THINGS.replace("\n ", " ").strip().splitlines())


LINES = _lines()
"""The words of each concept, the English ones first."""
