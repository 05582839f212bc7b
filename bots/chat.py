"""The same dialogue in a terminal: what is typed is said, a path is a file, a number picks from the menu."""

import asyncio
import shlex
import sys
from pathlib import Path
from typing import cast

import httpx
from rich.console import Console
from rich.markup import escape

from bots import bootstrap, serving
from bots.phones import Phone, running
from bots.settings import Settings
from bots.wording import wording
from channels.simulator.adapter import Simulator
from channels.simulator.conversations import E164
from channels.simulator.showing import plain_text

SILENCE_SECONDS = 10
WORDS_TO_LEAVE = {"/quit", "/exit", "/q"}


def is_phone_number(said: str) -> bool:
    """As the simulator's phones are named: E.164."""
    return E164.fullmatch(said) is not None


def talk(settings: Settings, number: str, out: Console) -> None:
    """Until the input ends or /quit is typed. The settings must allow testing."""
    chosen = settings.model_copy(update={"port": serving.any_port(settings.host), "public_base_url": ""})
    with out.status("Starting..."):
        program = bootstrap.build(chosen)
    try:
        asyncio.run(_talk(program, number, out))
    finally:
        program.close()


async def _talk(program: bootstrap.Program, number: str, out: Console) -> None:
    async with running(program) as base_url, httpx.AsyncClient(base_url=base_url, timeout=60) as http:
        phone = Phone(number, cast("Simulator", program.channels["simulator"]), http)
        phone.seen = len(phone.messages)
        out.print(f"[dim]You are {number}. Type what you would text; a path sends a file; /quit leaves.[/]")
        out.print(f"[dim]The client's phone is at {base_url}/simulator[/]")
        listening = asyncio.create_task(_listen(phone, out))
        while (line := await asyncio.to_thread(sys.stdin.readline)) and line.strip() not in WORDS_TO_LEAVE:
            text, files = _read(line.strip())
            if text or files:
                await phone.says(text, files)
        if not line:
            await _silence(phone)
        listening.cancel()


async def _silence(phone: Phone) -> None:
    """Lines that came from a file are answered to the last, for nobody sees when to type the next."""
    heard = -1
    while heard != len(phone.messages):
        heard = len(phone.messages)
        await asyncio.sleep(SILENCE_SECONDS)


async def _listen(phone: Phone, out: Console) -> None:
    while True:
        for message in phone.messages[phone.seen :]:
            phone.seen += 1
            out.print(f"[green]{escape(plain_text(message, wording))}[/]", highlight=False)
            for file in message["files"]:
                out.print(f"[dim]file: {escape(file['name'])}[/]")
        await asyncio.sleep(0.2)


def _read(line: str) -> tuple[str, list[Path]]:
    """Words, and those of them that are files on this machine."""
    try:
        parts = shlex.split(line)
    except ValueError:
        return line, []
    files = [
        Path(part).expanduser() for part in parts if ("/" in part or "." in part) and Path(part).expanduser().is_file()
    ]
    if not files:
        return line, []
    names = {str(one) for one in files}
    return " ".join(part for part in parts if str(Path(part).expanduser()) not in names), files
