"""E-mail over SMTP, one recipient a channel (RFC 5321, RFC 5322).

A mail's Message-ID is made of the alert's id, so that a repeat is the same mail to whoever compares; References
name the story, so that mail programs show a story as one thread.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import parseaddr
from pathlib import Path

import aiosmtplib

from monitor.language.display import line
from monitor.model.ids import Severity
from monitor.send.attempt import Ambiguous, Attempt, Sent, Transient, Unauthorised
from monitor.send.channel import ChannelType, Limit, Option, Unlimited
from monitor.send.channels.email_html import lay_out
from monitor.send.message.compose import Message
from monitor.send.message.markup import escape_html
from monitor.send.message.templates import Template
from monitor.send.transport.classify import of
from monitor.send.transport.redact import without
from monitor.send.transport.wire import SmtpReply
from monitor.yamldoc import values

DEADLINE = timedelta(seconds=45)
"""For a whole delivery, which is several exchanges."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CLOSING_FAILS = 2.0  # seconds
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_POLICY = WIRE.clone(cte_type="7bit")
"""Seven bits: no server on the way has a reason to change anything."""


class Mail:
    """Writes to one mailbox."""

    updates = False

    def __init__(
        self,
        *,
        name: str,
        host: str,
        sender: str,
        to: str,
        security: str = "starttls",
        port: int | None = None,
        user: str = "",
        password: str = "",
        ca: str | None = None,
        template: Template | None = None,
    ) -> None:
        """`ca` is a file with certificates to trust instead of the usual ones.

        Raises ValueError, without the password in it, for values that cannot work.
        """
        try:
            values.choice(security, _PORTS)
        except ValueError as error:
            raise ValueError(f"security {error}, not {security!r}") from None
        if bool(user) != bool(password):
            raise ValueError("user and password belong together")
        if user and security == "none":
            raise ValueError("security: none would send the password for anybody to read")
        if ca is not None and not Path(ca).is_file():
            raise ValueError(f"there is no file {ca} with certificates")
        self._name = name
        self._host = host
        self._port = port or _PORTS[security]
        self._security = security
        self._user, self._password = user, password
        self._secrets = (password,) if password else ()
        self._ca = ca
        self._from, self._sender = sender, _address(sender, "from")
        self._to, self._recipient = to, _address(to, "to")
        self._template = template

    async def send(self, message: Message) -> Attempt:
        """Hand the mail to the server. What it says to the text of the mail decides."""
        mail = self.compose(message)
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            local_hostname=socket.gethostname(),
            timeout=DEADLINE.total_seconds() / 3,
            use_tls=self._security == "tls",
            start_tls=False,
            cert_bundle=self._ca,
        )
        handed_over = False
        try:
            async with asyncio.timeout(DEADLINE.total_seconds()):
                await self._introduce(client)
                handed_over = True
                await client.data(mail.as_bytes(policy=_POLICY))
        except aiosmtplib.SMTPNotSupported as error:
            return Unauthorised(f"the mail server offers no login or encryption of this kind: {error.message}")
        except aiosmtplib.SMTPResponseException as error:
            return of(SmtpReply(code=error.code, text=without(self._secrets, error.message)))
        except (aiosmtplib.SMTPException, TimeoutError, OSError) as error:
            return _broken_off(error, handed_over=handed_over)
        else:
            await _take_leave(client)
            return Sent(str(mail["Message-ID"]))  # a header object is no plain text, which the store cannot keep
        finally:
            client.close()

    def preview(self, message: Message) -> str:
        """The subject, the text and the HTML of the mail that it would send."""
        mail = self.compose(message)
        shown = [part.get_content().replace("\r\n", "\n") for part in mail.iter_parts()]
        return "\n".join((f"Subject: {mail['Subject']}", "", *shown))

    async def close(self) -> None:
        """Nothing to do: each mail has a connection of its own."""

    async def _introduce(self, client: aiosmtplib.SMTP) -> None:
        """Everything up to where the server waits for the text of the mail."""
        await client.connect()
        if self._security == "starttls":
            await client.ehlo()
            if not client.supports_extension("starttls"):
                raise aiosmtplib.SMTPNotSupported("STARTTLS")
            await client.starttls()
        if self._user:
            await client.login(self._user, self._password)
        await client.mail(self._sender)
        await client.rcpt(self._recipient)

    def compose(self, message: Message) -> EmailMessage:
        """The mail, as it would be sent."""
        alert = message.alert
        at = f"{self._name}@{self._sender.partition('@')[2]}"
        story = f"<{alert.story.id}.story.{at}>"
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = self._from
        mail["To"] = self._to
        mail["Subject"] = _header(message.title)
        mail["Date"] = alert.decided_at
        mail["Message-ID"] = f"<{alert.id}.{at}>"
        mail["Auto-Submitted"] = "auto-generated"
        if message.thread:
            mail["In-Reply-To"] = _header(message.thread)
        mail["References"] = _header(f"{story} {message.thread}".strip())
        if alert.severity >= Severity.CRITICAL:
            mail["Importance"] = "high"
        mail.set_content("\n".join(message.parts.values()) + "\n")
        own = self._template.render(message) if self._template else None
        mail.add_alternative(own or lay_out(message), subtype="html")
        return mail


def _header(text: str) -> str:
    """A feed's text as the value of a header.

    An encoded word (RFC 2047) in it stays text: some versions of Python decode one that they are given, and write
    the line breaks in it as they are.
    """
    return _BREAKS.sub(" ", text).replace("=?", "=\u2060?")


def _broken_off(error: Exception, *, handed_over: bool) -> Attempt:
    why = line(f"{type(error).__name__}: {error}", limit=150)
    if handed_over:
        return Ambiguous(f"the mail server did not confirm the mail that it was given ({why})")
    return Transient(f"the mail server cannot be reached, or broke off before it was given the mail ({why})")


async def _take_leave(client: aiosmtplib.SMTP) -> None:
    """The mail is accepted already: nothing that happens here changes that."""
    with suppress(aiosmtplib.SMTPException, TimeoutError, OSError):
        async with asyncio.timeout(_CLOSING_FAILS):
            await client.quit()


def _address(written: str, option: str) -> str:
    """The address in 'Name <address>', or the address itself."""
    _, address = parseaddr(written)
    if not written.isprintable() or "," in written or not _ADDRESS.fullmatch(address):
        raise ValueError(
            f"{option} must be one address, such as desk@example.org or News desk <desk@example.org>; "
            "for several people, write a channel for each"
        )
    return address


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 0 < int(written[:6]) < 65_536):
        raise ValueError(f"port must be a number from 1 to 65535, not {written!r}")
    return int(written)


def build(name: str, options: Mapping[str, str]) -> Mail:
    """The channel of these options; see `CHANNELS`. Raises ValueError for values that cannot work."""
    return Mail(
        name=name,
        host=options["host"],
        sender=options["from"],
        to=options["to"],
        security=options.get("security", "starttls"),
        port=_port(options["port"]) if "port" in options else None,
        user=options.get("user", ""),
        password=options.get("password", ""),
        ca=options.get("ca"),
        template=Template(options["template"], escape=escape_html) if "template" in options else None,
    )


def _limits(options: Mapping[str, str]) -> tuple[Limit, ...]:
    """Mail servers document nothing of the kind: this is what a mailbox and its reader can bear."""
    return (Limit(20, timedelta(minutes=1), shared_by=(options["host"], options["from"], options["to"])),)


TYPE = ChannelType(
    name="email",
    options=(
        Option("host", required=True),
        Option("from", required=True),
        Option("to", required=True),
        Option("security"),
        Option("port"),
        Option("user"),
        Option("password", secret=True),
        Option("ca"),
        Option("template"),
    ),
    limits=_limits,
    max_length=Unlimited("servers take mails of at least 64 KiB, and usually of 10 MB (RFC 5321, 4.5.3.1.7)"),
    in_flight=4,
    build=build,
)
