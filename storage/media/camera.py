"""What the camera says of a picture: when, where, and which side is up. All of it is hearsay, none of it is needed."""

import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from PIL import Image

# Tags of Exif 2.32.
_ORIENTATION, _EXIF, _GPS = 0x0112, 0x8769, 0x8825
_TAKEN = ((0x9003, 0x9011), (0x9004, 0x9012))  # (DateTimeOriginal, its offset), (DateTimeDigitized, its offset)
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4
_FIRST_YEAR = 1990

# Read by pattern: strptime would import a module, and the child cannot.
_EXIF_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_EXIF_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d):(?P<minutes>\d\d)")

# ISO 6709 in decimal degrees, as phones write it into videos.
ISO_6709 = re.compile(r"(?P<lat>[+-]\d{1,2}(?:\.\d{1,9})?)(?P<lon>[+-]\d{1,3}(?:\.\d{1,9})?)(?:[+-].*)?/?")


def orientation(exif: Image.Exif) -> int:
    """1 to 8; 1 when nothing sensible is said."""
    value = exif.get(_ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def taken_at(exif: Image.Exif) -> datetime | None:
    """When the shutter opened: aware if the camera names its offset, else its naive wall clock."""
    said = exif.get_ifd(_EXIF)
    for moment_tag, offset_tag in _TAKEN:
        moment = _moment(said.get(moment_tag))
        if moment is not None:
            offset = _offset(said.get(offset_tag))
            return moment if offset is None else moment.replace(tzinfo=offset)
    return None


def _moment(said: object) -> datetime | None:
    found = _EXIF_MOMENT.match(str(said))
    try:
        moment = datetime.fromisoformat("{}-{}-{} {}:{}:{}".format(*found.groups())) if found else None
    except ValueError:
        return None
    return moment if moment is not None and moment.year >= _FIRST_YEAR else None


def _offset(said: object) -> timezone | None:
    found = _EXIF_OFFSET.match(str(said))
    if found is None:
        return None
    hours, minutes = int(found["hours"]), int(found["minutes"])
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if found["sign"] == "-" else 1)
    return timezone(offset) if abs(offset) <= timedelta(hours=14) else None


def location(exif: Image.Exif) -> str | None:
    """As "lat,lon" in decimal degrees, six places; None unless both are there and on this planet."""
    said = exif.get_ifd(_GPS)
    latitude = _degrees(said, _LATITUDE, _LATITUDE_REF, "S")
    longitude = _degrees(said, _LONGITUDE, _LONGITUDE_REF, "W")
    return place(latitude, longitude) if latitude is not None and longitude is not None else None


def place(latitude: float, longitude: float) -> str | None:
    """The one way a location is written; nowhere (0,0) is what broken receivers say."""
    on_earth = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0.0, 0.0)
    return f"{latitude:.6f},{longitude:.6f}" if on_earth else None


def _degrees(said: Mapping[int, Any], tag: int, ref_tag: int, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in said[tag])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        return None
    return -value if str(said.get(ref_tag, "")).strip("\x00 ").upper() == negative else value
