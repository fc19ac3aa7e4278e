"""What pylti1p3 asks of its surroundings, without its session and its tables: a launch leaves no name anywhere."""

from collections.abc import Callable, Mapping
from typing import Any

import requests
from pylti1p3.cookie import CookieService
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.deployment import Deployment
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect
from pylti1p3.registration import Registration
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config import ToolConfAbstract

ALGORITHM = "RS256"
Fetch = Callable[[str, str], dict[str, Any]]  # (address of the keyset, kid) -> the keyset


class Given(Request):
    """The parameters of a request, whatever its method."""

    def __init__(self, values: Mapping[str, str]):
        self.values = values

    @property
    def session(self) -> None:
        return None

    def is_secure(self) -> bool:
        return True

    def get_param(self, key: str) -> str:
        return self.values.get(key, "")


class StateCookie(CookieService):
    """The state that this browser was given, or will be."""

    def __init__(self, state: str = ""):
        self.state = state

    def get_cookie(self, name: str) -> str | None:
        return self.state if self.state and name == self.state else None

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:
        self.state = str(value)


class OneNonce(SessionService):
    """The nonce that goes with it. Nothing else is kept."""

    def __init__(self, nonce: str = ""):
        self.nonce = nonce

    def save_nonce(self, nonce: str) -> None:
        self.nonce = nonce

    def check_nonce(self, nonce: str) -> bool:
        return bool(self.nonce) and nonce == self.nonce

    def check_state_is_valid(self, state: str, id_token_hash: str) -> bool:
        return False  # the cookie decides

    def set_state_valid(self, state: str, id_token_hash: str) -> None: ...

    def save_launch_data(self, key: str, jwt_body: Mapping[str, Any]) -> None: ...


class OnePlatform(ToolConfAbstract[Given]):
    """The platform that is known to ask: no other one has its issuer and client ID."""

    def __init__(self, registration: Registration, deployments: list[str]):
        self.registration, self.deployments = registration, deployments

    def check_iss_has_one_client(self, iss: str) -> bool:
        return False

    def find_registration_by_issuer(self, iss: str, *args: Any, **kwargs: Any) -> Registration:
        raise LtiException("the client ID decides too")

    def find_registration_by_params(self, iss: str, client_id: str, *args: Any, **kwargs: Any) -> Registration:
        if iss != self.registration.get_issuer() or client_id not in ("", self.registration.get_client_id()):
            raise LtiException("another issuer or client")
        return self.registration

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment | None:
        return None

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Deployment | None:
        return Deployment().set_deployment_id(deployment_id) if deployment_id in self.deployments else None


class Address(Redirect[str]):
    """Where to send the browser."""

    def __init__(self, address: str):
        self.address = address

    def do_redirect(self) -> str:
        return self.address

    def do_js_redirect(self) -> str:
        return self.address

    def set_redirect_url(self, location: str) -> None:
        self.address = location

    def get_redirect_url(self) -> str:
        return self.address


class Login(OIDCLogin[Given, OnePlatform, OneNonce, StateCookie, str]):
    """The first half: the platform says that somebody comes, and is asked who."""

    def get_redirect(self, url: str) -> Address:
        return Address(url)


class Launch(MessageLaunch):
    """The second half: what the platform says, once it is proved to be its word."""

    def __init__(self, *given: Any, fetch: Fetch, **named: Any):
        super().__init__(*given, **named)
        self.fetch = fetch
        self.set_jwt_verify_options({"verify_aud": False, "require": ["exp", "iat", "nonce"]})  # type: ignore[dict-item]

    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)

    def validate_jwt_format(self) -> "Launch":
        super().validate_jwt_format()
        header, body = self._jwt.get("header"), self._jwt.get("body")
        if not isinstance(header, dict) or not isinstance(body, dict) or header.get("alg") != ALGORITHM:
            raise LtiException("not a token of ours")
        audience, client = body.get("aud"), self._tool_config.registration.get_client_id()
        if isinstance(audience, list) and len(audience) != 1 and body.get("azp") != client:
            raise LtiException("a token for several, and not for us")
        return self

    def fetch_public_key(self, key_set_url: str) -> Any:
        try:
            found = self.fetch(key_set_url, str(self._jwt["header"].get("kid", "")))
        except (requests.RequestException, ValueError) as error:
            raise LtiException("its keys could not be fetched") from error
        if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
            raise LtiException("its keyset is none")
        return {"keys": [one for one in found["keys"] if isinstance(one, dict)]}


class InNewWindow(DeepLinkResource):
    """A link to a module, which opens in a window of its own: no page of ours is shown inside another site's."""

    def to_dict(self) -> dict[str, object]:
        return super().to_dict() | {"window": {"targetName": "_blank"}}
