"""Words that headlines begin with and that are no names, though they have a capital there: 'Dozens', 'Former'."""

from __future__ import annotations

from monitor.language.words import fold

_OPENERS = """
    number numbers toll total count how why what when where who after before as with strong powerful major
    massive huge big large deadly fatal severe heavy violent fresh new latest first last only more most less
    all some few both half dozens scores hundreds thousands several many another second third former ex top
    senior officials authorities residents locals villagers witnesses protesters workers employees drivers
    teachers nurses doctors passengers tourists migrants refugees man woman men boy girl teenager teenagers
    teen child children baby family suspect suspects driver pilot captain owner mayor governor premier
    chancellor king queen pope prince breaking update watch video exclusive report reports experts
    scientists investigators prosecutors lawyers activists opposition ruling army navy air coast local
    national federal state central high supreme public private body bodies rescuers firefighters crews
    soldiers at two three four five six seven eight nine ten kuat besar hebat dahsyat puluhan ratusan ribuan
    beberapa sejumlah dua tiga empat lima warga massa mantan eks pria wanita bocah anak remaja sopir korban
    pelaku kepala wakil calon tim pihak kapal mobil truk bus begini ini fuerte fuertes gran grave graves
    decenas cientos miles varios varias dos tres cuatro cinco otro otra segundo nuevo nueva hombre mujer
    joven niño niña menor vecinos autoridades trabajadores médicos maestros forte fortes grande dezenas
    centenas milhares vários duas outro outra novo nova homem mulher jovem criança menina menino moradores
    trabalhadores professores fort violente dizaines centaines milliers plusieurs deux trois quatre cinq
    autre nouveau nouvelle ancien ancienne homme femme jeune enfant habitants autorités starkes schweres
    schwerer schwere heftige heftiges heftiger großes mehrere dutzende hunderte tausende zwei drei vier fünf
    neue neuer neues weitere erster ehemaliger mann frau junge mädchen kind anwohner behörden gravi decine
    centinaia migliaia vari due tre quattro cinque altro altra nuovo nuova uomo donna giovane bambino
    bambina residenti autorità сильное сильный мощное мощный мощная крупный крупное десятки сотни тысячи
    несколько двое трое новый новая новое бывший бывшая экс мужчина женщина подросток ребенок жители власти
    военные сильний потужний потужна сотні тисячі кілька двоє троє новий нова нове колишній чоловік жінка
    дитина мешканці влада ворог росіяни окупанти silny silne potężny potężne dziesiątki setki tysiące kilku
    kilka dwóch dwie trzech nowy nowa były była mężczyzna kobieta dziecko mieszkańcy władze büyük güçlü
    şiddetli onlarca yüzlerce binlerce iki üç yeni eski bir adam kadın çocuk mạnh hàng hai ba nhiều một cựu
    người nam nữ zware sterke grote tientallen honderden duizenden meerdere twee drie nieuwe voormalig vrouw
"""
OPENERS = frozenset(fold(_OPENERS).split())
"""The words, folded, of the languages that begin headlines with them."""
