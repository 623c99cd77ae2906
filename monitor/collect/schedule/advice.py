"""What a person can do about a feed that fails."""

from __future__ import annotations

from monitor.model.feed import Feed
from monitor.model.visit import Failure

_BY_FAILURE = {
    Failure.UNREACHABLE: "Open the address in a browser. If it works there, look at this machine's DNS, firewall"
    " and proxy.",
    Failure.TIMEOUT: "Its server is too slow, or silent to us: look whether a browser gets it in half a minute.",
    Failure.FORBIDDEN_ADDRESS: "If it is a server of your own, name its network in `allow_private`. If it is not,"
    " somebody has bent its name towards your network: take it out.",
    Failure.GONE: "Take it out of feeds.yaml. Until then it is asked once a month whether it has come back.",
    Failure.TOO_LARGE: "No feed needs so much, packed or unpacked: look for a smaller one of the same outlet.",
    Failure.NOT_A_FEED: "See in a browser what stands there, and look on the outlet's page for its feed.",
    Failure.BROKEN: "Tell the publisher; a feed validator shows where it breaks. It is tried again by itself.",
    Failure.OUR_NETWORK: "Check this machine's line, firewall and DNS. It is tried again every minute.",
}
_BY_STATUS = {
    "401": "It wants a login: give it `auth`, with the password in ${NAME} or ${file:/path}.",
    "403": "It may refuse programs, or you: set `contact` in monitor.yaml, or give it `headers` or `auth`.",
    "404": "The publisher has moved or ended it: look on the outlet's page for its feed, and mend the url.",
    "451": "It is withheld for legal reasons where this machine is: fetch it through a `proxy`, or take it out.",
}
_SERVER_FAULT = "5"
_FORBIDDEN = "403"


def advice(failure: Failure, detail: str, *, feed: Feed, known: bool) -> str:
    """One or two sentences. `known` is whether the feed ever gave a document; `detail` may begin with a status."""
    if failure is Failure.HTTP_ERROR or detail.startswith(_FORBIDDEN):
        if detail.startswith(_SERVER_FAULT):
            return "The publisher's server has a fault: it is tried again by itself, less and less."
        return _BY_STATUS.get(detail[:3], "Open the address in a browser, and mend the url if it has changed.")
    if failure is Failure.SLOW_DOWN:
        slower = "raise its `every`" if feed.every else "give it a longer `floor`"
        return f"It is visited less and less by itself. To stay welcome, {slower}; set `contact` in monitor.yaml."
    if failure is Failure.NOT_A_FEED and known:
        return "A browser check or a login page has come before it: see what it shows in a browser."
    return _BY_FAILURE[failure]
