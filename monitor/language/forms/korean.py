"""What is written onto a Korean name: particles, titles, and what is made of a country or a place."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PARTICLES = (
    "(?:들)?"
    "(?:에게서|에게는|에게도|에게|에겐|께서는|께서도|께서|으로서의|으로서|로서의|으로써|으로부터|로부터의|로부터|으로의|로의|으로선|로선|"
    "에서의|에서는|에서도|에서만|에서|에선|에까지|에만|에의|으로|로서|로써|한테서|한테|이라고|라고|이라는|라는|이라며|라며|"
    "이라면서|라면서|이라면|라면|이었던|였던|이었다|였다|이었고|였고|이지만|이다|이며|이자|이고|이나|이든|까지|부터|보다|처럼|마저|조차|"
    "만큼|대로|뿐만|뿐|밖에|하고|하며|이랑|랑|이란|란|이라|인데|인지|일지|에|은|는|이|가|을|를|의|와|과|도|만|로|께|인|나|며|고|여|야|엔|선)?"
    "(?:는|은|도|의|만|까지|이|을|가|를)?"
)
_TITLES = (
    "(?:전|현|신임|제1|제2)?"
    "(?:외무상|외무장관|외교장관|외교부장|외상|외무성|국무위원장|국무위원|위원장|부위원장|대통령|부통령|총리|부총리|수상|장관|차관|"
    "국방상|국방장관|국무장관|재무장관|법무장관|국방부장관|총비서|총서기|비서|국가주석|주석|의장|총재|대변인|특사|대사|제1부부장|부부장|부장|서기|"
    "시장|지사|의원|상원의원|하원의원|대표|당대표|사령관|총사령관|장군|제독|총장|사무총장|동지|여사|당선인|당선자|후보|회장|사장|국장|원장|청장|"
    "실장|보좌관|안보보좌관|고문|교수|박사|감독|왕세자|국왕|여왕|국왕|왕|교황|추기경|대법원장|판사|검사|정권|정부|행정부|내각|총통|일가|형제|씨|님|측|체제)"
)
_OF_COUNTRY = (
    "(?:군|군인|인|인들|어|발|행|제|식|형|계|령|측|내|산|판|정부군|정부|당국|당국자|대사|대사관|외무성|외교부|외무부|국방부|국방성|총리|대통령|"
    "외무장관|국방장관|의회|언론|매체|국영|전역|본토|남부|북부|동부|서부|영토|국민|해군|공군|육군|국경|시장|경제|전쟁|군부|군정|왕실|경찰|검찰|여당|야당|총선|대선|총통)"
)
_OF_PLACE = (
    "(?:군|발|행|제|식|계|인|측|내|주|시|지역|전선|시내|시민|공항|항|반도|공격|방면|일대|전역|근처|인근|북부|남부|"
    "동부|서부|시장)"
)
_OF_ORGANISATION = "(?:측|군|내|발|식|정상회의|사무총장|회원국|본부|대변인|동맹국|국가)"
_BEFORE_COUNTRY = frozenset({"", "대", "친", "반", "주", "탈", "재", "방", "남", "북"})
_NOT_A_PRODUCT = "(?!(?<=북한)산)"
"""북한산 is a mountain, 미국산 is made in America."""

ENDINGS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(f"{barred}(?:{affixes})?{_PARTICLES}(?= )")
    for kind, (barred, affixes) in {
        "": (_NOT_A_PRODUCT, "측|씨|군|산|발|행|인|내|시|시장|주"),
        "person": ("", _TITLES),
        "country": (_NOT_A_PRODUCT, _OF_COUNTRY),
        "place": ("", _OF_PLACE),
        "org": ("", _OF_ORGANISATION),
    }.items()
}
"""What may follow a Korean word up to its end, by the kind of entity that it names; `""` for a plain term."""

STARTS: Mapping[str, frozenset[str]] = {"country": _BEFORE_COUNTRY}
"""What may be before a Korean word, where it is not nothing."""
