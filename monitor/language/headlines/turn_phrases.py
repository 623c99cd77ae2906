"""What happens and takes several words to say: 'makes landfall', 'toca tierra', 'ушёл в отставку', 'без света'.

A phrase counts as the one word that names its concept. Words are folded; a star is any ending. In Thai,
which has no blanks between words, a phrase is found inside of others.
"""

from __future__ import annotations

from monitor.language.words import words

_PHRASES = """
landfall: crosses coast/crosses the coast/crossed the coast/hits land/toca tierra/tocó tierra/tocar tierra
 /toca terra/tocou terra/touché terre/touche terre/touchent terre/tocca terra/trifft auf land
 /erreicht die küste/auf land getroffen/вышел на сушу/вийшов на сушу/обрушился на побережье/karaya ulaş*
 /karaya vur*/đổ bộ/aan land/udarił w wybrzeże/بلغ اليابسة/وصل اليابسة/तट से टकरा*/menerjang pesisir
 /chega à costa
resign: mundur dari jabatan*/mundur dari kursi/mundur dari posisi/steps down/stepped down/step down
 /standing down/stands down/si dimette/si dimettono/se démet/tritt zurück/tritt ab/trat zurück/ушел в отставку
 /ушла в отставку/подал в отставку/подала в отставку/пішов у відставку/подав у відставку/подала у відставку
 /istifa etti/istifa ediyor/từ chức/podał się do dymisji/podała się do dymisji/stapt op/treedt af/quits as
 /letakkan jabatan/meletakkan jabatan/يقدم استقالته/تقدم استقالتها/deja el cargo/deixa o cargo/entrega o cargo
 /quitte ses fonctions/lascia l'incarico/इस्तीफा दिया/lämnar sin post
cancelled: called off/calls off/call off/fällt aus/fallen aus/sagt ab/hủy bỏ/bị hủy/iptal edildi
charge: rinviato a giudizio/повідомили про підозру/повідомлено про підозру/предъявили обвинение/mis en examen
 /mise en examen/khởi tố/erhebt anklage/anklage erhoben/jadi tersangka/sebagai tersangka
arrest: bắt giam/bắt giữ/tạm giam/bị bắt/взяли под стражу/взят под стражу/під варту/под стражу/man gripen
 /gripen för/gripen efter/misstänkt gripen/in custody/into custody/in haft/prisión preventiva
 /prisão preventiva/detention provisoire/in manette/agli arresti/w areszcie/do aresztu/diringkus polisi
die: thiệt mạng/tử vong/thi thể/qua đời/nie żyje/nie żyją/hayatını kaybet*/lost their lives/ums leben
 /perdieron la vida/perdeu a vida/perderam a vida/corps repêché*/corps sans vie/sans vie/senza vita/جان باخت*
 /जान गई/जान गंवा*/om het leven/found dead/bodies found/sin vida/sem vida
found: tìm thấy
rescue: được cứu/giải cứu/cứu sống/pulled alive/brought to safety/выведены на поверхность
 /подняты на поверхность/подняли на поверхность/виведено на поверхню/a salvo/sanos y salvos/sain et sauf
 /sains et saufs/in salvo
free: trả tự do/thả tự do/walks free/on bail/bajo fianza/sob fiança/sous caution/auf freien fuß/под залог
 /під заставу/kefaletle serbest/با وثیقه/refloated from/serbest bırak*/إعادة تعويم/نجاح تعويم
lift: lifts ban/lifts curfew/lifts alert/lifts warning/lifts advisory/lifts siege/lifts blockade/lifts embargo
 /lifts restrictions/lifts sanctions/lifts order/lifts emergency/lifts tsunami/lifts lockdown/lifts martial
 /lifts state of/dỡ bỏ/bãi bỏ/gỡ bỏ/calls off alert/отбой тревоги/відбій тривоги/cessato allarme
 /fin de l'alerte/fin de la alerta/entwarnung gegeben
agree: reach deal/reaches deal/reached deal/strikes deal/strike deal/clinch deal/llegan a un acuerdo
 /alcanzan un acuerdo/chegam a acordo/fecham acordo/trouvent un accord/einigen sich/einigt sich/einigten sich
 /trovano l'accordo/достигли соглашения/дійшли згоди/anlaşmaya var*/đạt thỏa thuận/bereiken akkoord
 /osiągnęli porozumienie
fail: break down/broke down/fall apart/fell apart/bricht gespräche ab/brechen ab/bricht ab/без результата
 /без результату/sin acuerdo/sem acordo/sans accord/ohne ergebnis/ohne einigung/tanpa hasil/senza accordo
 /zonder akkoord/bez porozumienia/sonuçsuz kal*/thất bại/đổ vỡ/دون اتفاق/बेनतीजा
appeal: fait appel/font appel/interjette appel/legt berufung ein/geht in berufung/legt revision ein/fa ricorso
 /presenta ricorso/подал апелляцию/подали апелляцию/подав апеляцію/kháng cáo/gaat in beroep/in hoger beroep
 /ajukan banding/mengajukan banding/itiraz etti/temyize git*/wniósł apelację/saisit la cour/saisit le conseil
reopen: back online/back in service/hoạt động trở lại/wieder freigegeben/wieder geöffnet/yeniden aç*
 /traffic resumes/kembali dibuka/kembali normal/vuelve la luz/de nouveau ouvert/di nuovo aperto/weer open
evacuate: được sơ tán/sơ tán/ordered to leave/urged to flee/forced to flee/flee homes/mengosongkan rumah
responsibility: claims responsibility/claim responsibility/claimed responsibility/bertanggung jawab
 /se adjudica*/взяла на себя ответственность/взяли на себя ответственность/взяв на себе відповідальність
 /bekennt sich zu/bekannte sich zu/reivindica la autoría/assume a autoria/eist de aanslag op/przyznało się
 /nhận trách nhiệm
blackout: без света/без світла/без электричества/без электроэнергии/без електроенергії/lights go out/sin luz
 /sem luz/ohne strom/sans courant/senza corrente/bez prądu/mất điện/zonder stroom/utan ström/uten strøm/uden strøm
 /elektrikler kesil*/قطع برق/बिजली गुल
overturn: strikes down/struck down/throws out/threw out/hebt auf/hob auf/gibt einspruch statt/iptal ediyor
convict: found guilty/tuyên án/án tù/reconnu coupable/reconnue coupable/schuldig gesprochen
 /riconosciuto colpevole/years in prison/life in prison/jahre haft/ans de prison/años de cárcel/anos de prisão
 /anni di carcere/лет колонии/років ув'язнення/yıl hapis/lat więzienia/tahun penjara
"""
_THAI = {
    "die": "เสียชีวิต ศพ", "arrest": "จับกุม รวบตัว", "resign": "ลาออก", "convict": "จำคุก", "charge": "ตั้งข้อหา ฟ้องร้อง",
    "free": "ปล่อยตัว", "rescue": "ช่วยเหลือออกมา", "found": "พบตัว", "lift": "ยกเลิกเตือน", "reopen": "เปิดอีกครั้ง",
    "ceasefire": "หยุดยิง", "agree": "บรรลุข้อตกลง", "evacuate": "อพยพ", "landfall": "ขึ้นฝั่ง", "appeal": "อุทธรณ์",
}  # fmt: skip


def _table() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word -> the phrases that begin with it, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for line in _PHRASES.replace("\n ", " ").strip().splitlines():
        concept, _, written = line.partition(":")
        for phrase in written.split("/"):
            starred = phrase.strip().endswith("*")
            first, *rest = words(phrase)
            if starred:
                rest[-1] += "*"
            found.setdefault(first, []).append((tuple(rest), concept))
    for phrases in found.values():
        phrases.sort(key=lambda phrase: -len(phrase[0]))
    return found


_BY_FIRST = _table()
_BY_SIGNS = {sign: concept for concept, written in _THAI.items() for sign in written.split()}


def phrases_in(found: list[str]) -> list[tuple[int, int, str]]:
    """The phrases among folded words: the places of the first word and behind the last, and the word that names
    the concept."""
    said: list[tuple[int, int, str]] = []
    for at, word in enumerate(found):
        for rest, concept in _BY_FIRST.get(word, ()):
            end = at + 1 + len(rest)
            if end <= len(found) and all(map(_fits, found[at + 1 : end], rest)):
                said.append((at, end, concept))
                break
        if "\u0e00" <= word[:1] < "\u0e80":
            said += [(at, at + 1, concept) for signs, concept in _BY_SIGNS.items() if signs in word]
    return said


def _fits(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
