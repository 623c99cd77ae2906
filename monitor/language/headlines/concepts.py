"""The words that news is made of, with what other languages call the same: a bridge where no name is shared.

Written by hand for this project, for the languages that desks read most: English, Indonesian, Spanish, Portuguese,
French, German, Slovene, Russian, Arabic, Chinese, Japanese, Korean. Words of one line count as one word, also
within a language: "dies", "killed" and "dead" report the same. Opposites are on different lines.
"""

from __future__ import annotations

# fmt: off
_LINES = """
die dies died dead death deaths kill kills killed killing toll fatal tewas meninggal korban muere mueren
 muerto muertos muertes fallece morre morrem mortos morto morte meurt meurent mort morts tue tues tuee tote
 toten tot tod gestorben stirbt sterben umrl umrla mrtvih погиб погибли погибших умер умерла убит убиты
 жертв قتلى مقتل وفاة قتل 死亡 遇难 身亡 死者 死去 사망 숨져
injured injures wounded wounds injury terluka luka heridos herido feridos ferido blesses blesse verletzte
 verletzt пострадали раненых ранены جرحى إصابة 受伤 受傷 負傷 부상
earthquake earthquakes quake quakes magnitude temblor gempa terremoto sismo seisme erdbeben potres
 землетрясение زلزال 地震 지진
tsunami цунами 海啸 津波 쓰나미
flood floods flooding banjir inundaciones inundacion enchentes inondations hochwasser uberschwemmungen
 poplave наводнение فيضانات 洪水 洪灾 홍수
fire fires blaze wildfire kebakaran incendio incendios incendie incendies brand feuer waldbrand pozar пожар
 пожары حريق حرائق 火灾 大火 火災 화재
storm hurricane typhoon cyclone badai topan tormenta huracan tempestade furacao tempete ouragan sturm шторм
 ураган тайфун إعصار 台风 飓风 台風 태풍
rain rains rainy hujan lluvia lluvias chuva chuvas pluie pluies regen dez deževje дождь дождем مطر أمطار
 大雨 暴雨
volcano eruption erupts gunung erupsi volcan erupcion vulcao erupcao vulkan извержение بركان 火山 화산
crash crashes crashed jatuh kecelakaan estrella accidente acidente ecrase accident absturz unfall abgesturzt
 разбился крушение авария تحطم حادث 坠毁 墜落 事故 추락
plane aircraft airliner airplane jet pesawat avion avioes aviao flugzeug letalo самолет طائرة 飞机 航班 機体
 여객
airport bandara aeropuerto aeroporto aeroport flughafen аэропорт مطار 机场 空港 공항
ship vessel ferry boat boats kapal barco barcos buque navio bateau bateaux navire schiff boote судно корабль
 سفينة قوارب 船只
train trains railway rail kereta tren trenes trem trens zuge bahn поезд поезда قطار 列车 列車 열차
bomb bombs bombing explosion blast explodes bom ledakan bomba bombas explosao explota bombe bomben взрыв
 взрыве бомба انفجار قنبلة 爆炸 爆発 폭발
attack attacks attacked assault serangan serang ataque ataques ataca attaque attaques angriff angriffe
 anschlag napad атака атаки нападение هجوم هجمات 袭击 攻击 攻撃 공격
strike strikes airstrike airstrikes raid udara bombardeo bombardeos frappe frappes удар удары удара غارات
 空袭 空爆 공습
missile missiles rocket rockets rudal misil misiles missil misseis raketen ракета ракеты ракету صاروخ صواريخ
 导弹 飞弹 미사일
drone drones dron drohne drohnen беспилотник беспилотники مسيرة 无人 無人 드론
nuclear nuklir atom nucleaire atomwaffen ядерный ядерное نووي 核武 核实 핵무
launch launches launched fires fired meluncurkan lanza lanzamiento lanca lancamento startet start запуск
 إطلاق 发射 発射 발사
war wars perang guerra guerras guerre krieg kriegs vojna война войны حرب 战争 戦争 전쟁
troops soldiers army military forces tentara pasukan militer tropas soldados ejercito exercito troupes
 soldats armee truppen soldaten vojska войска военные военных солдаты солдат армия قوات جنود جيش 军队 士兵
 軍隊 兵士 군대
rebels rebel insurgents pemberontak rebeldes rebelles rebellen повстанцы متمردون معارضة 叛军 反对
capture captures seize seizes seized merebut rebut toma tomam prend empare besetzt einnahme захватили взяли
 سيطر 占领 攻占
withdraw withdraws withdrawal pulls tarik mundur retira retirada retire retrait ruckzug zieht отвод вывод
 انسحاب 撤军 撤退 철수
ceasefire truce gencatan tregua fogo treve waffenruhe перемирие هدنة 停火 停戦 휴전
peace perdamaian damai paz paix frieden мир мира سلام 和平 평화
talks negotiations talk negotiate perundingan negosiasi negociaciones negociacoes pourparlers negociations
 verhandlungen gesprache переговоры переговоров محادثات مفاوضات 会谈 谈判 協議 협상
meet meets met meeting summit bertemu pertemuan reune reunion reuniao rencontre sommet trifft treffen gipfel
 встреча встретился встретились саммит لقاء قمة 会晤 会见 峰会 会談 회담
visit visits visited trip travels travel heads departs kunjungi kunjungan bertolak visita viaja viaje viagem
 visite voyage besuch besucht reist визит визитом поездка посетил отправился زيارة يزور 访问 訪問 방문
arrive arrives arrived arrival tiba llega llegada chega chegada arrivee ankunft angekommen прибыл прибыла
 прибыли وصول يصل 抵达 到着 도착
agree agrees agreed agreement deal pact treaty sepakat perjanjian kesepakatan acuerdo acordo accord abkommen
 einigung соглашение договор اتفاق 协议 合意 협정
sign signs signed menandatangani firma firman assina assinam signe signent unterzeichnet подписал подписали
 توقيع 签署 署名 서명
sanctions sanction sanksi sanciones sancoes sanktionen санкции عقوبات 制裁 제재
threat threatens warns warn warning alert memperingatkan peringatan amenaza advierte alerta ameaca alerte
 avertit menace warnt warnung droht угроза предупредил предупреждение تحذير تهديد 警告 警报 警報 경고
condemn condemns condemned kecam mengecam condena condamne verurteilt осудил إدانة يدين 谴责 非難 규탄
deny denies denied denial refutes bantah membantah bantahan dibantah niega desmiente nega desmente dement
 dementi dementiert опроверг نفي ينفي 否认 否定 부인
correct corrects corrected correction retracts retraction ralat koreksi meralat corrige correccion correcao
 rectifie rectificatif korrektur korrigiert berichtigung уточнение поправка تصحيح 更正 辟谣 訂正 撤回 정정
confirm confirms confirmed konfirmasi confirma confirme bestatigt подтвердил подтвердили تأكيد 确认 証实
 확인
president presiden presidente presidenta prasident predsednik президент президента президенту رئيس 总统
 大統領 대통
minister ministers menteri ministro ministra ministre министр министра وزير 部长 大臣 장관
parliament lawmakers congress parlemen parlamento diputados deputes parlement parlament bundestag парламент
 депутаты برلمان 议会 国会 국회
government cabinet pemerintah kabinet gobierno governo gouvernement regierung vlada правительство
 правительства حكومة 政府 정부
election elections vote votes voted poll pemilu eleccion elecciones eleicao eleicoes wahl wahlen volitve
 выборы выборов голосование انتخابات 选举 大选 選挙 선거
resign resigns resignation quits mundur dimite dimision renuncia demissao demission demissionne rucktritt
 отставка استقالة 辞职 辞任 사임
impeach impeachment impeaches impeached pemakzulan makzulkan destitucion destituir destitue импичмент 弹劾
 弾劾 탄핵
appoint appoints names named nombra nomeia nomme ernennt назначил назначен تعيين 任命 임명
court judge tribunal pengadilan hakim corte juez juiz gericht richter суд суда محكمة 法院 法庭 裁判 법원
arrest arrests arrested detain detains detained tangkap ditangkap detiene detenido arresta detido prende
 arrete arretes festgenommen verhaftet задержан задержала задержали اعتقال 逮捕 被捕 체포
police polisi policia polisia polizei policija полиция الشرطة شرطة 警方 警察 경찰
protest protests demonstrators demo unjuk protesta protestas protestos manifestation proteste protesti
 протест протесты احتجاج احتجاجات 抗议 抗議 시위
hospital rumah sakit hopital krankenhaus bolnisnica больница больнице مستشفى 医院 病院 병원
virus covid corona coronavirus pandemic pandemi pandemia pandemie koronavirus коронавирус ковид كورونا فيروس
 新冠 疫情 コロ 코로
vaccine vaccines vaccination vaksin vacuna vacunas vacina vacinas vaccin impfung impfstoff cepivo вакцина
 لقاح 疫苗
positive test tests tested positif positivo positiva testet getestet положительный إيجابية 阳性 陽性 양성
market markets stocks shares saham pasar bolsa acciones acoes bourse actions aktien borse акции рынок أسهم
 股市 株価 증시
price prices harga precio precios preco precos prix preise preis cene цены цена أسعار 价格 価格 가격
oil crude minyak petroleo petrole erdol нефть نفط 石油 原油 석유
bank banks banco bancos banque banken banka банк بنك 银行 銀行 은행
rate rates interest bunga suku tasa tasas juros taux zinsen leitzins ставка 利率 金利 금리
inflation inflasi inflacion inflacao инфляция تضخم 通胀 物价 물가
tariff tariffs tarif arancel aranceles tarifas droits zolle пошлины رسوم 关税 関税 관세
win wins won winning winner victory beat beats beaten defeat defeats defeated triumph kalahkan menang
 kemenangan gana ganan gano vence vencio derrota victoria ganha venceu vitoria gagne bat remporte victoire
 gewinnt siegt sieg besiegt schlagt zmaga zmagal zmagala premagal premagala победил победила победа обыграл
 обыграла обыграли выиграл выиграла выиграли يفوز فوز يهزم تفوز 击败 战胜 获胜 勝利 승리
lose loses lost defeat kalah pierde pierden perde perdem perd battus verliert niederlage poraz проиграл
 проиграла поражение خسارة يخسر 不敌 敗れ 패배
gold golds emas oro ouro zlato zlata золото золота золотую ذهبية ذهب 金牌 夺金 金メ 금메
silver perak plata prata argent silber srebro серебро серебряную فضية 银牌 銀メ 은메
bronze perunggu bronce bron bronza бронза бронзу برونزية 铜牌 銅メ 동메
medal medals medali medalla medallas medalha medalhas medaille medailles medaillen medalja медаль медали
 ميدالية 奖牌 メダ 메달
record records rekor recorde recordes rekord weltrekord olimpijski рекорд рекордом قياسي 纪录 記録 기록
world dunia mundo mundial monde mondial welt svetovni мира мировой عالمي 世界 세계
champion champions title titles juara campeon campeona campeones titulo campea campeao championne titre
 meister weltmeister olympiasieger prvak prvakinja чемпион чемпионка чемпионкой титул بطل لقب 冠军 夺冠 優勝
 우승
final finals finale finales финал финале финала finalu نهائي 决赛 決勝 결승
semifinal semifinals semi semis semifinales semifinais demi halbfinale polfinale полуфинал полуфинале 半决
 準決
round ronda rodada tour runde krog круг круге раунд جولة
match game partido jogo partida spiel tekma матч матче مباراة 比赛 試合 경기
goal goals gol goles gols buts tore zadetek гол голы هدف أهداف 进球 ゴー
team teams squad tim equipo equipe equipes mannschaft ekipa сборная сборной команда منتخب فريق 球队 代表
 대표
player athlete athletes atlet pemain jugador jugadora atleta atletas jogador jogadora joueur joueuse
 sportler spieler sportnik спортсмен спортсменка игрок لاعب 选手 運動 選手 선수
women womens woman female wanita perempuan femenino femenina mujeres mujer feminino feminina mulheres femme
 femmes feminin feminine frauen frau zenske zenski женщин женский سيدات نساء 女子 女性 여자
men mens male pria putra masculino masculina hombres homens masculin hommes manner herren moski мужчин
 мужской رجال 男子 남자
swim swimming swimmer freestyle renang natacion natacao libre livre nage natation freistil schwimmen
 schwimmerin plavanje plavalka плавание вольным سباحة 游泳 自由 競泳 수영
butterfly mariposa borboleta papillon schmetterling delfin баттерфляй 蝶泳 バタ
breaststroke braza bruco brasse brust брасс 蛙泳 平泳
backstroke espalda costas rucken hrbtno спине 仰泳 背泳
medley estilos quatre lagen комплексом 混合
tennis tenis теннис تنس 网球 テニ 테니
football soccer sepakbola futbol futebol fussball nogomet футбол قدم 足球 サッ 축구
basketball basket baloncesto basquete kosarka kosarkarji баскетбол баскетболисты سلة 篮球 バス 농구
handball balonmano handebol rokomet гандбол 手球
volleyball voleibol volley odbojka волейбол 排球 배구
gymnastics gymnast gimnasia ginastica gymnastique turnen turnerin gimnastika гимнастика гимнастке многоборье
 جمباز 体操 체조
athletics track atletismo athletisme leichtathletik atletika легкая القوى 田径 陸上 육상
cycling cyclist road ciclismo ciclista cyclisme cycliste radsport kolesarstvo kolesar велоспорт велогонка
 دراجات 自行 自転 사이
judo judoka judoist дзюдо جودو 柔道 유도
boxing boxer boxeo boxeador boxe boxeuse boxen boxerin boks бокс боксер ملاكمة 拳击 ボク 복싱
wrestling wrestler lucha luchadora lutte ringen борьба مصارعة 摔跤 レス 레슬
weightlifting halterofilia halterophilie gewichtheben тяжелая أثقال 举重 重量 역도
shooting shooter tiro disparo tir schiessen стрельба رماية 射击 射撃 사격
archery arco arc bogenschiessen стрельбе 射箭 양궁
rowing remo aviron rudern veslanje гребля تجديف 赛艇 조정
sailing vela voile segeln jadranje парусный 帆船
canoe kayak slalom piragua canoagem kanu kajak каноэ 皮划
diving clavados saltos plongeon turmspringen прыжки غطس 跳水 飛込
triathlon triatlon триатлон 三项
marathon maraton maratona марафон ماراثون 马拉 マラ 마라
skateboard skate skateboarding скейтборд 滑板 スケ
surfing surf surfen серфинг 冲浪
golf golfa гольф غولف 高尔
hockey jockey hoquei хоккей 曲棍
rugby регби 橄榄 ラグ
fencing fencer esgrima escrime fechten фехтование مبارزة 击剑 펜싱
taekwondo tekvando тхэквондо 跆拳
climbing escalada escalade klettern plezanje скалолазание 攀岩
badminton bulutangkis 羽毛 バド 배드
jump jumps salto saut sprung weitsprung hochsprung skok прыжок прыжках قفز 跳远 跳高
hurdles vallas barreiras haies hurden ovire барьерный حواجز 跨栏
throw javelin jabalina dardo javelot speerwurf speer kopje копья رمي 标枪 投げ
sprint sprinter metres meters metros meter metrov sto метров метра متر 百米
relay estafeta relevos revezamento relais staffel stafeta эстафета эстафете تتابع 接力 リレ
opening ceremony pembukaan upacara ceremonia inauguracion apertura cerimonia abertura ouverture eroffnung
 eroffnungsfeier otvoritev церемония церемонии открытия افتتاح حفل 开幕 開会 개막
closing clausura encerramento cloture abschluss abschlussfeier zakljucek закрытия закрытие ختام 闭幕 閉会
 폐막
olympic olympics games olimpiade olimpico olimpica olimpicos olympique olympiques olympia olympischen spiele
 jogos juegos jeux olimpijske igre олимпиада олимпиады олимпийский олимпиаде أولمبياد الأولمبية 奥运 五輪
 올림
disqualified disqualification banned ban doping didiskualifikasi descalifican descalificado desclassificado
 disqualifie disqualifiee suspendu disqualifiziert gesperrt дисквалификация дисквалифицирован منشطات 禁赛
 失格 실격
retire retires retirement pensiun retiro aposentadoria aposenta retraite karriereende завершает карьеру
 اعتزال 退役 引退 은퇴
apologise apologises apologize apologizes apology sorry maaf disculpa disculpas perdon desculpas excuse
 excuses entschuldigt извинился извинения اعتذار يعتذر 道歉 謝罪 사과
postponed postpone delayed delay ditunda aplazan aplazado adiada adiado reportee reporte verschoben
 prelozena отложен перенесли تأجيل 推迟 延期 연기
cancelled canceled cancel batal dibatalkan cancela cancelado annule annulee abgesagt odpovedan отменен
 отменили إلغاء 取消 中止 취소
first pertama primer primera primeiro primeira premier premiere erste erster erstes prvi prva первый первая
 впервые أول 首次 首枚 初め
"""
# fmt: on


LINES = tuple(tuple(line.split()) for line in _LINES.replace("\n ", " ").strip().splitlines())
"""The words of each concept, the English ones first."""
