"""Short everyday words that acronyms and bare-written names are mistaken for, by language.

Not a dictionary: only words of at most five letters in plain Latin letters, because only such words are spelt
like an acronym (`US`, `WHO`, `NATO`) or like a short name without its accents (`Çat`).
"""

from __future__ import annotations

from collections.abc import Mapping

_WORDS = {
    "cs": "a aby ale ano asi bez bude by byl co dal do dva ho i jak je jeho jen jsem k kde kdo ke ma mezi na "
    "ne nebo",
    "da": "af alle at da de den der det dig dog du efter en er et for fra han har her hun i ikke ind jeg man "
    "med men",
    "de": "ab alle als also am an auf aus bei bin bis da das dem den der des die doch du ein er es fast gab "
    "gut hat ich ihm ihn ihr im in ins ist ja kam man mir mit nach nie nun nur ob oder ohne seit sie so "
    "tag um und uns vom von vor war was wer wie wir wo zu zum zur",
    "en": "a act add age ago aid aim air all am an and any are arm art as ask at bad ban be bed big bit box "
    "boy but buy by can car care case cat cut day deal did die do dog done down due each end era eye "
    "face far fast fat few fit fly for four from fun gas get go god got gun had has hat he her here hit "
    "home hot how i if in into is it its job just key kid last law lay led left let like line low mad "
    "man map may me met mine miss more must my near new no nor not now of off oil old on one only open "
    "or our out over own pay per pin plan poll put ran rate red rest rid run sad said sat save saw say "
    "see set she ship shot sit six so son start stop such sun tax tell ten than that the them then they "
    "this tie time tip to too top trip two un up us use van vote wage war was way we well went were "
    "west what when who why will win with yes yet you",
    "es": "a al ante asi como con cual da de del dos el en era es esa ese eso esta fin fue ha han hay hoy ir "
    "la las le les lo los mas me mi mil muy nada ni no o ola otro paz pero poco por que se ser si sin "
    "sol son su sus tal tan te tras tu un una uno vez voz y ya yo",
    "fi": "ei en he ja jo jos kai ken kuin me mutta ne no nyt oli on ovat se sen tai te vain yli",
    "fr": "a ai an au aux avec bon car ce ces cet chez ci dans de des dit dont du elle en es est et eu eux "
    "fait fin font ici il ils je jour la le les leur lui ma mais me mes moi mon ne ni nom non nos nous "
    "on ont or ou oui par pas peu plus pour pres que qui sa sans se ses si soit son sont sous sur ta "
    "tant tel tes toi ton tout tu un une va vers voit vos vous vu",
    "hr": "a ako ali bi bio bez da do dva ga i ih ili iz ja je jer kad kao ko koji li me mi na ne no od on po se",
    "hu": "a az csak de egy el ez ha hogy is itt kell ki le ma meg mi mint nagy ne nem oda ott pedig s se van",
    "id": "ada adik agar akan anak apa api atas atau baik bagi baru bagus besar bila bisa buka bulan dan dari "
    "dia di dua empat ia ibu ini itu jadi jika juga kami kamu kata kau ke kini kita kota lagi lain lalu "
    "lama lima luar maka malam mana masa mau oleh pada pagi para per pula saat saja sama satu saya se "
    "sejak siapa sudah tahu tak tapi tetap tiga uang usai untuk usia yang",
    "it": "a ad ai al anche ben che chi ci come con cosa cui da dal dei del di dove due e ed era gia gli ha "
    "hai ho i il in io la le lei lo lui ma me mi mia mio nata nato ne nei nel no noi non o ogni ora per "
    "piu poi qui se sei senza si sia solo sono su sua suo tra tre tu un una uno va via vi voi",
    "ms": "ada akan apa atau bagi baru boleh dan dari di dia ialah ini itu jadi juga kata lagi oleh pada saya",
    "nl": "aan al alle als bij dan dat de den der des deze die dit doch door dus een en er ge had heb het hij "
    "hoe hun ik in is ja je kan man me meer met mij na naar niet nog nu of om onder ons ook op over te "
    "tot uit uw van veel voor wat we wel werd wie zal ze zich zij zijn zo",
    "no": "av bare da de den der det du en er et for fra ha han har her hun i ikke jeg kan man med men mot ned",
    "pl": "a aby ale bez bo by byl co czy dla do gdy go i ich ile im ja jak je jego jej jest kto lub ma mi "
    "mnie na nad nie niech o od on ona oni po pod przy sobie ta tak tam te ten to tu w we z za ze",
    "pt": "a ao aos ate as com como da das de dei dela dele dia do dois dos e ela ele em era eu foi ha isso "
    "ja la lhe mais mas me mesmo meu muito na nas nem no nos o onde os ou para pela pelo por pra que se "
    "sem ser seu sim so sua tem ter tu um uma vai vem voce",
    "ro": "a ai al ale am ar are as au ca care ce cea cel cu cum da dar de din doi ei el este eu fi fost iar "
    "in la",
    "sv": "alla att av bara bra de den det dig din du efter ej en er ett fram han har hon i ingen inte jag "
    "kan man med men mig min mot och om som till upp ut var vi",
    "tr": "ama ancak ben bir biz bu da daha de diye gibi hem her iki ile ise ki kim mi ne o olan on onu sen "
    "siz son su ya yok var ve",
    "vi": "an ba bao cho chu co con cua da dan do em gia hai hay ho khi la lai lam ma nam nay ngay nhu o ra "
    "tu va ve",
}


def _by_word() -> Mapping[str, tuple[str, ...]]:
    languages: dict[str, tuple[str, ...]] = {}
    for lang, text in _WORDS.items():
        for word in text.split():
            languages[word] = (*languages.get(word, ()), lang)
    return languages


COMMON_WORDS = _by_word()
"""The languages of which a folded word is an everyday word."""
