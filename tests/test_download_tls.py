"""A certificate that proves nothing is refused; what TLS carried is kept in the clear."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.raw_server import ANSWERS, RawServer, serving
from tests.test_download import exchange_of, fetch


def signed_by_itself(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    file = folder / "both.pem"
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RawServer]:
    tls = signed_by_itself(tmp_path_factory.mktemp("tls"))
    with serving(dict(ANSWERS), tls=tls) as server:
        yield server


def test_what_tls_carried_is_kept_byte_for_byte(server: RawServer) -> None:
    url = f"https://localhost:{server.port}/gzip-chunked"
    lenient = {"ALLOW_PRIVATE_ADDRESSES": True, "DOWNLOAD_VERIFY_CERTIFICATES": False}

    came = fetch({"urls": [url], "settings": lenient})["answers"][url]

    [exchange] = map(exchange_of, came["exchanges"])
    assert exchange.response == ANSWERS["/gzip-chunked"]
    assert exchange.request in server.requests


def test_a_certificate_that_nobody_vouches_for_is_refused(server: RawServer) -> None:
    url = f"https://localhost:{server.port}/plain"
    before = len(server.requests)
    settings = {"ALLOW_PRIVATE_ADDRESSES": True, "RETRY_ENABLED": False, "LOG_LEVEL": "CRITICAL"}

    came = fetch({"urls": [url], "settings": settings})["answers"][url]

    assert came["error"]
    assert came["exchanges"] == []
    assert len(server.requests) == before


@pytest.mark.parametrize(("scheme", "times"), [("https", 2), ("http", 1)])
def test_whether_a_request_may_go_is_looked_at_again_when_its_connection_is_private(
    server: RawServer, scheme: str, times: int
) -> None:
    asked = {"ALLOW_PRIVATE_ADDRESSES": True, "DOWNLOAD_VERIFY_CERTIFICATES": False,
             "ROBOTSTXT_OBEY": False}  # fmt: skip
    with serving(dict(ANSWERS)) as plain:
        port = server.port if scheme == "https" else plain.port
        url = f"{scheme}://localhost:{port}/plain"

        came = fetch({"urls": [url], "settings": asked})

    assert came["answers"][url]["status"] == 200
    assert came["sent"] == times


@pytest.mark.parametrize("stopped", [True, False])
def test_nothing_goes_out_once_a_process_was_stopped_since_it_looked_whether_it_may(
    *, stopped: bool
) -> None:
    asked = {"ALLOW_PRIVATE_ADDRESSES": True, "ROBOTSTXT_OBEY": False}
    with serving(dict(ANSWERS)) as plain:
        url = f"http://localhost:{plain.port}/plain"

        came = fetch({"urls": [url], "settings": asked, "stopped": stopped})["answers"][url]

        assert len(plain.requests) == (not stopped)
    assert came.get("error") == ("NotNowError" if stopped else None)
