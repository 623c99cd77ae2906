"""How common nouns form their plural and their cases in languages of the Latin script. Folded: ä is a here.

A row has the ends of base forms and what may be in their place. The first row that fits counts, so a row with a
longer end is before one with a shorter. An empty set says that such a word has no other form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NounTable = Sequence[tuple[tuple[str, ...], frozenset[str]]]


def _row(shapes: str, endings: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Ends, with what replaces them; `-` in an ending stands for the end itself, `_` for no ending."""
    found = frozenset("" if ending == "_" else ending for ending in endings.split())
    return tuple("" if shape == "_" else shape for shape in shapes.split()), found


_VOWELS = "a e i o u y"
_DOUBLED = "b d f g k l m n p r t"

# fmt: off
_ENGLISH: NounTable = (
    _row("german human roman shaman talisman ottoman", "-s"),
    _row("woman", "women"),
    _row("man", "men"),
    _row("child", "children"),
    _row("sis", "ses"),
    _row("xis", "xes"),
    _row("quiz", "quizzes"),
    _row("news series species means", ""),
    _row("us ss x ch sh z", "-es"),
    _row("bus gas lens alias atlas census", "-es"),
    _row("s", ""),
    _row("ife", "ives"),
    _row("lf", "lves"),
    _row("eaf", "eaves"),
    _row("thief", "thieves"),
    _row("ay ey oy uy", "-s"),
    _row("y", "ies"),
    _row("o", "-s -es"),
    _row("_", "s"),
)
_FRENCH: NounTable = (
    _row("bal carnaval festival regal naval", "-s"),
    _row("al", "aux als"),
    _row("travail vitrail bail corail", "aux"),
    _row("eau au eu", "-x -s"),
    _row("ou", "-s -x"),
    _row("s x z", ""),
    _row("_", "s"),
)
_SPANISH: NounTable = (
    _row("isis esis osis", ""),
    _row("z", "ces"),
    _row("a e o", "-s"),
    _row("i u", "-s -es"),
    _row("_", "es"),
)
_PORTUGUESE: NounTable = (
    _row("ao", "oes aes aos"),
    _row("al", "ais"),
    _row("el", "eis"),
    _row("ol", "ois"),
    _row("ul", "uis"),
    _row("il", "is eis"),
    _row("m", "ns"),
    _row("n", "-s"),
    _row("r z s", "-es"),
    _row("_", "s"),
)
_ITALIAN: NounTable = (
    _row("ista", "isti iste"),
    _row("ema oma amma", "emi omi ammi"),
    _row("ca", "che chi"),
    _row("ga", "ghe ghi"),
    _row("cia", "ce cie"),
    _row("gia", "ge gie"),
    _row("co", "ci chi"),
    _row("go", "ghi gi"),
    _row("io", "i ii"),
    _row("a", "e"),
    _row("o e", "i"),
    _row("_", ""),
)
_GERMAN: NounTable = (
    _row("e", "-n"),
    _row("ung heit keit schaft ion tat enz anz ik ur", "-en"),
    _row("in", "-nen -s -e"),
    _row("nis", "-se -ses -sen"),
    _row("mann", "-s -es manner mannern"),
    _row("kind bild feld geld schild glied gebiet", "-er -ern -es -s -e -en"),
    _row("land dorf wald volk buch haus dach loch tal amt rad", "-er -ern -es -s -e"),
    _row("er el en chen lein", "-n -s"),
    _row("um", "-s en"),
    _row("a i o u y", "-s"),
    _row("s", "-e -es -en"),
    _row("x z", "-e -es -en"),
    _row("_", "e en es s"),
)
_DUTCH: NounTable = (
    _row("heid", "heden"),
    _row("aat", "aten"), _row("aal", "alen"), _row("aan", "anen"), _row("aar", "aren aars"), _row("aas", "azen"),
    _row("aak", "aken"), _row("aam", "amen"), _row("aap", "apen"), _row("eel", "elen"), _row("een", "enen"),
    _row("eer", "eren eers"), _row("eep", "epen"), _row("ees", "ezen"), _row("oot", "oten"), _row("oon", "onen"),
    _row("oor", "oren oors"), _row("oop", "open"), _row("ool", "olen"), _row("oom", "omen"), _row("uur", "uren"),
    _row("ief uif", "ieven uiven iefs uifs"),
    _row("ijf", "ijven"),
    _row("olf alf erf", "olven alven erven"),
    _row("uis", "uizen"), _row("ijs", "ijzen ijsen"), _row("ns", "nsen nzen"), _row("s", "-sen -en"),
    _row("el em en er aar je", "-s -en"),
    _row("ie", "-s -en"),
    _row("e", "-s -n"),
    _row("a i o u y", "-s"),
    *(_row(letter, f"-en -{letter}en -s") for letter in _DOUBLED.split()),
    _row("_", "en s"),
)
_SWEDISH: NounTable = (
    _row("are", "-n -na -nas -ns -s"),
    _row("ande ende", "-t -n -na -s"),
    _row("a", "an or orna ornas ans"),
    _row("el", "eln lar larna"),
    _row("e", "-n -t ar arna"),
    _row("i o u y", "-n -t -er -erna -s"),
    *(_row(letter, f"-en -et -ar -er -arna -erna -{letter}en -{letter}ar -{letter}er -{letter}arna -{letter}et -s")
      for letter in "mn"),
    _row("_", "en et ar er arna erna ens ets ars ers s"),
)
_DANISH: NounTable = (
    _row("e", "-n -t -r -rne -ne -s"),
    _row("a i o u y", "-en -et -er -erne -s -n -r"),
    *(_row(letter, f"-en -et -e -er -erne -ene -{letter}en -{letter}et -{letter}e -{letter}er -{letter}erne "
                   f"-{letter}ene -s") for letter in _DOUBLED.split()),
    _row("_", "en et e er erne ene s"),
)
_NORWEGIAN: NounTable = (
    _row("e", "-n -t -r a ene -ne -s"),
    _row("a i o u y", "-en -et -er -ene -s -n"),
    *(_row(letter, f"-en -et -er -ene -a -{letter}en -{letter}et -{letter}er -{letter}ene -s")
      for letter in _DOUBLED.split()),
    _row("_", "en et er ene a s"),
)
_POLISH: NounTable = (
    _row("cja sja zja", "cji sji zji cje sje zje cjo sjo zjo cjom sjom zjom cjami sjami zjami cjach sjach zjach"),
    _row("ia", "ii ie io ii iom iami iach i"),
    _row("ka", "ki ce ke ko ek k kom kami kach"),
    _row("ga", "gi dze ge go g gom gami gach"),
    _row("jna", "jny jnie jne jno jen jnom jnami jnach"),
    _row("zba", "zby zbie zbe zbo zb zbom zbami zbach"),
    _row("ra", "ry rze re ro r rom rami rach"),
    _row("la", "ly le li lo l lom lami lach"),
    _row("da", "dy dzie de do d dom dami dach"),
    _row("ta", "ty cie te to t tom tami tach"),
    _row("cza sza za", "czy szy zy cze sze ze czo szo zo cz sz z"),
    _row("a", "y ie e o _ om ami ach i"),
    _row("nie cie", "nia cia niu ciu niem ciem n c niom ciom niami ciami niach ciach"),
    _row("o", "a u em ie _ om ami ach"),
    _row("osc", "-i -ia -ie -iom -iami -iach"),
    _row("ek", "ka kowi kiem ku ki kow kom kami kach"),
    _row("ec iec", "ca cowi cem cu cy cow com cami cach"),
    _row("ik yk ak ok uk jk nk rk sk", "-a -u -owi -iem -i -ow -om -ami -ach ika yka icy ycy acy"),
    _row("g", "-a -u -owi -iem -i -ow -om -ami -ach"),
    _row("ch", "-u -a -owi -em -y -ow -om -ami -ach"),
    _row("arz erz", "-a -owi -em -u -e -y -om -ami -ach"),
    _row("cz sz rz c z", "-a -u -owi -em -e -y -ow -om -ami -ach -i"),
    _row("st", "stu sta stowi stem scie sty sci stow stom stami stach"),
    _row("at et it ot", "-u -a -owi -em acie ecie icie ocie -y aci eci -ow -om -ami -ach"),
    _row("d", "du da dowi dem dzie dy dow dom dami dach"),
    _row("r", "-u -a -owi -em -ze -y -ow -om -ami -ach"),
    _row("l", "-u -a -owi -em -e -y -i -ow -om -ami -ach -ie"),
    _row("ny ly cy wy ry gy dy ty", "nego lego cego wego rego nemu lemu cemu wemu nym lym cym wym rym nych lych "
         "cych wych rych nymi lymi cymi wymi rymi na la ca wa ra nej lej cej wej rej ne le ce we re ni li"),
    _row("ki gi", "kiego giego kiemu giemu kim gim kich gich kimi gimi ka ga kiej giej kie gie cy dzy"),
    _row("_", "u a owi em ie y ow om ami ach i e iem"),
)
_CZECH: NounTable = (
    _row("cka zka", "cky zky cce zce cku zku ckou zkou cek zek ckam zkam ckach zkach ckami zkami"),
    _row("lka rka nka", "lky rky nky lce rce nce lku rku nku lkou rkou nkou lek rek nek lkam lkach lkami rkam "
         "rkach rkami nkam nkach nkami"),
    _row("ka", "ky ce ku kou k kam kach kami ek"),
    _row("ba", "by be bu bou b bam bach bami eb"),
    _row("a", "y e u ou _ am ach ami"),
    _row("ice ace ece ence ance kce pce", "ici aci eci enci anci kci pci ic ac ec icim acim icich acich kcim "
         "kcich "
         "kcemi acemi icemi"),
    _row("ost", "-i -em -ech -mi"),
    _row("ni ti", "nim tim nich tich nimi timi"),
    _row("o", "a u em e _ um ech y"),
    _row("ek", "ku kem ky ka kum cich kach ci kove kovi"),
    _row("ec", "ce ci cem cu cum cich cove"),
    _row("k", "-u -em -y -a cich -um -ovi ci -ach -uv"),
    _row("ch", "-u -em -y -a sich -um -ovi"),
    _row("ny ly cky sky vy", "neho leho ckeho skeho veho nemu lemu ckemu skemu vemu nym lym ckym skym vym nych "
         "lych ckych skych vych nymi lymi na la cka ska va ne le cke ske ve nou lou ckou skou vou ni li"),
    _row("_", "u em y a e um ech ovi ove i uv ich emi ou"),
)
_SERBOCROATIAN: NounTable = (
    _row("ka", "ke ci ki ku kom kama aka"),
    _row("ga", "ge zi gu gom gama"),
    _row("ija", "ije iji iju ijom ijama ijo"),
    _row("a", "e i u om ama _"),
    _row("o e", "a u om em ima i"),
    _row("ac", "ca cu cem ci ce cima aca"),
    _row(
        "ik ak ok uk",
        "ika aka oka uka iku aku oku uku ikom akom okom ukom ici aci oci uci ike ake oke uke icima "
        "acima ocima ucima",
    ),
    _row("st", "-i -u -a -om -ima"),
    _row("_", "a u om em i e ima ovi ova ove ovima"),
)
_ROMANIAN: NounTable = (
    _row("a", "e i ele elor ei uri"),
    _row("ie", "ii iile iilor iei ia"),
    _row("e", "i ile ilor ea ei ele elor"),
    _row("iu", "ii iul iile"),
    _row("u", "i ul ului uri urile ii ilor"),
    _row("at et it ut nt st", "ati eti iti uti nti sti atii etii itii utii ntii stii atul etul itul utul ntul "
         "stul "
         "atului atilor etilor itilor ate ete ite ute ente atele atelor antul anti"),
    _row("d", "zi zii dul dului zilor"),
    _row("_", "i ii ilor ul ului uri urile urilor e ele elor"),
)
_HUNGARIAN: NounTable = (
    _row(
        "a e o i u",
        "-k -t -kat -ket -knak -knek -kkal -kkel -kban -kben -kra -kre -krol -ktol -n -val -vel -ban -ben",
    ),
    _row("_", "ok ek ak okat eket akat oknak eknek aknak okkal ekkel okra ekre okban ekben ot et at oket"),
)
_FINNISH: NounTable = (
    _row("us", "ukset uksen uksia uksissa uksesta uksiin uksella uksilla uksen uksien uksista usta ukseen"),
    _row("ys", "ykset yksen yksia yksissa yksesta yksiin yksella yksilla yksien yksista ysta ykseen"),
    _row("os", "okset oksen oksia oksessa oksesta oksista ota"),
    _row("is", "iksen ikset iksia ista"),
    _row("nen", "set sen sia sten sella silla sta seen siin siltä sessa sissa sesta sista"),
    _row("kko kku tto ttu ppu", "kot kut tot tut put kon kun ton tun pun kkoja kkuja ttoja ttuja ppuja koissa "
         "kuissa"),
    _row("i", "it en in ia eja ien eissa issa eista ista eilla iin"),
    _row("a", "at an oita ia ien issa ista illa iin aa assa asta alla ja"),
    _row("e", "et een eet eita eiden eissa"),
    _row("_", "t n ja ta issa ista illa ien iin ssa sta lla lle"),
)
_TURKISH: NounTable = (
    _row("_", "lar ler lari leri larin lerin larinin lerinin lara lere larda lerde lardan lerden larla lerle "
         "larini "
         "lerini larina lerine"),
)

# fmt: on

NOUN_TABLES: Mapping[str, NounTable] = {
    "en": _ENGLISH,
    "fr": _FRENCH,
    "es": _SPANISH,
    "gl": _PORTUGUESE,
    "ca": (_row("a", "es"), _row("s x", "-os"), _row("o", "-s ons"), _row("_", "s ns")),
    "pt": _PORTUGUESE,
    "it": _ITALIAN,
    "de": _GERMAN,
    "nl": _DUTCH,
    "af": (_row("e", "-s"), _row("_", "e s")),
    "sv": _SWEDISH,
    "da": _DANISH,
    **dict.fromkeys(("nb", "nn", "no"), _NORWEGIAN),
    "pl": _POLISH,
    **dict.fromkeys(("cs", "sk"), _CZECH),
    **dict.fromkeys(("hr", "sr", "bs", "sl"), _SERBOCROATIAN),
    "ro": _ROMANIAN,
    "hu": _HUNGARIAN,
    "fi": _FINNISH,
    "tr": _TURKISH,
}

ADJECTIVE_ENDINGS: Mapping[str, frozenset[str]] = {
    "de": frozenset({"e", "en", "er", "es", "em", "n", "r", "s", "m"}),
    "nl": frozenset({"e"}),
    "sv": frozenset({"a", "t"}),
    "da": frozenset({"e", "t"}),
    **dict.fromkeys(("nb", "nn", "no"), frozenset({"e", "t"})),
}
"""What an adjective before a noun may take, in languages in which it does not take a noun's endings."""
ALL_WORDS = frozenset({"fr", "es", "pt", "gl", "ca", "it", "pl", "cs", "sk", "hr", "sr", "bs", "sl", "ro", "fi"})
"""Languages in which every word of a phrase takes the form of the last."""

OTHER_WORDS: Mapping[str, frozenset[str]] = {
    lang: frozenset(words.split())
    for lang, words in {
        "en": "arm custom good mean new premise pant saving thank spectacle ethic physic politic economic "
        "athletic "
        "mathematic tactic statistic logistic graphic dynamic mechanic diplomatic linguistic aesthetic genetic "
        "other their your our her mar pari wale nep flander nether ma pa ha wa thi hi ye doe goe doc asset ass "
        "princes premise overhead surrounding proceeding hundred thousand million billion percent troop "
        "headquarter barrack remain outskirt resource damage content compass cloth glas brain trouser "
        "communication "
        "minute look letter work force time wit manner air green blue color term date paper quarter stair well",
        "fr": "vacance lunette ciseau echec toilette gen assise pari foi poi moi toi ai tempo cour corp temp trou "
        "discour parcour concour secour franc",
        "es": "gafa espos celo tijera mi tu su la lo el un vacacion bien alrededor interes crisi jueve lune",
        "pt": "costa oculo feria mai mas pai lapi dedo",
        "it": "mano cento mila mezzo alto basso anno capo corso caso posto fino meno sopra contro oggi poco tanto "
        "volta vita via ora part porta mare luce dove come forse mese parte pace paese nome fine",
        "de": "main hess pol kur rat bonn bund ost west nord sud recht stern gut deutsch welt fest leb lieb mein "
        "dein sein kein ein all viel wenig jen dies hab hatt wer wär best gross klein alt neu jung arm reich ganz",
        "nl": "zij wat dat die heb hen we ze al ander mee werk ben loop kunst hart week",
        "sv": "man hon den det hem lag en ett val land mot led far barn skott var",
        "da": "man den det hen land mod bar",
        "no": "man den det hen land mot bar",
    }.items()
}
"""Words of which what looks like a form is another word, or means something else: customs, arms, Maine."""
