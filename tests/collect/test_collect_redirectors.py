"""Links through redirectors lead to the page itself; parameters that name a page stay."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.items.canonical_url import canonical_url

PAGE = "https://www.news.example/world/a?id=7"
ENCODED = quote(PAGE, safe="")


def google_news(address: str, *, behind: bytes = b"\xd2\x01\x00") -> str:
    length = len(address)
    size = bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])
    return urlsafe_b64encode(b"\x08\x13\x22" + size + address.encode() + behind).decode().rstrip("=")


@pytest.mark.parametrize(
    "link",
    [
        f"https://www.google.com/url?rct=j&sa=t&url={PAGE}&ct=ga&cd=X&usg=Y".replace("?id=7", "%3Fid%3D7"),
        f"https://www.google.co.id/url?q={ENCODED}&sa=U",
        f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url={ENCODED}&c=1&mkt=en-us",
        f"https://www.bing.com/ck/a?!&&p=1&u=a1{urlsafe_b64encode(PAGE.encode()).decode().rstrip('=')}&ntb=1",
        f"https://l.facebook.com/l.php?u={ENCODED}%26utm_source%3Dfb&h=AT0",
        f"https://lm.facebook.com/l.php?h=AT0&u={ENCODED}",
        f"https://l.instagram.com/?u={ENCODED}&e=AT0",
        f"https://www.youtube.com/redirect?event=x&q={ENCODED}",
        f"https://t.umblr.com/redirect?z={ENCODED}&t=1",
        f"https://out.reddit.com/t3_x?url={ENCODED}&token=1",
        f"https://www.linkedin.com/redir/redirect?url={ENCODED}",
        f"https://duckduckgo.com/l/?uddg={ENCODED}&rut=1",
        f"https://vk.com/away.php?to={ENCODED}",
        f"https://eur01.safelinks.protection.outlook.com/?url={ENCODED}&data=05",
        f"https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU={ENCODED}/RK=2/RS=x-",
        f"https://urldefense.com/v3/__{PAGE}__;!!x$",
        f"https://www.google.com/amp/s/{PAGE.removeprefix('https://')}",
        f"https://news.google.com/rss/articles/{google_news(PAGE)}?oc=5",
        f"https://www.google.com/url?url={quote(f'https://l.facebook.com/l.php?u={ENCODED}', safe='')}",
    ],
)
def test_a_redirector_that_says_where_it_leads_is_left_out(link: str) -> None:
    assert canonical_url(link) == PAGE


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/url?url=javascript:x",
        "https://www.google.com/url?url=%2Frelative",
        "https://www.google.com/search?q=https%3A%2F%2Fnews.example%2F",
        "https://news.google.com/rss/articles/CBMiXX?oc=5",
        "https://news.google.com/rss/articles/CBMiW0FVX3lxTE5rNU9Vd0Z4?oc=5",
        "https://news.example/share?url=https%3A%2F%2Fother.example%2F",
        "https://notgoogle.example/url?url=https%3A%2F%2Fother.example%2F",
        "https://google.com.evil.example/url?url=https%3A%2F%2Fother.example%2F",
        "https://facebook.com/story.php?u=https%3A%2F%2Fother.example%2F",
    ],
)
def test_whatever_else_stays_as_it_is(link: str) -> None:
    assert canonical_url(link) == link


@pytest.mark.parametrize(
    "query",
    [
        "pk_id=9",
        "at_id=9",
        "itm_id=4",
        "mtm_page=2",
        "piwik_id=1",
        "hsa_id=1",
        "at_large=1",
        "pk=1",
        "at_1=x",
        "pk_=1",
    ],
)
def test_a_parameter_that_only_begins_like_a_tracking_one_stays(query: str) -> None:
    assert canonical_url(f"https://news.example/a?{query}") == f"https://news.example/a?{query}"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "pk_campaign",
            "pk_kwd",
            "mtm_source",
            "piwik_campaign",
            "itm_medium",
            "hsa_acc",
            "utm_whatever",
            "fbclid",
        ),
        *("at_medium", "at_campaign", "at_custom3", "at_link_origin", "at_bbc_team", "at_ptr_name", "PK_Campaign"),
    ],
)
def test_a_tracking_parameter_goes(name: str) -> None:
    assert canonical_url(f"https://news.example/a?{name}=x&id=1") == "https://news.example/a?id=1"


@given(st.text("abc/:?&=%12_-.aA", max_size=80))
def test_the_name_of_an_article_may_be_anything(name: str) -> None:
    link = f"https://news.google.com/rss/articles/{name}"
    assert canonical_url(link).startswith("http")
