"""A provider of OpenID Connect on this machine, over real HTTP. What it says can be turned, one thing at a time."""

import hashlib
import json
import time
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEYS = {name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in ("town", "forger")}
CLIENT, SECRET = "setev", "town-secret"


@dataclass
class Town:
    """Signs everybody in who comes by, as whoever `claims` says."""

    claims: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)  # instead of what belongs in the token
    userinfo: dict[str, Any] | None = None
    key: str = "town"
    algorithm: str = "RS256"
    broken: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # by path: what is answered instead
    configuration: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    waiting: dict[str, dict[str, str]] = field(default_factory=dict)  # by code: what the person came with

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def sign_in(self, address: str) -> str:
        """A person at the provider's page, who signs in: where the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.waiting)}"
        self.waiting[code] = asked
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def answer(self, path: str, sent: dict[str, str], headers: Any) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys", "userinfo_endpoint": "/me"}
            return {"issuer": self.url, **{name: self.url + there for name, there in names.items()}, **self.configuration}
        if path == "/keys":
            return {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEYS["town"].public_key())), "kid": "1", "alg": "RS256", "use": "sig"}]}
        if path == "/me":
            return self.userinfo or {}
        return self.tokens(sent, headers)

    def tokens(self, sent: dict[str, str], headers: Any) -> dict[str, Any]:
        """Only for whoever knows the secret, and the number that was kept when the person left (PKCE)."""
        given = headers.get("Authorization", "").removeprefix("Basic ")
        secret = unquote(b64decode(given).decode().partition(":")[2]) if given else sent.get("client_secret")
        came = self.waiting.pop(sent.get("code", ""), None)
        proof = urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if secret != SECRET or came is None or came.get("code_challenge") != proof:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": came.get("nonce"), **self.claims, **self.token}
        key = KEYS[self.key] if self.algorithm.startswith("RS") else ("" if self.algorithm == "none" else CLIENT * 10)
        return {"access_token": "open-sesame", "token_type": "Bearer", "id_token": jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "1"})}

    def handler(town) -> type[BaseHTTPRequestHandler]:  # noqa: N805  the handler within is self
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.respond({})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.respond({name: values[0] for name, values in parse_qs(body).items()})

            def respond(self, sent: dict[str, str]) -> None:
                town.asked.append(self.path)
                status, body = town.broken.get(self.path) or (200, json.dumps(town.answer(self.path, sent, self.headers)).encode())
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                if status == 302:
                    self.send_header("Location", body.decode())
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: Any) -> None:
                pass

        return Handler
