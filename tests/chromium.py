"""How tests start Debian's Chromium."""

import os

PATH = "/usr/bin/chromium"
# A renderer in this process shuts the machine's fonts out for itself; a browser without any font falls over.
ENVIRONMENT: dict[str, str | float | bool] = {
    name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"
}
