"""More of the words that news is made of, beside `concepts`: what happens in headlines, in twenty languages.

A line begins with the English word that names the concept. Words are found by how they begin, so one of several
forms is enough; in Han, kana and Hangul by two signs.
"""

from __future__ import annotations

_EVENTS = """
die ضحايا ölü ölen öldü ölüm hayatını chết vong मौत मृत मारे کشته درگذشت zmarł zmarła zmarli zginął zginęli
 zginęło zginęły ofiar ofiary ofiara zabity zabici żyją żyje śmierć загинув загинули загинуло загиблих
 загиблі помер померла вбито morti morta muore muoiono vittime vittima ucciso uccisa uccisi slain dood doden
 gedood omgekomen overleden скончался скончалась жертвы вдбито مصرع رحيل وفیات قتیل قتيل décédé décès décède
 décédée perecen fallecido falleció fallecidos asesinado asesinados matan abatido morreu morreram matou
 matam falece falecimento gugur terbunuh wafat starb sterben getötet todesopfer umkommen halálos meghalt
 zemřel zemřeli mrtvých döda dödade νεκροί νεκρός נהרג נהרגו הרוגים 遇难 丧生 罹难 逝世 亡く 犠牲 殺害 숨지
 사상 별세 피살 身亡
injured hurt hurts yaralı yaralandı घायल ज़ख्मी مجروح زخمی مصدوم ranny ranni rannych ranne rannej поранені
 поранено поранених постраждалих feriti ferito ferita heridas gewonden gewond раненые пострадавших травмы
 cedera けが 負傷 重傷 다쳐 다친 중상 受伤
earthquake deprem भूकंप زلزله trzęsienie trzęsienia землетрус землетрусу tremor scossa sisma zemetrasenie
 aardbeving cutremur σεισμός
flood taşkın ngập बाढ़ سیل سیلاب powódź powodzi повінь alluvione alluvioni piena crecida inundadas
 overstroming 洪涝 冠水 침수
fire yangın yangını cháy आग آتش آتشسوزی pożar pożaru pożarów пожежа пожежу пожежі горит incendio rogo
 vlammen großbrand brennt brände 起火 焼け 불길
storm fırtına kasırga तूफान طوفان burza wichura huragan буря буревій temporale tempesta uragano 暴风 暴風
 태풍 颱風
rain yağmur बारिश باران deszcz deszcze дощі pioggia piogge maltempo
crash kaza kazası devrildi çarpıştı हादसा हादसे दुर्घटना سقوط تصادف wypadek wypadku katastrofa zderzenie
 аварія зіткнення incidente schianto scontro choque chocan colisión collision collides colisão collisione
 zusammenstoß unglück zugunglück plunges overturns capsizes derails derailed derailment volcadura vuelco
 descarrila descarrilamiento descarrilla entgleist deraglia déraille сошел сошёл перевернулся столкнулись
 опрокинулся tabrakan terguling tergelincir anjlok 脱線 衝突 相撞 翻车 侧翻 충돌 탈선 전복 추돌
plane uçak uçağı विमान هواپیما samolot samolotu літак літака aereo velivolo vliegtuig 客机 旅客
airport havalimanı فرودگاه lotnisko lotniska аеропорт аеропорту aeroporto flughafens luchthaven
ship gemi tekne feribot जहाज नाव کشتی قایق statek prom promu корабель судно паром traghetto barcone schip
 veerboot трал лодка танкер tanker tankers petrolero petroleiro 漁船 货轮 渔船 여객선 어선 선박
train tren ट्रेन रेल قطار pociąg pociągu потяг потяга поїзд treno treni trein zugunglück вагон вагоны
bus otobüs otobüsü बस اتوبوس حافلة autobus autokar autokaru автобус автобуса buses autobús ônibus autocarro
 reisebus pullman バス 大巴 客车 버스
bomb blast blasts patlama patladı bom धमाका विस्फोट انفجار wybuch wybuchu eksplozja вибух вибухи вибуху
 esplosione esplode ordigno explosie déflagration meledak détone прогремел детонация 폭발 폭탄
attack saldırı saldırısı हमला हमले حمله حملات atak ataku zamach атака обстріл обстріляли обстрел обстреляли
 обстрела attacco attacchi aanval посягательство penyerangan 襲撃 습격
missile füze मिसाइल موشک pocisk rakieta ракетний ракетами ракетный missili raket 弾道 탄도
drone drones flycam ड्रोन پهپاد dron drony дрон дрони дронов дронами бпла беспилотный droni 无人机 无人 드론
launch fırlattı phóng लॉन्च प्रक्षेपण شلیک پرتاب wystrzelił запустила запустили lancia lancio 打ち上 升空
 쏘아
war savaş युद्ध जंग جنگ wojna wojny війна війни guerra oorlog
troops asker askerler ordu सेना सैनिक ارتش سرباز نظامیان wojsko żołnierze żołnierzy армія військові солдати
 esercito soldati truppe soldaten askeri армии tentera
ceasefire ateşkes युद्धविराम संघर्षविराम آتشبس rozejm tregua cessate cessez staakt 휴전 停战
peace barış शांति صلح pokój pokoju pokojowy миру pace vrede
talks görüşme müzakere वार्ता बातचीत مذاکره مذاکرات rozmowy negocjacje переговори negoziati colloqui
 colloquio onderhandelingen diálogo dialog perundingan dialogue dialogo 协商 会谈 협의
meet buluştu görüştü मुलाकात मिले دیدار spotkał spotkanie зустріч зустрівся зустрілися incontra incontro
 vertice ontmoet cumbre cúpula zirve szczyt саміт कार्यक्रम 首脳 会晤 정상 회동
visit flies flew departs terbang berangkat menuju vuela parte fliegt vola летит вылетел вылетела прилетел
 вирушив прилетів leci uçtu عازم سافر توجه 启程 出发 飞往 赴任 出発 출국 ziyaret thăm दौरा यात्रा سفر بازدید
 wizyta wizytę wizyty візит відвідав viaggio bezoek lawatan 방문 出訪
arrive vardı ulaştı पहुंचे पहुंचा وارد przybył przyleciał прибув прибула прибули arrivato arrivano tiba
 mendarat 도착 到访
agree anlaşma uzlaşma समझौता توافق قرارداد porozumienie umowa ugoda угода домовилися договорились согласие
 accordo intesa akkoord dohoda pacto einigt einigen einigten 合意 타결 协定 协议
sign imzaladı हस्ताक्षर امضا podpisał podpisano підписав підписали sottoscrive
threat uyarı uyardı चेतावनी धमकी هشدار تهدید ostrzega ostrzeżenie grozi попередив попередження загроза
 minaccia avverte allerta bedreiging
deny yalanladı reddetti इनकार खंडन تکذیب zaprzecza dementuje спростував заперечує smentisce ontkent negó
 desmintió desmentiu menyangkal отрицает 否認 부정
confirm doğruladı पुष्टि تایید potwierdza potwierdził підтвердив conferma bevestigt confirmó confirmou
 bestätigt
president cumhurbaşkanı başkanı राष्ट्रपति رئیس جمهور prezydent prezydenta президента президентом presidente
 presidenza
minister bakan bakanı मंत्री وزیر ministra міністр міністра ministro 장관 外相 外长 防长
parliament meclis संसद مجلس sejm парламент рада депутати госдума parlamento 国会 의회 国民议会
government hükümet सरकार دولت rząd rządu уряд уряду governo regering
election seçim seçimi चुनाव انتخابات wybory wyborach wyborów вибори виборах elezioni verkiezingen เลือกตั้ง
 elecciones
resign istifa इस्तीफा استعفا dymisja dymisję rezygnacja rezygnuje відставка відставку dimissioni aftreden
 dimitió dimitir quit renunció démissionne rücktritt zurückgetreten mengundurkan
court mahkeme mahkemesi अदालत कोर्ट دادگاه sąd sądu суду tribunale rechtbank tribunaux tribunales pengadilan
 裁判 地裁 高院
arrest arrests gözaltı gözaltına tutuklandı tutukladı गिरफ्तार गिरफ्तारी بازداشت دستگیر zatrzymany
 zatrzymano zatrzymani aresztowany aresztowano затримали затримано затриманий заарештували arrestato
 arrestati arrestata fermato gearresteerd aangehouden detenidos detenida detienen capturan capturado presos
 ditahan tahan menahan penahanan meringkus diringkus задержали задержаны арестован арестовал арестовали
 арест interpellé interpellés gefasst festnahme 구속 拘捕 拘留 落网 抓获 검거 توقيف القبض احتجاز
charge charged charges indicted indicts indictment prosecuted accused didakwa dakwaan tersangka acusado
 acusada acusan imputan imputado imputada procesado denunciado indiciado inculpé inculpée angeklagt anklage
 rinviato indagato incriminato oskarżony zarzuty zarzut suçlandı iddianame आरोपपत्र आरोप обвинение обвинили
 обвинён обвинен предъявили звинувачення підозра підозру متهم اتهام 起诉 被诉 起訴 기소
convict convicted convicts guilty sentenced sentence sentences jailed jails jail prison verdict divonis
 vonis hukuman dihukum penjara condenado condenada sentencia sentenciado cárcel prisión prisão condamné
 condamnée condamnés peine verurteilt verurteilung urteil haft gefängnis condannato condannata carcere
 reclusione skazał skazany skazano wyrok więzienia więzienie mahkum सजा जेल दोषी приговор приговорил
 приговорили осужден осуждён вирок засудили засуджено محکوم زندان حبس السجن سجن بالسجن 判刑 获刑 监禁 实刑
 懲役 有罪 判決 징역 선고 실형
acquit acquitted acquits acquittal exonerated absuelto absuelve absolvido absolve acquitté relaxé
 freigesprochen freispruch assolto assolta uniewinniony beraat बरी оправдан оправдали виправдали تبرئه براءة
 无罪 無罪 무죄
website websites sites site situs sitio sitios páginas webs internet сайты сайтов сайт 网站 サイト
outage down offline fault glitch outages caída caídas panne ausfall gestört störung сбой сбои تعطل اختلال
 宕机 障害
free soltar solta freed frees released release releases liberated freigelassen freikommt freilassung libera liberan
 liberado liberados liberada liberta libertado libertados soltos libéré libérés libérée liberato liberati
 scarcerato uwolniony uwolniono uwolnieni serbest tahliye tahliyesi bırakıldı रिहा रिहाई освобожден
 освобождены освободили освобождён звільнено звільнили آزاد رهایی إفراج الإفراج أطلق dibebaskan bebas
 pembebasan bebaskan 释放 获释 釈放 解放 석방 풀려
rescue rescued rescues diselamatkan selamat penyelamatan rescatan rescatado rescatados rescate resgatado
 resgatados resgate secouru sauvés sauvetage gerettet rettung geborgen salvato salvati soccorsi uratowany
 uratowano uratowani kurtarıldı kurtarılan बचाए बचाया спасли спасены спасено спас врятували врятовано نجات
 إنقاذ 获救 救出 救助 救援 구조 구출
rescuers rescuer crews rescatistas socorristas sauveteurs retter soccorritori спасатели рятувальники 구조대
 救助隊
found ditemukan hallan hallado hallada hallados encuentran encontrado encontrados encontram retrouvé
 retrouvée retrouvés gefunden aufgefunden trovato trovata ritrovato odnaleziono znaleziono odnaleziony
 bulundu मिला बरामद нашли найден найдена найдены знайшли знайдено پیدا کشف العثور عثر 找到 发现 発見 발견
missing disappeared vanished hilang desaparecido desaparecida desaparecidos disparu disparus disparue
 disparition vermisst vermisste disperso dispersi scomparso scomparsa zaginiony zaginął zaginięcie kayıp
 लापता пропал пропали пропавший пропавших зник зникли зниклий مفقود ناپدید 失踪 失联 行方 不明 실종
landfall slams обрушился обрушилась 登陆 登陸 上陸 상륙
collapse collapses collapsed caves runtuh ambruk ambrol derrumbe derrumba colapsa colapso desabamento desaba
 effondrement effondre effondré einsturz eingestürzt crolla crollo crollata zawalił zawalenie zawaliła çöktü
 çökme ढहा ढह обрушение обрушилось рухнул рухнуло обвал обвалився انهيار ينهار انهارت ریزش فروریخت 坍塌 倒塌
 崩落 倒壊 붕괴
landslide mudslide longsor deslave deslizamiento deslizamento glissement erdrutsch frana smottamento
 osuwisko heyelan भूस्खलन оползень зсув انزلاق 滑坡 山体 土砂 산사
avalanche longsoran avalancha alud lawine valanga slavina lawina हिमस्खलन лавина بهمن 雪崩 눈사
evacuate evacuates evacuated evacuation dievakuasi evakuasi mengungsi pengungsian evacúan evacuados
 evacuación evacuam évacués évacuation évacué evakuiert evakuierung geräumt evacuati evacuazione sfollati
 ewakuacja ewakuowano boşaltılıyor boşaltıldı эвакуация эвакуировали эвакуированы евакуація евакуювали إجلاء
 تخلیه 疏散 撤离 避難 대피
leak leaks leaked spills bocor kebocoran tumpahan fuga derrame vertido vazamento vaza fuite déversement leck
 ausgelaufen sversamento wyciek sızıntı sızdı रिसाव утечка разлив витік розлив تسرب تسريب نشت 泄漏 漏油 流出
 漏れ 유출 누출
bankrupt bankruptcy insolvency insolvent bangkrut pailit quiebra bancarrota insolvencia falência faillite
 insolvenz pleite fallimento upadłość bankructwo iflas konkordato दिवालिया банкрот банкротство банкрутство
 إفلاس ورشکسته ورشکستگی 破产 破産 倒産 파산
approve approves approved backs adopts adopted ratifies endorses disahkan mengesahkan setujui menyetujui
 aprueba aprueban aprobado aprova aprovado adopte adopté approuve beschließt beschlossen verabschiedet
 billigt gebilligt approva approvato approvata uchwalił przyjął przyjęła zatwierdził onayladı मंजूरी पारित
 одобрил одобрили принял приняла приняли утвердил утвердили схвалив схвалила ухвалив ухвалила تصویب موافقة
 يوافق 通过 批准 可決 承認 통과 가결 의결
reject rejects rejected rejecting vetoes vetoed veto ditolak menolak tolak rechaza rechazan rechazado
 rejeita rejeitado rejette rejeté abgelehnt lehnt respinge respinto bocciato odrzucił odrzuciła reddedildi
 खारिज अस्वीकार отклонил отклонили отверг відхилив відхилила رفض يرفض 否决 驳回 拒绝 否決 却下 拒否 부결
 기각 거부
suspend suspends suspended halts halted dihentikan hentikan ditangguhkan suspende suspenden suspendido
 suspensa interrompt suspension ausgesetzt aussetzung eingestellt sospeso sospende zawieszony zawieszono
 wstrzymano askıya निलंबित स्थगित приостановил приостановили приостановлено призупинив призупинено تعليق
 توقف 暂停 中断 停止 중단 정지
reopen reopens reopened resumes resumed restarts restored reabre reabren reanuda reanudan retoma rouvre
 reprise reprend wiedereröffnet riapre riaperto ponownie wznowiono wznowił возобновил возобновили відновили
 відновлено استئناف استأنف 恢复 重启 重新 再開 재개
shooting shoot shoots shootings gunman gunmen gunfire shot shots penembakan ditembak menembak tiroteo
 tiroteos balacera disparos baleado tiroteio baleados fusillade tirs schießerei schüsse angeschossen
 sparatoria spari strzelanina strzały postrzelony silahlı vuruldu गोलीबारी गोली стрельба стрельбу стрелок
 стрілянина стрілянину تیراندازی مسلح مسلحون 枪击 銃撃 発砲 총격 총기
kidnap kidnapped kidnappers kidnapping abducted abducts abduction hostages hostage diculik penculikan
 sandera secuestro secuestrados secuestran secuestrado sequestro sequestrado reféns enlèvement enlevé otages
 entführt entführung geiseln rapito rapiti ostaggi porwanie porwany zakładnicy kaçırıldı rehine rehineler
 अपहरण बंधक похитили похищены заложники заложников викрали викрадення заручники اختطاف خطف رهائن ربودن
 گروگان 绑架 人质 誘拐 人質 拉致 납치 인질
blackout power electricity pemadaman listrik padam apagón apagones electricidad apagão coupure électricité
 stromausfall elettricità prądu elektrik kesintisi отключение электричество электроэнергии світла
 електроенергії знеструмлено برق انقطاع الكهرباء 停电 停電 정전
recall recalls recalled penarikan rappel rappelle ruckruf rückruf richiama richiamo wycofuje wycofanie
 отзывает отзыв відкликає استدعاء فراخوان 召回 リコ 리콜
walkout strikers mogok huelga huelgas greve greves grève grèves streik streiks streiken sciopero scioperi
 strajk strajku grev grevi हड़ताल забастовка забастовку страйк страйку إضراب اعتصاب 罢工 파업
factory factories plant plants pabrik fábrica fábricas usine usines fabrik stabilimento fabbrica fabryka
 fabryki fabrika fabrikası xưởng फैक्ट्री कारखाना завод завода заводе фабрика مصنع کارخانه 工厂 工場 공장
refinery depot kilang refinería refineria raffinerie raffineria rafineria rafineri रिफाइनरी нефтебаза
 нефтебазу нафтобаза нафтобазу مصفاة پالایشگاه 炼油 製油 정유
school schools students pupils schoolchildren sekolah siswa escuela escuelas alumnos estudiantes escola
 escolas alunos école écoles élèves schule schüler scuola studenti szkoła uczniowie okul öğrenci स्कूल छात्र
 школа школе школу ученики учні учнів مدرسة مدارس طلاب مدرسه دانشآموزان 学校 学生 生徒 학교 학생
building apartment gedung bangunan edificio edificios prédio prédios immeuble bâtiment gebäude wohnhaus
 palazzo budynek bina apartman इमारत здание доме жилом будинок багатоповерхівка مبنى عمارة بناية ساختمان
 大楼 居民楼 建物 건물
mine miners tambang mina mineros mineiros mineurs bergwerk bergleute miniera minatori kopalnia górnicy maden
 madenci खदान шахта шахте шахтеры шахтёры шахтарі منجم معدن 煤矿 矿难 炭鉱 탄광 광산
law bill legislation ley leyes lei loi lois gesetz gesetze legge ustawa ustawę yasa yasası kanun luật कानून
 закон закона законопроект قانون 法案 法律 법안
budget anggaran apbn presupuesto presupuestos orçamento haushalt budżet budżetu bütçe bütçesi बजट бюджет
 бюджета بودجه ميزانية موازنة 预算 予算 예산
tax taxes levy pajak impuesto impuestos imposto taxe impôt impôts steuer steuern tassa tasse podatek podatku
 vergi vergisi thuế налог налоги налога податок податку ضريبة مالیات 税收 增税 減税 세금
execute executes executed execution executions dieksekusi ejecuta ejecutado ejecución executado exécute
 exécuté exécution hingerichtet hinrichtung giustiziato stracony egzekucja idam फांसी казнили казнь казнен
 стратили إعدام اعدام 处决 死刑 사형
spy spies spying espionage spionase espía espionaje espião espionagem espion espionnage spion spionage spia
 spionaggio szpieg szpiegostwo casus casusluk जासूस जासूसी шпион шпионаж шпигун جاسوس جاسوسی تجسس 间谍 간첩
revenue profit profits sales earnings laba pendapatan penjualan ganancias ingresos ventas beneficios lucro
 lucros receita vendas bénéfice bénéfices ventes umsatz utile utili ricavi zysk przychody gelir मुनाफा
 прибыль выручка прибуток أرباح إيرادات 营收 净利 業績 黒字 매출 영업이익
jobs layoffs layoff despidos demissões stellenabbau licenziamenti esuberi zwolnienia छंटनी увольнения
 звільнення تسريح تعدیل 裁员 감원 해고
concede concedes conceded concède 认输 敗北 패배
aground stranded kandas encalla encallado encalhado échoué gestrandet incagliata mielizna мель جنوح 搁浅
 座礁 좌초
extradite extradited extradition ekstradisi diekstradisi extradita extraditado extradición extradição
 extradé auslieferung ausgeliefert estradato estradizione ekstradycja प्रत्यर्पण экстрадиция экстрадирован
 екстрадиція استرداد 引渡 송환
overturn overturned overturns annulled annuls quashed anula anulado aufgehoben annullato uchylił скасував
 撤销 破棄
responsibility bertanggung reivindica reivindicó revendique bekennt rivendica üstlendi जिम्मेदारी
 ответственность відповідальність تتبنى مسؤولية
extinguish extinguished doused contained dipadamkan padamkan sofocan extinguido extinto maîtrisé éteint
 gelöscht domato spento ugaszony ugaszono söndürüldü बुझाई потушен потушили ликвидирован загасили
 ліквідовано إخماد مهار 扑灭 鎮火 진화
price fiyat fiyatı कीमत قیمت ceny cena ціна ціни prezzo prezzi prijzen
oil तेल نفت нафта нафти petrolio
bank banka bankası बैंक بانک banku банку банка
rate faiz faizi ब्याज نرخ بهره stopy procentowe stóp ставку ставки tasso tassi selic rente leitzins
win kazandı geçti yendi galibiyet thắng जीता जीत برد wygrał wygrała wygrywa zwycięstwo pokonał переміг
 перемогла перемогли перемога batte vince vittoria wint zege gewonnen ganó vencieron ganhou تغلب 勝ち 연승
 이겨 꺾고
lose kaybetti yenildi thua हारा हार przegrał przegrała програв програла perde sconfitta verliest verlor
lead leads leading unggul lidera liderança führt vorn prowadzi आगे лидирует лидируют лідирує پیشتاز يتقدم
 领先 선두
"""


def _lines() -> tuple[tuple[str, ...], ...]:
    joined = _EVENTS.replace("\n ", " ").strip().splitlines()
    return tuple(tuple(line.split()) for line in joined)


LINES = _lines()
"""The words of each concept, the English ones first."""
