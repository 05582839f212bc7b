"""What is asked of a page inside the browser; each gives the list of what is wrong."""

CONTRAST = """
() => {
  const channel = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const parts = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = (c) => { const [r, g, b] = parts(c).map(channel); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (parts(c)[3] > 0.7) return c;
    }
    return "rgb(255, 255, 255)";
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || e.closest(".vh, .skip, dialog")) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(e.className + " " + e.textContent.trim().slice(0, 30) + " " + ratio.toFixed(2));
  }
  return poor;
}
"""

UNNAMED = """
() => {
  const named = (e) => (e.getAttribute("aria-label") || e.textContent || e.alt || "").trim()
    || [...(e.labels || [])].some((l) => l.textContent.trim()) || [...e.querySelectorAll("img")].some((i) => i.alt);
  const bad = [...document.querySelectorAll("a, button, textarea, input:not([type=hidden]), img, dialog")]
    .filter((e) => !named(e)).map((e) => e.outerHTML.slice(0, 80));
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) bad.push("twice: " + id);
  for (const e of document.querySelectorAll("[aria-labelledby]"))
    if (!document.getElementById(e.getAttribute("aria-labelledby"))) bad.push("points nowhere: " + e.outerHTML);
  const levels = [...document.querySelectorAll("h1, h2, h3")].map((e) => Number(e.tagName[1]));
  levels.forEach((level, i) => { if (level - (levels[i - 1] || 0) > 1) bad.push("heading skips to " + level); });
  for (const mark of ["header", "main", "footer", "nav", "h1"])
    if (document.querySelectorAll("body > " + mark + ", main " + mark + ", header " + mark).length !== 1)
      bad.push("not once: " + mark);
  return bad;
}
"""

SMALL_TARGETS = """
() => [...document.querySelectorAll("a, button, textarea, summary")]
  .filter((e) => e.checkVisibility() && !e.closest(".skip, dialog"))
  .filter((e) => { const r = e.getBoundingClientRect();
    return r.height < (e.closest("header, nav") ? 44 : 24) || r.width < 24; })
  .map((e) => e.outerHTML.slice(0, 80))
"""
