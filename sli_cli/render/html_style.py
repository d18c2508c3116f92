"""The style sheet of a web page, and the policy that lets it hold this style and nothing else."""

from __future__ import annotations

WIDTHS = (4, 8, 12, 16, 20, 24)
"""The least widths of columns that the style sheet knows, in characters."""

# The colours of words keep a contrast of 4.5 to 1 or better against their ground, in both schemes.
STYLE = """
:root { color-scheme: light dark; --ground: #ffffff; --words: #1b1b1b; --quiet: #555555; --head: #dce6f1;
  --rule: #8c8c8c; --late: #9c0006; --now: #6b5300; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #16181b; --words: #ececec; --quiet: #b4b4b4; --head: #253447; --rule: #7a7a7a;
    --late: #ff9a9a; --now: #f2cf63; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 110rem; background: var(--ground); color: var(--words);
  font: 1rem/1.45 Arial, "Liberation Sans", "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.75rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; }
p { max-width: 45rem; margin: 0 0 0.5rem; }
footer { margin-top: 1.5rem; color: var(--quiet); }
table { width: 100%; border-collapse: collapse; margin: 1rem 0; font-size: 0.9375rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { border: 1px solid var(--rule); padding: 0.4rem 0.55rem; text-align: left; vertical-align: top; }
thead th { background: var(--head); }
tbody th { font-weight: bold; }
tbody th, td { overflow-wrap: anywhere; }
.record th { width: 17rem; background: var(--head); }
.red, .yellow { font-weight: bold; }
.red { color: var(--late); }
.yellow { color: var(--now); }
WIDTHS@media screen and (max-width: 72rem) {
  table, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border: 1px solid var(--rule); margin: 0 0 1rem; padding: 0.5rem; }
  th, td { border: 0; padding: 0.25rem 0; }
  tbody th::before, td::before { content: attr(data-label); display: block; font-size: 0.875rem; font-weight: bold;
    color: var(--quiet); }
  td:empty { display: none; }
  .record tr { margin: 0; padding: 0.25rem 0.5rem; border-bottom: 0; }
  .record tr:last-child { border-bottom: 1px solid var(--rule); }
  .record th { width: auto; background: none; color: var(--quiet); }
  .record th::before, .record td::before { content: none; }
}
@media print {
  :root { --ground: #ffffff; --words: #000000; --quiet: #333333; --head: #dce6f1; --late: #9c0006; --now: #6b5300; }
  @page { size: A4 landscape; margin: 15mm; }
  body { padding: 0; max-width: none; font-size: 9pt; }
  table { font-size: 8.5pt; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
""".replace("WIDTHS", "".join(f".w{width} {{ min-width: calc({width}ch + 1.2rem); }}\n" for width in WIDTHS))


def width_class(least: int) -> str:
    """The class of a column's header that keeps the column `least` characters wide, so that no date breaks."""
    return f"w{min((width for width in WIDTHS if width >= least), default=WIDTHS[-1])}"


def policy() -> str:
    """The content security policy of a page: this style sheet by its hash; no script, no picture, nothing fetched."""
    from base64 import b64encode
    from hashlib import sha256

    known = b64encode(sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'"
