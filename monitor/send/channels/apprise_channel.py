"""About a hundred services, each by one address of Apprise, which is used as a transport and nothing more.

Its retries, fan-out, splitting, redirects, shared threads and attachments are off: when to try again, and
whether a repeat is possible, is the sender's to decide.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat, OverflowMode
from apprise.exception import AppriseException
from apprise.utils.parse import parse_urls

from monitor.send.attempt import Ambiguous, Attempt, Sent, Transient
from monitor.send.message.compose import Message, fit_lines
from monitor.send.transport.classify import verdict
from monitor.send.transport.recorder import recording
from monitor.send.transport.redact import of_address, without

DEADLINE = timedelta(seconds=45)
"""For a whole call. Mail needs several exchanges of up to 15 s each."""
_SHARE = 0.75
"""Of what a service takes: the rest is for its markup and the title. Apprise would cut what is longer unsaid."""
_MENTION = re.compile(r"(?<![\w/=])@(?=\w)|<(?=[@!#&])")
"""'@everyone', '<!channel>': what chat services alert people by. Not the '@' of an e-mail address or a link."""


class AppriseChannel:
    """One service and one recipient at it."""

    updates = False

    def __init__(self, url: str, *, name: str, deadline: timedelta = DEADLINE) -> None:
        """Raises ValueError, without the address in it, if there is not exactly one recipient at it."""
        for library in (
            "apprise",
            "urllib3",
            "requests",
        ):  # their lines below this hold the address, token included
            logging.getLogger(library).setLevel(logging.CRITICAL if library == "apprise" else logging.WARNING)
        service = _service(url)
        self._room = int(service.body_maxlen * _SHARE)
        self._apprise = Apprise()
        self._apprise.add(service)
        self._secrets = of_address(url)
        self._deadline = deadline
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"send-{name}")
        self._call: asyncio.Future[Attempt] | None = None

    async def send(self, message: Message) -> Attempt:
        """Send one message. A call that outlasts the deadline may still be accepted, so it is ambiguous."""
        if self._call is not None and not self._call.done():
            return Transient("the call before this one still hangs")
        loop = asyncio.get_running_loop()
        self._call = loop.run_in_executor(self._thread, self._notify, message)
        await asyncio.wait({self._call}, timeout=self._deadline.total_seconds())
        if not self._call.done():
            return Ambiguous(f"no answer within {self._deadline.total_seconds():g} s")
        return self._masked(self._call.result())

    async def close(self) -> None:
        """Let go of the thread. A call that hangs ends by itself."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _notify(self, message: Message) -> Attempt:
        with recording() as records:
            # declared as text, so that each service's markup is escaped
            accepted = self._apprise.notify(
                title=_without_mentions(message.title),
                body=fit_lines(_without_mentions(message.body).split("\n"), limit=self._room),
                body_format=NotifyFormat.TEXT,
            )
        return verdict(records, accepted=bool(accepted))

    def _masked(self, attempt: Attempt) -> Attempt:
        """The attempt without secrets: a service's refusal may quote the address that it was sent to."""
        if isinstance(attempt, Sent):
            return attempt
        return replace(attempt, detail=without(self._secrets, attempt.detail))


def _service(url: str) -> NotifyBase:
    """The one service of an address, with everything off that would act on its own."""
    if len(parse_urls(url)) != 1:  # type: ignore[no-untyped-call]  # Apprise types only a part of itself
        raise ValueError("url must be one Apprise address: write a channel for each")
    asset = AppriseAsset(
        service_timeout=0,
        http_redirects=False,
        secure_logging=True,
        app_id="monitor",
        app_desc="news alerts",
        image_url_mask="",  # no picture that the reader's device would fetch from a third party
    )
    schema = url.partition(":")[0]
    try:
        service = Apprise.instantiate(url, asset=asset, suppress_exceptions=False)
    except (AppriseException, TypeError, ValueError):
        service = None  # the error may quote the token
    if service is None:
        raise ValueError(
            f"Apprise does not take this {schema}:// address; how each service is written: "
            "https://github.com/caronc/apprise/wiki"
        )
    service.retry = 0
    service.overflow_mode = OverflowMode.TRUNCATE
    service.interpret_emojis = False
    targets = getattr(service, "targets", None) or ()
    recipients = max(len(service), len(targets))
    if recipients > 1:
        raise ValueError(
            f"the {schema}:// address names {recipients} recipients, but if one of them fails, the others would "
            "be notified again: define a channel for each"
        )
    if hasattr(service, "detect_owner") and not targets:
        raise ValueError(
            "the Telegram address names no chat: without it, whoever writes to the bot first would get the alerts"
        )
    return service


def _without_mentions(text: str) -> str:
    """The same to a reader, but a word joiner keeps a service from reading it as a mention."""
    return _MENTION.sub(lambda found: found[0] + "\u2060", text)


def build(name: str, options: Mapping[str, str]) -> AppriseChannel:
    """The channel of these options; see `CHANNELS`. Raises ValueError for values that cannot work."""
    return AppriseChannel(options["url"], name=name)
