"""A mail server for tests/live/mail.sh: STARTTLS and a password are wanted; each mail becomes a file.

mail_server.py PORT FOLDER CERTIFICATE KEY USER PASSWORD
"""
import pathlib
import ssl
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, folder, certificate, key, user, password = sys.argv[1:]


class Mailbox:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Mailbox.count += 1
        path = pathlib.Path(folder) / f"{Mailbox.count:03}.eml"
        path.with_suffix(".part").write_bytes(envelope.content)
        path.with_suffix(".part").rename(path)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    fits = (data.login, data.password) == (user.encode(), password.encode())
    return AuthResult(success=fits, handled=False)


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)
Controller(Mailbox(), hostname="127.0.0.1", port=int(port), tls_context=context, require_starttls=True,
           authenticator=authenticate, auth_required=True).start()
threading.Event().wait()
