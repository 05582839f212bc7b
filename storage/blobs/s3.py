"""Blobs in a bucket, at AWS or anything that speaks S3. The only module that knows boto3."""

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

from core.domain.ids import AccountId
from core.ports.blobs import BlobMissing
from storage.blobs import keys

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CHUNK = 1024 * 1024
_PART = 16 * 1024 * 1024
_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
# The longest that a signature of version 4 may live.
_LONGEST = timedelta(days=7)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._-]{1,150}")


class S3Blobs:
    """Implements ``core.ports.blobs.BlobStore``. The bucket exists already and is private.

    ``endpoint_url`` None means AWS; any other server is addressed by path, as most of them want. Keys that are None
    are looked for where boto3 looks (environment, profile, instance role). Safe to use from many threads.
    """

    def __init__(
        self,
        bucket: str,
        *,
        endpoint_url: str | None = None,
        region: str = "us-east-1",
        access_key: str | None = None,
        secret_key: str | None = None,
    ) -> None:
        self._bucket = bucket
        self._client: S3Client = boto3.client(
            "s3",
            endpoint_url=endpoint_url,
            region_name=region,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if endpoint_url else "auto"},
                retries={"mode": "standard", "max_attempts": 4},
                connect_timeout=5,
                read_timeout=30,
                # Newer checksum headers are not understood by every server that speaks S3.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, account_id: AccountId, content: bytes, media_type: str) -> str:
        key = keys.key_of(account_id, hashlib.sha256(content).hexdigest())
        if not self._has(key, len(content)):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=media_type)
        return key

    def put_file(self, account_id: AccountId, path: Path, media_type: str) -> str:
        """Files above 16 MiB go in parts."""
        with path.open("rb") as file:
            key = keys.key_of(account_id, hashlib.file_digest(file, "sha256").hexdigest())
        if not self._has(key, path.stat().st_size):
            self._client.upload_file(
                str(path),
                self._bucket,
                key,
                ExtraArgs={"ContentType": media_type},
                Config=TransferConfig(multipart_threshold=_PART, multipart_chunksize=_PART, max_concurrency=2),
            )
        return key

    def get(self, key: str) -> bytes:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=keys.checked(key))["Body"].read()
        except ClientError as error:
            raise _in_our_words(error, key) from error

    def size(self, key: str) -> int:
        try:
            return self._client.head_object(Bucket=self._bucket, Key=keys.checked(key))["ContentLength"]
        except ClientError as error:
            raise _in_our_words(error, key) from error

    def chunks(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        count = keys.wanted(self.size(key), start, length)
        if count == 0:
            return iter(())
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=key, Range=f"bytes={start}-{start + count - 1}")
        except ClientError as error:
            raise _in_our_words(error, key) from error
        return _pieces(found["Body"])

    def delete(self, key: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=keys.checked(key))

    def link(self, key: str, expires: timedelta, file_name: str) -> str | None:
        """Signed with our key and downloaded from the bucket itself, as a file of that name. At most seven days."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": keys.checked(key),
                "ResponseContentDisposition": _as_file(file_name),
            },
            ExpiresIn=int(min(expires, _LONGEST).total_seconds()),
        )

    def _has(self, key: str, size: int) -> bool:
        try:
            return self.size(key) == size
        except BlobMissing:
            return False


def _as_file(file_name: str) -> str:
    """Content-Disposition as RFC 6266 has it: the plain form where it is enough."""
    if _PLAIN_NAME.fullmatch(file_name):
        return f'attachment; filename="{file_name}"'
    return f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"


def _in_our_words(error: ClientError, key: str) -> Exception:
    return BlobMissing(key) if error.response.get("Error", {}).get("Code") in _MISSING else error


def _pieces(body: Any) -> Iterator[bytes]:
    with body:
        yield from body.iter_chunks(_CHUNK)
