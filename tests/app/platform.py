"""A learning platform as Moodle is one, on loopback: its keys, its tokens, its gradebook, and what it signs."""

import json
import time
import uuid
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.app.lrs import listening

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _one in range(2))
ISSUER, CLIENT, DEPLOYMENT, KID = "https://moodle.example", "halte-client", "1", "moodle-1"


class Platform:
    """`scores` are what it was told; `token_status` and `score_status` what it answers next."""

    def __init__(self):
        self.scores: list[dict] = []
        self.tokens: list[dict] = []
        self.token_status = self.score_status = 200
        self.score_answer = b""
        self.keys = [self.jwk(KEY, KID)]
        self.keys_asked = 0
        self.tool_keys: dict = {}

    @staticmethod
    def jwk(key, kid: str) -> dict:
        return json.loads(RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "alg": "RS256", "use": "sig"}

    def answer(self, method, path, headers, body):
        said = {"Content-Type": "application/json"}
        if path == "/keys":
            self.keys_asked += 1
            return 200, said, json.dumps({"keys": self.keys}).encode()
        if path == "/token":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            claims = self.checked(form["client_assertion"])
            assert claims["sub"] == CLIENT
            self.tokens.append(form)
            return self.token_status, said, json.dumps({"access_token": "token", "expires_in": 3600}).encode()
        if path == "/line/7/scores":
            assert headers["Authorization"] == "Bearer token"
            assert headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
            if self.score_status < 300:
                self.scores.append(json.loads(body))
            return self.score_status, said, self.score_answer
        return 404, {}, b""

    def checked(self, token: str) -> dict:
        """What the tool signed, by the keys that it publishes."""
        kid = jwt.get_unverified_header(token)["kid"]
        [key] = [one for one in self.tool_keys["keys"] if one["kid"] == kid]
        return jwt.decode(token, jwt.PyJWK(key).key, ["RS256"], options={"verify_aud": False})

    def claims(self, nonce_asked: str, /, **other) -> dict:
        """An id_token as Moodle's: with the name and the address of who launches, which must not be kept."""
        now = int(time.time())
        found = {
            "iss": ISSUER, "aud": CLIENT, "sub": "4711", "exp": now + 60, "iat": now, "nonce": nonce_asked,
            "given_name": "Secretina", "family_name": "Namewell", "email": "secretina@school.example",
            f"{LTI}deployment_id": DEPLOYMENT, f"{LTI}message_type": "LtiResourceLinkRequest", f"{LTI}version": "1.3.0",
            f"{LTI}roles": [LEARNER], f"{LTI}resource_link": {"id": "link-1", "title": "E-mail"},
            f"{LTI}target_link_uri": "http://testserver/lti/launch/", f"{LTI}custom": {"module": "L16"},
            f"{LTI}launch_presentation": {"locale": "nl_be"},
            AGS: {"scope": [SCORE], "lineitem": f"{self.address}/line/7"},
        }  # fmt: skip
        found |= other
        return {name: value for name, value in found.items() if value is not None}

    @staticmethod
    def signed(claims: dict, *, key=KEY, kid=KID, algorithm="RS256") -> str:
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


@contextmanager
def learning_platform():
    found = Platform()
    with listening(found.answer) as address:
        found.address = address
        yield found


class Browser:
    """Somebody who taps the link in her course: `login`, then `launch` with what the platform signed."""

    def __init__(self, client, platform: Platform):
        self.client, self.platform = client, platform

    def login(self, **other):
        form = {
            "iss": ISSUER,
            "client_id": CLIENT,
            "login_hint": "9",
            "target_link_uri": "http://testserver/lti/launch/",
        }
        return self.client.get("/lti/login/", form | {"lti_message_hint": "33"} | other)

    def asked(self) -> dict[str, str]:
        """What the platform is asked after the login."""
        sent = self.login()
        assert sent.status_code == 302, sent.content.decode()
        address = urlsplit(sent["Location"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{self.platform.address}/auth"
        return {name: values[0] for name, values in parse_qs(address.query).items()}

    def reads_english(self) -> None:
        """A launch before has put her course's language in the cookie."""
        self.client.cookies["language"] = "en"

    def launch(self, *, state=None, token=None, key=KEY, kid=KID, algorithm="RS256", **claims):
        asked = self.asked()
        assert asked["redirect_uri"] == "http://testserver/lti/launch/"
        assert (asked["response_mode"], asked["prompt"], asked["client_id"]) == ("form_post", "none", CLIENT)
        said = self.platform.claims(asked["nonce"], **claims)
        made = token or self.platform.signed(said, key=key, kid=kid, algorithm=algorithm)
        self.last = {"id_token": made, "state": state or asked["state"]}
        return self.client.post("/lti/launch/", self.last)


def random_subject() -> str:
    return uuid.uuid4().hex
