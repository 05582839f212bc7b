"""What somebody wrote anew in an answer: without the letter that is quoted below it, and without their signature."""

import re

# "On Tue, Nov 24, 2026 at 9:15 AM Milepost <...> wrote:", broken over two or three lines by some readers.
_WROTE = re.compile(
    r"^[ \t]*(?:On|El|Em|Le)\b[^\n]{0,200}(?:\n[^\n]{0,200}){0,2}?(?:wrote|escribi[oó]|escreveu|a écrit)[ \t]*:[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_RULED = re.compile(
    r"^[ \t]*(?:-{2,}[ \t]*(?:Original|Forwarded|Mensaje) (?:Message|original|reenviado)[ \t]*-{2,}|_{20,})",
    re.MULTILINE | re.IGNORECASE,
)
_HEADED = re.compile(
    r"^\*?(?:From|De):\*?[^\n]+\n(?:\*?[^\n:]{2,12}:\*?[^\n]*\n){1,5}?\*?(?:Subject|Asunto):",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^(?:-- ?|(?:Sent from my|Enviado desde mi|Get Outlook for|Sent via|Enviado do meu)\b[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)


def own_words(text: str) -> str:
    """Cut at the first sign of a quote or a signature; quoted lines between one's own go too."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")[:200_000]
    for sign in (_WROTE, _RULED, _HEADED, _SIGNED):
        found = sign.search(text)
        text = text[: found.start()] if found else text
    lines = (line.rstrip() for line in text.split("\n") if not line.lstrip().startswith(">"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
