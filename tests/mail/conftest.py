"""A real mail server on this machine, and mail that tests write."""

import contextvars
import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tracker.database import db
from tracker.language import _l
from tracker.mail import actions, kinds, sending
from tracker.mail.kinds import Letter, MailKind


class PostOffice:
    """What the server takes in; ``answers`` says what it says to a recipient instead of taking the mail."""

    def __init__(self):
        self.taken, self.answers, self.before_answering = [], {}, lambda: None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        answer = self.answers.get(address)
        if answer and not answer.startswith("after "):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.get(envelope.rcpt_tos[0], "")
        if answer == "after hanging up":
            server.transport.abort()
            return "451 gone"
        if answer.startswith("after "):
            return answer.removeprefix("after ")
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        self.before_answering()
        return "250 OK"

    def read(self):
        """(recipient, subject) of what came in, in order."""
        return [(message["To"], message["Subject"]) for message in self.taken]


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture
def open_office():
    """Start a mail server; ``encrypted`` is "", "smtp+starttls" or "smtps"."""
    running = []

    def start(encrypted="", certificate=None, password=""):
        office, more, kind = PostOffice(), {}, Controller
        if encrypted:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            if encrypted == "smtps":
                more["ssl_context"] = context
            else:
                more |= {"tls_context": context, "require_starttls": True}
        if password:
            wanted = LoginPassword(b"tracker", password.encode())
            more |= {
                "authenticator": lambda *given: AuthResult(success=given[4] == wanted, handled=False),
                "auth_required": encrypted == "smtp+starttls",
                "auth_require_tls": encrypted == "smtp+starttls",
            }
        server = kind(office, hostname="127.0.0.1", port=free_port(), **more)
        server.start()
        running.append(server)
        office.port = server.port
        return office

    yield start
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that nobody but its own authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = tmp_path_factory.mktemp("certificate") / "both.pem"
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form)
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return file


class Post:
    """The outbox as tests use it: what mails of the kind "test" say, by sign-in name, and rounds of sending."""

    def __init__(self, app, monkeypatch):
        self.app, self.monkeypatch, self.words = app, monkeypatch, {}
        kinds.register(MailKind("test", _l("A test"), lambda person: self.words.get(person.sign_in_name)))

    def put(self, *people, **more):
        """Put a mail to each of several people into the outbox."""
        for person in people:
            letter = self.words[person.sign_in_name] = Letter("Something is waiting for you", "Hello.\n\nOne thing.\n")
            actions.put(person, "test", letter, language="en", **more)
        db.session.commit()

    def send(self, address=""):
        """One round, to the server at an address or at an open office; how many left."""
        if isinstance(address, PostOffice):
            address = f"smtp://127.0.0.1:{address.port}"
        self.monkeypatch.setitem(self.app.config, "TRACKER_MAIL_URL", address)
        db.session.commit()
        sent = contextvars.Context().run(self._in_app)
        db.session.expire_all()
        return sent

    def _in_app(self):
        with self.app.app_context():
            return sending.deliver(self.app)


@pytest.fixture
def post(app, session, monkeypatch):
    yield Post(app, monkeypatch)
    del kinds._kinds["test"]
