"""More words for what turns a story: death, arrest, sentence, release, an end, an order that is lifted.

Written like `event_words`: one concept a line, the English word that names it first. The last concepts catch words
that only begin like one of the others: a container is not contained.
"""

from __future__ import annotations

_TURN_WORDS = """
die قتيلا قتلا جثة جثث جثمان وفيات víctimas vítimas vitimas morts mortes mortas cadáver cadáveres cadavre
 cadavres leiche leichen cadavere cadaveri zwłoki ciała zemřel zemřela zemřelo zemřeli usmrtil smrt mrtev död
 dödad dött omkom omkommit omkomna dræbt dræbte drept drepte døde død kuollut kuoli kuollutta meghalt
 meghaltak halott halottja halálozott mort morți decedat decedați ucis νεκροί νεκροι νεκρων νεκρους σκοτώθηκε
 загина загинаха загинал смъртта poginuo poginula poginulo poginuli mrtav mrtvih preminuo погинуо погинули
 נהרגו מתו נפטר הרוג মৃত্যু নিহত ہلاک patay namatay nasawi тело тела тіла тіло 尸体 遺体 시신 mayat jenazah jasad
 cesedi cesetler wafat amekufa wamefariki waliuawa
arrest arreté arrêté arrêtée arrêtés zatčen zadržen zadržela zadrželi zatkla zatkli häktad häktas anhållen
 anholdt pågrepet pågrebet arrestert pidätetty pidätti elfogták letartóztatták őrizetbe arestat arestată
 arestați reținut reținuți συνελήφθη συνελήφθησαν σύλληψη συλλήψεις арестуван арестувани задържан задържани
 uhićen uhićeni uhapšen uhapšeni ухапшен ухапшени נעצר נעצרו נעצרה מעצר গ্রেপ্তার আটক گرفتار arestado inaresto
 nadakip arrestan arrestada capturada detida apreendido interpella anhalten arresteerd arrestatie oppakt
 opgepakt aangehouden ujęty ujęto заарештував арештував арештували арештовано amekamatwa 刑拘 拘束
charge obžalován obviněn obvinili åtalad åtalas tiltalt sigtet syytteet vádat vádolják inculpat acuzat
 κατηγορείται δίωξη обвинен обвинени optužen optuženi оптужен הואשם অভিযুক্ত चार्जशीट kinasuhan sanık предъявлено
 aangeklaagd imputada acusados 送検 입건
convict odsouzen odsouzena dömd döms dømt dømte tuomittiin elítélték bűnös condamnat καταδικάστηκε καταδίκη
 осъден osuđen осуђен הורשע נידון سزا hinatulan veroordeeld celstraf cezası condena condenan condenó
 засуджений bersalah
free propuštěn propuštěni frigiven løslatt frisläppt frigavs vapautettu szabadult elengedték eliberat
 eliberați απελευθερώθηκε απελευθερώθηκαν освободен освободени pušten oslobođen пуштен שוחרר שוחררו মুক্তি رہا
 pinalaya vrijgelaten bevrijd refloated libèrent liberada freilassen salıverildi 保釈 soltado excarcelado
rescue zachráněn zachránili räddad räddades räddade reddet pelastettiin kimentették megmentették salvat
 salvați διασώθηκε διασώθηκαν διάσωση спасени спасен spašen spašeni spaseni חולצו חולץ উদ্ধার nailigtas gered
 resgatadas rescatada sauvé sauvée
found nalezen nalezena nalezeni hittad hittades hittats fundet funnet löydetty löytyi megtalálták găsit găsită
 găsiți βρέθηκε βρέθηκαν εντοπίστηκε намерен намерени pronađen pronađena pronađeni пронађен נמצא נמצאו
 natagpuan gevonden teruggevonden retrouvés repêché repêchés
resign rezignoval odstoupil odstoupila avgår avgick avgått demisie demisionează demisia παραίτηση παραιτήθηκε
 lemond lemondott erosi eroaa подаде оставка ostavka ostavku התפטר পদত্যাগ استعفیٰ nagbitiw aftrad opstappen
 demisyon dimette dimettono démet abgetreten amejiuzulu 辞表 下台 引责辞
end ends ended ending finishes concluded berakhir selesai diakhiri mengakhiri termina terminan terminó
 finaliza finalizó concluye encerra encerram encerrada encerrou acabou acaba prendfin terminé terminée achève
 endet enden endete beendet beenden abgeschlossen finisce concluse concluso zakończył zakończyła zakończono
 zakończyły завершил завершили завершена завершено завершены закончилась закончились окончен окончена
 завершилась завершились завершився завершилася закінчилась закінчено sonlandırıldı انتهاء انتهت اختتام ينهي
 تنتهي پایان समाप्त खत्म 结束 終了 終結 종료 끝나 beëindigd afgelopen skončil skončila skončily ukončen avslutad
 avslutas afsluttet päättyi befejeződött încheiat încheie έληξε τέλος приключи završen završena завршен הסתיים
 শেষ ختم natapos
lift lifted dicabut mencabut levanta levantan levantada levantado levé levée lève revocato revocata opgeheven
 zniesiono zniesiony odwołano снят сняты снято отменён скасовано знято скасували kaldırıldı لغو हटाया हटाई हटी
 解除 해제 zrušen zrušena hävd hævet opphevet feloldották ridicată ήρθη вдигнат ukinut укинут הוסר তুলে inalis
fail fails failed fracasa fracasan fracasó fracassa fracassam échoue échouent échec gescheitert scheitern
 scheitert geplatzt platzt fallisce falliscono fallite fallito провалились провал сорвались сорваны зірвалися
 провалилися зрив başarısız فشل فشلت تعثر شکست विफल 破裂 決裂 결렬 mislukt zkrachovala ztroskotala
 misslyckades mislykkedes eșuat kudarcba απέτυχαν провалиха propali пропали נכשלו ব্যর্থ ناکام nabigo gagal
appeal appeals appealed appealing banding kasasi apela apelan apelará recurre recurren recorre recorrem
 recorrerá apelação berufung ricorso ricorre appello обжаловал обжаловали обжалует апелляцию апелляция
 апеляцію оскаржив оскаржила оскаржили temyiz itirazda استأنف تجدیدنظر अपील 上诉 控訴 上告 항소 상고 beroep
 apelacja apelację zaskarżył odvolal odvolání överklagar överklagat fellebbez recurs contestă έφεση обжалва
 žalba žalio жалба ערעור আপিল اپیل umapela
overturn quashes overrules ακυρώνει 取り消 뒤집
close zavřen uzavřen stängt stängs lukket stengt suljettu lezárták închis închisă έκλεισε κλειστό затворен
 zatvoren נסגר সিলগালা sarado gesloten sluiting закриють suspendidas clausurado
evacuate evakuován evakuováni evakuerades evakueras evakueret evakuert evakuoitu evakuálták evacuate evacuați
 εκκενώνονται εκκένωση εκκενώθηκε евакуирани evakuirani евакуисани פונו inilikas geëvacueerd evacuatie
 evacuata evacuato evacuado desalojados desalojan desabrigados desalojo
cancelled scrap scraps scrapped axed suspendidos cancelan canceló cancelam cancelou annulés annulées
 annulation abgesagt streichen gestrichen entfallen annullato annullati cancellato cancellati cancellata
 geannuleerd geschrapt odwołane odwołany отменены отмена отмену отменяет скасовані скасовує iptal ألغت يلغي
 تلغي रद्द 欠航 運休 結항 결항 취소 zrušil inställt inställda aflyst avlyst peruttu törölték anulat anulate
 ακυρώθηκε отменени otkazan otkazani בוטל বাতিল منسوخ kanselado
suspend paraliza paralizan paralizó paralisa paralisam halting stoppt gestoppt stopgezet wstrzymuje остановил
 остановили остановлен останавливает зупинив зупинила зупинили durdurdu durduruldu أوقفت يوقف تعليق रोक रोका
 停产 停飞 停工 操業停 멈춰 가동중 pozastavil pozastaven stoppat stoppar stoppet keskeytti felfüggesztették
 suspendat ανέστειλε спря obustavljen השהה স্থগিত معطل
reopen reabierto reabrió reabre reaberta reaberto retomada reanudó rouvert rouverte rouvrent wiederaufgenommen
 riaprono ripreso ripristinata ripristinato heropend hervat wznawia otwarto возобновлена возобновлено
 возобновляется восстановлено восстановили відновив відновлюють تستأنف 复航 恢复供 復旧 運転再 재개통 복구
 obnoven obnovena obnovil återupptas återöppnar genåbner gjenåpner avattiin újranyitott újraindult redeschis
 възобновен נפתח
extinguish eingedämmt sofocado sofocaron extinta circonscrit éteints opanowany dogaszanie локализован
 локализовали локалізовано söndü काबू 主火 明火 鎮圧 鎮火 잡혀 uhašen släckt slukket sammutettu eloltották
 stins σβήστηκε потушен ugašen כובתה নিয়ন্ত্রণে قابو
approve schvalil schválila godkänner godkände godkendt vedtatt hyväksyi elfogadta adoptă aprobat εγκρίθηκε
 одобри usvojio usvojen אישרה অনুমোদন منظور sahkan meluluskan keurt goedgekeurd aanvaardt
ceasefire waffenstillstand premirje příměří vapenvila vapenvile våbenhvile våpenhvile aselepo tűzszünet
 armistițiu εκεχειρία примирие primirje הפסקת যুদ্ধবিরতি جنگبندی rozejmu перемирия
agree dohodli shodli eniga enighet enige aftale avtale sopivat sopu megállapodtak megegyeztek convenit acord
 συμφωνία συμφωνούν договориха споразумение dogovor споразум הסכימו הסכם চুক্তি معاہدہ kasunduan akkoord
 pattuiscono uzgodnili uzgodniono يتفقان تتفقان يتفق اتفقت تتفق اتفقا concordam acuerdan
responsibility reivindicam reivindican revendiqué revendiquent rivendicato opgeëist üstlendi تبنت يتبنى يتبنون
 تبنى 犯行声明 자처
dismiss pemakzulan dimakzulkan destituye destituido destituída impeached odvolán avsatt afsat suspendida
 отстранён отстранили відсторонили azledildi عزل 罢免 罷免 파면 해임 amtsenthoben entlässt entlassen sacked
 sacks dismissed dismisses dipecat memecat pecat despide despedido destitui demitido demite limogé limogée
 licenzia esonerato ontslaat ontslagen zwolniony уволил уволен kovuldu أقال إقالة बर्खास्त برکنار 解任 免职 경질
 sparkad fyret erotettu menesztették demis απολύθηκε уволниха smijenjen смењен פוטר বরখাস্ত برطرف sinibak
container containers contenedor contenedores contentor contêiner conteneur conteneurs containerschiff
 containerschip kontejner kontainer konteyner контейнер контейнеры
terminal terminals terminales terminais
report report reports reported reporter reporters reporting reportedly
prisoner prisoners prisionero prisioneros prisioneiro prisioneiros prisonnier prisonniers prigioniero
 prigionieri gefangene gefangenen gevangenen jeniec jeńcy jeńców пленные пленных полонені полоненими полонених
 أسرى أسير esir esirler tawanan 被俘 战俘 捕虜 포로
liberty liberté libertad liberdade libertadores libertà
restaurant restaurants restaurante restaurantes ristorante ресторана ресторан ресторане
indicate indicate indicates indicated indica indican indicam indique indicator indicators indicadores
"""


def _lines() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in _TURN_WORDS.replace("\n ", " ").strip().splitlines())


LINES = _lines()
"""The words of each concept, the English ones first."""
