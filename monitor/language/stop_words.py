"""Words too common to distinguish two stories, folded, for the languages that desks read most.

Needed while the window is young: later the words' own frequency in the window says the same.
Negations are missing on purpose: 'did' and 'did not' are two stories.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.language.words import fold, words

_BY_LANGUAGE = {
    "en": """a about after again against all also among an and any are as at be because been before
        being between but by can could did do does down during each for from had has have he her his how
        i if in into is it its just may more most my new now of off on once one only or other our out
        over own per said same say says she should since so some still such than that the their them
        then there these they this those through to too under until up us very was we were what when
        where which while who whom why will with would you your""",
    "id": """ada adalah agar akan aku antara apa atas atau bagi bahwa baru bila bisa dalam dan dapat
        dari dengan di dia dua hal hanya harus hingga ia ini itu jadi jika juga kami karena kata katanya
        ke kembali kepada kini kita lagi lain lalu lebih masih mereka menjadi namun oleh pada para
        paling pernah pun saat saja sama sampai sang satu sebagai sebelum sebuah secara sejak sekitar
        selama semua seorang seperti serta sudah supaya telah tengah tentang terhadap tersebut tetapi
        untuk usai yakni yaitu yang""",
    "es": """a al algo ante antes aun aunque bajo cada como con contra cual cuando de del desde donde
        dos durante e el ella ellas ellos en entre era es esa ese eso esta estan estar este esto fue ha
        habia han hasta hay la las le les lo los mas me mi mientras muy nos o otra otro para pero por
        porque que quien se segun ser si sobre son su sus tambien tan te tras tu un una uno unos y ya yo""",
    "pt": """ao aos apos ate com da das depois do dos ela ele em entre essa esse esta este eu foi isso
        ja mais mas na nao nas nos num numa o os ou pela pelas pelo pelos por quando que quem sao se seu
        sua tem um uma voce""",
    "fr": """ai apres au aussi aux avec avait ce ces cet cette comme dans de depuis des du elle en est
        et etait ete eu il ils je la le les leur leurs lui mais me meme nous on ont ou par pas plus pour
        qu que qui sa sans se selon ses si son sont sous sur tout un une vers vous y""",
    "de": """aber als am an auch auf aus bei bis das dass dem den der des die doch du durch ein eine
        einem einen einer eines er es fur gegen hat haben ich ihr ihre im in ist kann mehr mit nach noch
        nun nur ob oder sei sein seine sich sie sind so soll uber um und unter vom von vor war was weil
        wenn werden wie wieder wir wird zu zum zur""",
    "it": """ad agli ai al alla alle anche che chi ci con cosi cui da dai dal dalla degli dei del della
        delle di dopo e ed era gli ha hanno i il in io la le lo ma nei nel nella o per piu quando questa
        questo se si sono su sul sulla tra un una uno""",
    "nl": """aan al als bij dan dat de die dit door een en er het hij ik in is maar met na naar nog of
        om ook op over te tegen tot uit van voor was wat we wel wordt ze zijn zo""",
    "ru": """а без бы был была были было быть в во вот все всех вы да для до его ее если есть еще же за
        и из или им их к как ко который когда кто ли на над него нее но о об он она они оно от по под
        после при про с со так также там то тоже только у уже чем через что чтобы это этого этом этот я""",
    "ar": """في من على إلى عن مع بعد قبل بين خلال حول عند هذا هذه ذلك التي الذي أن إن كان كانت قد لقد
        كما أو و ثم كل بعض أي هو هي هم وفق بسبب منذ حتى ضد عبر بشأن أمام تحت فوق لدى أكثر أقل""",
    "bg": """на от за се са със към при след преди като през или още вече тази този това които които ще
        бе беше""",
    "cs": """jako jsou byl byla bylo byly pro pri pred podle ktery ktera ktere kteri aby jeho jeji
        jejich take take uz az nebo mezi pod nad ale kdyz jen proti kvuli""",
    "el": """και το τα του της των τον την τους τις στο στη στην στον στα στις με για απο σε να θα που
        ως οι η ο αλλα""",
    "fa": """در از به با که را این آن برای است شد شده می های ها بر تا یک و یا هم نیز پس پیش بود خواهد
        کرد کند شود باید دیگر درباره میان علیه بعد قبل""",
    "he": """של על את עם אל כי גם או אבל זה זו הוא היא הם כל אחרי לפני בין כדי יותר""",
    "hi": """में की के का को से ने पर और है हैं था थे थी हो गया गई गए भी कि यह इस उस एक तक बाद लिए साथ
        अब तो ही या वह जो कर किया करने कहा पहले दौरान वाले वाली वाला रहा रही रहे हुए हुई हुआ बीच खिलाफ""",
    "hu": """az es egy hogy meg is volt lesz mint csak mar ezt azt aki ami elott miatt szerint kozott""",
    "pl": """sie na do jest przez przed oraz jako dla jego jej ich ktory ktora ktore ktorzy tym tego
        tej ze aby czy juz tylko takze po pod nad przy miedzy za od byl byla bylo byly zostal zostala
        zostaly""",
    "ro": """si din pentru care este sunt fost prin dupa inainte intre asupra catre despre pana doar
        cele unei unui acest aceasta mai foarte""",
    "sv": """och att som for med av det den ett till fran ska har hade vid efter under mot kan sin sina
        mellan enligt""",
    "uk": """на що як до за від та й із зі по про під час після перед через для або який яка яке які це
        цей ця був була було були буде вже також ще їх його її між над проти щодо серед""",
    "ur": """میں کی کے کا کو سے نے پر اور ہے ہیں تھا تھے تھی ہو گیا گئی گئے بھی کہ یہ اس ایک تک بعد لیے
        ساتھ""",
    "vi": """của và các cho với được trong một những là có đã đang sẽ tại vào từ này khi về bị do theo
        trên sau trước ra đến vì ở như để""",
    "tr": """ama ancak bir bu cok da daha de en gibi gore hem icin ile ise kadar ki mi olan olarak oldu
        sonra ve veya ya""",
}

STOP_WORDS = frozenset(word for listed in _BY_LANGUAGE.values() for word in fold(listed).split())

_NEWS = {
    "en": "told tell tells year years day days people today monday tuesday wednesday thursday friday "
    "saturday sunday",
    "id": "mengatakan menyebut ujar ucap tahun hari orang",
    "es": "dijo ano anos dia dias",
    "pt": "disse ano anos dia dias",
    "fr": "dit annee ans jour jours",
    "de": "sagte jahr jahre jahren tag",
    "it": "detto anno anni giorno",
    "nl": "zegt zei jaar dag",
    "ru": "сказал сказала заявил заявила сообщил года году день",
    "tr": "dedi yil gun",
}
"""Words that news has in every second text beside those above, folded."""


def is_very_common(term: str, langs: Sequence[str]) -> bool:
    """Whether a term is one word that nearly every text of one of the languages has; of any, if none is named."""
    folded = words(term)
    if len(folded) != 1 or term.isupper():
        return False
    return any(
        folded[0] in fold(table.get(lang, "")).split()
        for table in (_BY_LANGUAGE, _NEWS)
        for lang in (langs or table)
    )
