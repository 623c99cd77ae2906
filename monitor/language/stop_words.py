"""Words too common to tell two stories apart, folded, for the languages that desks read most.

Needed while the window is young: later the words' own frequency in the window says the same.
Negations are missing on purpose: 'did' and 'did not' are two stories.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.language.words import words

_BY_LANGUAGE = {
    "en": """a about after again against all also among an and any are as at be because been before being
        between but by can could did do does down during each for from had has have he her his how i if in into
        is it its just may more most my new now of off on once one only or other our out over own per
        said same say says she should since so some still such than that the their them then there these they
        this those through to too under until up us very was we were what when where which while who whom why
        will with would you your""",
    "id": """ada adalah agar akan aku antara apa atas atau bagi bahwa baru bila bisa dalam dan
        dapat dari dengan di dia dua hal hanya harus hingga ia ini itu jadi jika juga kami karena kata katanya ke
        kembali kepada kini kita lagi lain lalu lebih masih mereka menjadi namun oleh pada para paling pernah pun
        saat saja sama sampai sang satu sebagai sebelum sebuah secara sejak sekitar selama semua seorang seperti
        serta sudah supaya telah tengah tentang terhadap tersebut tetapi untuk usai yakni yaitu yang""",
    "es": """a al algo ante antes aun aunque bajo cada como con contra cual cuando de del desde donde dos
        durante e el ella ellas ellos en entre era es esa ese eso esta estan estar este esto fue ha habia han
        hasta hay la las le les lo los mas me mi mientras muy nos o otra otro para pero por porque que
        quien se segun ser si sobre son su sus tambien tan te tras tu un una uno unos y ya yo""",
    "pt": """ao aos apos ate com da das depois do dos ela ele em entre essa esse esta este eu foi isso
        ja mais mas na nao nas nem nos num numa o os ou pela pelas pelo pelos por quando que quem sao se seu
        sua tem um uma voce""",
    "fr": """ai apres au aussi aux avec avait ce ces cet cette comme dans de depuis des du elle en est et etait
        ete eu il ils je la le les leur leurs lui mais me meme nous on ont ou par pas plus pour qu que qui sa
        sans se selon ses si son sont sous sur tout un une vers vous y""",
    "de": """aber als am an auch auf aus bei bis das dass dem den der des die doch du durch ein eine einem einen
        einer eines er es fur gegen hat haben ich ihr ihre im in ist kann mehr mit nach noch nun nur
        ob oder sei sein seine sich sie sind so soll uber um und unter vom von vor war was weil wenn werden wie
        wieder wir wird zu zum zur""",
    "it": """ad agli ai al alla alle anche che chi ci con cosi cui da dai dal dalla degli dei del della delle
        di dopo e ed era gli ha hanno i il in io la le lo ma nei nel nella o per piu quando questa questo
        se si sono su sul sulla tra un una uno""",
    "nl": """aan al als bij dan dat de die dit door een en er het hij ik in is maar met na naar nog of om
        ook op over te tegen tot uit van voor was wat we wel wordt ze zijn zo""",
    "ru": """а без бы был была были было быть в во вот все всех вы да для до его ее если есть еще же за и из
        или им их к как ко который когда кто ли на над него нее но о об он она они оно от по под после
        при про с со так также там то тоже только у уже чем через что чтобы это этого этом этот я""",
    "tr": """ama ancak bir bu cok da daha de en gibi gore hem icin ile ise kadar ki mi olan olarak oldu sonra
        ve veya ya""",
}

STOP_WORDS = frozenset(word for listed in _BY_LANGUAGE.values() for word in listed.split())

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
        folded[0] in table.get(lang, "").split() for table in (_BY_LANGUAGE, _NEWS) for lang in (langs or table)
    )
