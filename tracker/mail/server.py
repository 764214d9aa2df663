"""The mail server: its address as the setting writes it, and one connection to it."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
SECONDS: Final = 20.0


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and how."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    ca_file: str

    @classmethod
    def from_address(cls, address: str) -> MailServer:
        """Read an address that the settings have accepted, such as ``smtp+starttls://user:password@mail.example.org``.

        ``?ca=FILE`` names the certificate of an organization's own authority.
        """
        parts = urlsplit(address)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        ca_file = parse_qs(parts.query).get("ca", [""])[0]
        return cls(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme], user, password, ca_file)

    def connect(self) -> smtplib.SMTP:
        """A connection, encrypted and signed in as the address says. Any ``OSError`` means that it cannot be used."""
        if self.scheme == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=self._trust())
        else:
            line = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if self.scheme == "smtp+starttls":
                line.starttls(context=self._trust())
            line.ehlo_or_helo_if_needed()
            if self.user:
                line.login(self.user, self.password)
        except BaseException:
            line.close()
            raise
        return line

    def _trust(self) -> ssl.SSLContext:
        """Whose certificates count: the system's authorities, or an organization's own from a file."""
        return ssl.create_default_context(cafile=self.ca_file or None)


def name_recipient(line: smtplib.SMTP, sender: str, recipient: str) -> None:
    """Say who writes to whom; nothing has been handed over yet.

    :raises smtplib.SMTPResponseException: with the server's code, where it refuses either.
    """
    for code, said in (line.mail(sender), line.rcpt(recipient)):
        if code not in (250, 251):
            raise smtplib.SMTPResponseException(code, said)


def hand_over(line: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand the message over. A response means that the server decided; any other error, that nobody knows.

    :raises smtplib.SMTPResponseException: with the server's code, where it refuses the message.
    """
    code, said = line.data(message.as_bytes(policy=message.policy.clone(linesep="\r\n", max_line_length=78)))
    if code != 250:
        raise smtplib.SMTPResponseException(code, said)
