"""What the tests of online geocoding share."""

import pytest

from geodata.gazetteer.online import OnlineGazetteer
from tests.online.geocoder import Clockwork, Geocoder


@pytest.fixture
def host():
    geocoder = Geocoder()
    yield geocoder
    geocoder.close()


@pytest.fixture
def time():
    return Clockwork()


@pytest.fixture
def connect(host, tmp_path, time):
    """Open the online gazetteer on the host."""

    def open_online(options="", service="nominatim", directory=tmp_path / "cache"):
        return OnlineGazetteer.open(f"{service}:{host.address} {options}", directory, time.clock)

    return open_online
