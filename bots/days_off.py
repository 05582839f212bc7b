"""Public holidays of the place where a job is: by what is known of it, else by its time zone."""

from datetime import date
from functools import lru_cache

from babel.core import get_global

from core.domain.reminder import DayOff
from core.ports.ledger import ProjectFile


def days_off(file: ProjectFile) -> DayOff:
    """Of the country of the job's zone, and of the state where the contractor works in that country."""
    place = place_of(file.project.zone, file.contractor.jurisdiction)

    def off(day: date) -> bool:
        return day in _holidays(place, day.year)

    return off


def place_of(zone: str, jurisdiction: str) -> str:
    """ISO 3166-2, or 3166-1 where no state is known; "" where nothing is: "America/Chicago" may be of any state."""
    country: str = get_global("zone_territories").get(zone, "")
    return jurisdiction if not country or jurisdiction.partition("-")[0] == country else country


@lru_cache(maxsize=512)
def _holidays(place: str, year: int) -> frozenset[date]:
    """Those on which people are off, moved ones included. None for a place that the library does not know."""
    import holidays  # 0.2 s, which only a worker has to spend

    country, _, state = place.partition("-")
    for part in dict.fromkeys((state or None, None)):
        try:
            return frozenset(holidays.country_holidays(country, subdiv=part, years=year))
        except NotImplementedError:
            continue
    return frozenset()
