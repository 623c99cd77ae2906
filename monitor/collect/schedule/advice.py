"""What a person can do about a feed that fails."""

from __future__ import annotations

from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure

_BY_FAILURE = {
    FetchFailure.UNREACHABLE: "Open the address in a browser. If it works there, check this machine's DNS,"
    " firewall and proxy.",
    FetchFailure.TIMEOUT: "Its server is too slow or does not answer: check whether a browser gets it in 30 s.",
    FetchFailure.FORBIDDEN_ADDRESS: "If it is your own server, add its network to `allow_private`. Otherwise"
    " its name resolves into your network, which may be an attack: remove the feed.",
    FetchFailure.GONE: "Take it out of feeds.yaml. Until then it is asked once a month whether it has come back.",
    FetchFailure.ROBOTS: "Look for a feed of the outlet, or ask its publisher for permission. robots.txt is read"
    " again once a day.",
    FetchFailure.TOO_LARGE: "Too large, packed or unpacked: look for a smaller feed of the same outlet.",
    FetchFailure.NOT_A_FEED: "Open the address in a browser, and look for the feed on the outlet's page.",
    FetchFailure.BROKEN: "Inform the publisher; a feed validator shows where it breaks. It is retried.",
    FetchFailure.PROXY: "Give its `proxy` the user and the password that it asks for: http://user:${PASSWORD}@host:port."
    " If it has them, ask whoever runs the proxy.",
    FetchFailure.OUR_NETWORK: "Check this machine's line, firewall and DNS. It is tried again every minute.",
}
_BY_STATUS = {
    401: "It wants a login: give it `auth`, with the password in ${NAME} or ${file:/path}.",
    403: "It may refuse programs, or you: set `contact` in monitor.yaml, or give it `headers` or `auth`.",
    404: "The publisher has moved or ended it: look on the outlet's page for its feed, and correct the url.",
    451: "It is withheld for legal reasons where this machine is: fetch it through a `proxy`, or take it out.",
}
_BY_CLASS = {
    5: "The publisher's server has a fault: it is tried again by itself, less and less.",
}
_SELECT = "It may have been redesigned: open it in a browser, and correct the selector in its `select`."
_OTHER = "Open the address in a browser, and correct the url if it has changed."


def advice(failure: FetchFailure, status: int, *, feed: Feed, known: bool) -> str:
    """One or two sentences. `status` is that of the answer, 0 without one; `known` is whether the feed ever gave a
    document."""
    if failure is FetchFailure.NOT_A_FEED and feed.select:
        return _SELECT
    if failure is FetchFailure.HTTP_ERROR:
        return _BY_STATUS.get(status) or _BY_CLASS.get(status // 100, _OTHER)
    if failure is FetchFailure.SLOW_DOWN and status in _BY_STATUS:
        return _BY_STATUS[status]
    if failure is FetchFailure.SLOW_DOWN:
        slower = "raise its `every`" if feed.every else "give it a longer `floor`"
        return f"It is visited less and less by itself. To stay welcome, {slower}; set `contact` in monitor.yaml."
    if failure is FetchFailure.NOT_A_FEED and known:
        return "A browser check or a login page has come before it: see what it shows in a browser."
    return _BY_FAILURE[failure]
