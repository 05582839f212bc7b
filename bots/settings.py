"""Every setting, read once. Nothing else reads the environment (a test holds this)."""

import contextlib
import secrets
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from phonenumbers import SUPPORTED_REGIONS
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bots.settings_gateways import GatewaySettings
from bots.settings_vendors import VendorSettings

SHORTEST_SECRET = 32


class Settings(GatewaySettings, VendorSettings, BaseSettings):
    """Safe defaults for trying it on one machine; ``.env.example`` lists the same names with words."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = Field(
        "development", description="production refuses the simulator and the sandbox gateway"
    )
    host: str = Field("127.0.0.1", description="the address the web server listens on")
    port: int = Field(8000, description="the port the web server listens on", ge=1, le=65535)
    public_base_url: str = Field("", description="how the world reaches this server; empty: http://HOST:PORT")
    data_dir: Path = Field(Path(".data"), description="where the embedded database, files and secrets are kept")
    database_url: str = Field("", description="a PostgreSQL address; empty: the embedded server in DATA_DIR")
    secret_key: SecretStr = Field(
        SecretStr(""), description="signs client links, 32 characters or more; empty: made once and kept in DATA_DIR"
    )
    worker_concurrency: int = Field(8, description="jobs that one worker does at the same time", ge=1, le=64)
    job_attempts: int = Field(8, description="tries before a job is parked with its reason", ge=1, le=50)
    retry_pace: float = Field(
        1.0,
        description="stretches (2) or shortens (0.5) the waits between tries of a job, which are 2 to 60 seconds",
        gt=0,
        le=10,
    )
    stalled_after_seconds: float = Field(
        30.0, description="a worker silent for this long is dead, and its jobs are taken up again", gt=1
    )
    album_pause_seconds: float = Field(
        1.2, description="how long to wait for more photos before answering an album once", ge=0
    )
    default_currency: str = Field("USD", description="ISO 4217 code for new accounts", pattern="^[A-Z]{3}$")
    default_country: str = Field("US", description="how phone numbers without a country code are read")
    default_zone: str = Field("America/New_York", description="IANA time zone for new accounts")
    max_file_megabytes: int = Field(200, description="the largest file taken in as proof", ge=1)
    s3_bucket: str = Field("", description="keep files in this S3 bucket; empty: in DATA_DIR")
    s3_endpoint_url: str = Field("", description="an S3-compatible server; empty: AWS")
    s3_region: str = Field("us-east-1", description="the bucket's region")
    s3_access_key_id: SecretStr = Field(SecretStr(""), description="S3 access key")
    s3_secret_access_key: SecretStr = Field(SecretStr(""), description="S3 secret key")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="how much is logged")

    @model_validator(mode="after")
    def _safe_in_production(self) -> "Settings":
        problems = list(self._production_problems()) if self.environment == "production" else []
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _production_problems(self) -> Iterator[str]:
        """All of them at once: nobody likes to be refused twice."""
        if not self.secret_key.get_secret_value().strip():
            yield "production needs SECRET_KEY: set it to 32 random characters or more"
        if not _is_public(self.public_base_url):
            yield "production needs PUBLIC_BASE_URL: set it to your https:// address"
        yield from self.vendor_problems()
        yield from self.gateway_problems()

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        """One that is too short to guard anything is not quietly replaced by another."""
        if 0 < len(key.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError("is too short: set it to 32 random characters or more, or leave it empty")
        return key

    @field_validator("public_base_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// while trying)")
        return url

    @field_validator("default_zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is no IANA time zone, such as America/New_York") from None
        return zone

    @field_validator("default_country")
    @classmethod
    def _is_a_country(cls, country: str) -> str:
        if country not in SUPPORTED_REGIONS:
            raise ValueError("is no country code, such as US or MX")
        return country

    @property
    def base_url(self) -> str:
        """Without a trailing slash."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        return (self.public_base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def testing_allowed(self) -> bool:
        """Whether the simulator and the sandbox gateway may run: never in production."""
        return self.environment == "development"

    def key(self) -> bytes:
        """The server's secret key. In development it is made once, readable by its owner only."""
        given = self.secret_key.get_secret_value()
        return given.encode() if len(given) >= SHORTEST_SECRET else _kept_key(self.data_dir / "secrets")


def _is_public(url: str) -> bool:
    """Vendors and clients come from elsewhere: no address of this machine or network will do."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        return parts.scheme == "https" and ip_address(host).is_global
    except ValueError:
        return parts.scheme == "https" and "." in host and not host.endswith(".localhost")


def _kept_key(folder: Path) -> bytes:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "secret_key"
    fresh = folder / f"secret_key.{secrets.token_hex(8)}"
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was first: its key is the key
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_bytes()
