"""`sli import`: reads a document that people really have into a register."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from sli_cli.app import App
from sli_cli.changing import ask
from sli_cli.command_kinds import Count
from sli_cli.errors import BadValue, NotFound, Rejected
from sli_cli.options import Choice, command, many, pass_app
from sli_cli.options import register as of_register
from sli_cli.reports import import_doubts

if TYPE_CHECKING:
    from sli_cli.intake.tables import Document
    from sli_cli.intake.understand import Begun
    from sli_cli.intake.values import Draft, Options, Reading
    from sli_cli.services.importing import Imported, Into

LONGEST_TITLE = 120
"""Of how many characters a heading may be for the title of a new register: what is longer is prose."""

LONG = 2_000
"""From how many recommendations on a progress bar is worth its line."""

LARGE = 5_000_000
"""From how many bytes on the reading of a file takes so long that it is worth a line."""


@command("import")
@click.argument("file")
@of_register
@click.option("--new-register", metavar="TITLE", help="Into a new register of this title.")
@many("--map", "mapping", metavar="HEADING=MEANING", help='What a column means, such as "Owner=lead".')
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.")
@click.option("--table", type=Count(), metavar="N", help="The table of a document, counted from 1.")
@click.option("--encoding", metavar="NAME", help="How a text file is encoded, where that is not found out.")
@click.option("--dates", type=Choice(["day-first", "month-first", "iso"]), help="How 03/04/2027 is read.")
@click.option("--update", is_flag=True, help="Bring recommendations that are there already into line.")
@click.option("--duplicates", type=Choice(["suffix"]), help="Repeated refs get -2, -3, and so on.")
@click.option("--dry-run", is_flag=True, help="Show what it would do, with every doubt, and do nothing.")
@click.option("--report", metavar="FILE", help="Write every doubt with its place to a file.")
@click.option("--all", "whole", is_flag=True, help="Restore a whole database from `sli export --all`.")
@pass_app
def import_command(app: App, file: str, whole: bool, dry_run: bool, **given: Any) -> None:
    """Read a document into a register: .docx, .xlsx, .csv, .tsv, .html, .md, .txt, .json, .pdf.

    It finds the table that looks like a register and says what each column was taken to mean. Nothing is guessed in
    silence: every doubt is listed with its place. All of it is written, or nothing. The same file again changes
    nothing; a newer one, with --update, changes what differs.

    \b
    Meanings for --map: ref, text, theme, position (comments), action (local
    action), lead, sponsor, contributors, forum, informed, next_review (due),
    last_review, cadence, wording, raised, status, closed_on, closure, rating,
    update, update_on, extra (kept as it is).

    \b
    Examples:
      sli import tracker.xlsx --dry-run
      sli import tracker.xlsx --new-register "Peer challenge 2026" --yes
      sli import minutes.docx --table 2 --map "Owner=lead" --dry-run
    """
    if whole:
        _restore(app, file)
        return
    from sli_cli.intake.opening import open_document

    if app.interactive and os.path.isfile(file) and os.path.getsize(file) > LARGE:
        app.note(f"Reading {os.path.basename(file)} …")
    document = open_document(file, encoding=given["encoding"])
    if document.kind in ("json", "jsonl"):
        _own_export(app, file, document, dry_run, given)
        return
    from sli_cli.intake.understand import Begun, begin

    begun = begin(document, _options(given), app.today)
    if isinstance(begun, Begun):
        if not dry_run and _at_once(app, file, document, begun, given):
            return
        reading = begun.reading()
    else:
        reading = begun
    if given["report"]:
        import_doubts.write_report(app, given["report"], reading)
    import_doubts.refuse(app, file, reading)
    if len(reading.drafts):
        _write(app, file, document, reading, dry_run, given)
    else:
        from sli_cli.render.clean import harmless

        app.say(harmless(f"{os.path.basename(file)}: 0 recommendations. {reading.why}") + "\n")


def _at_once(app: App, file: str, document: Document, begun: Begun, given: dict[str, Any]) -> bool:
    """Writes while it reads, where nobody is to be shown anything first: it saves a walk through the rows.

    False where anything stands against it: then nothing was written, and the longer way says what it is.
    """
    if "yes" not in app.flags or given["report"] or app.interactive:
        return False
    from sli_cli.intake.values import PROBLEM, Doubts
    from sli_cli.services.import_new import Source
    from sli_cli.services.importing import import_drafts

    doubts, source = Doubts(), Source(os.path.basename(file), document.digest)

    def sound() -> bool:
        return all(severity != PROBLEM for severity, _ in doubts.counts)

    try:
        into, drafts = _into(file, document, given), begun.drafts(doubts)
        done = import_drafts(app.database, drafts, into, source, update=given["update"], sound=sound)
    except (BadValue, NotFound, Rejected):
        return False
    _say_done(app, done, begun.general.counts + doubts.counts, None)
    return True


def _say_done(app: App, done: Imported, doubts: Mapping[tuple[str, str], int], report: str | None) -> None:
    app.say(f"{line}\n" for line in done.lines())
    if done.writes:
        import_doubts.count(app, doubts, report)


def _write(app: App, file: str, document: Document, reading: Reading, dry_run: bool, given: dict[str, Any]) -> None:
    """Rehearses, shows and asks, unless --yes was given; then does the same for good."""
    into = _into(file, document, given)
    if dry_run or "yes" not in app.flags:
        found = _carry_out(app, reading, into, file, document, given["update"], keep=False)
        if not found.writes and not dry_run:
            app.say(f"{line}\n" for line in found.lines())
            return
        from sli_cli.reports.import_preview import preview

        pieces = preview(app, sys.stdout if dry_run else sys.stderr, file, document, reading, found)
        if dry_run:
            app.say(pieces, drawn=True)
            return
        for piece in pieces:
            click.echo(piece, nl=False, err=True)
        ask(app, [], f"Write this into {found.register}?")
    done = _carry_out(app, reading, into, file, document, given["update"], keep=True)
    _say_done(app, done, reading.doubt_counts, given["report"])


def _options(given: dict[str, Any]) -> Options:
    from sli_cli.intake.values import Options

    pairs = []
    for text in given["mapping"]:
        heading, sign, meaning = text.rpartition("=")
        if not sign or not heading.strip():
            raise BadValue(f"--map {text!r} names no column and meaning.", 'Write it as --map "Owner=lead".')
        pairs.append((heading.strip(), meaning.strip()))
    names = ("sheet", "table", "dates", "duplicates", "update")
    return Options(mapping=tuple(pairs), **{name: given[name] for name in names})


def _into(file: str, document: Document, given: dict[str, Any]) -> Into:
    from sli_cli.services.importing import Into

    if given["register"] and given["new_register"]:
        raise BadValue("--register and --new-register were both given.", "Name one.")
    headings = [line.strip() for table in document.tables for line in table.heading.splitlines() if line.strip()]
    title = (
        headings[-1] if headings and len(headings[-1]) <= LONGEST_TITLE else os.path.splitext(os.path.basename(file))[0]
    )
    return Into(given["register"], given["new_register"], title)


def _carry_out(
    app: App, reading: Reading, into: Into, file: str, document: Document, update: bool, *, keep: bool
) -> Imported:
    """Writes the drafts, or rehearses it, with a progress bar where somebody waits for it."""
    from sli_cli.services.import_new import Source
    from sli_cli.services.importing import Problems, import_drafts

    source = Source(os.path.basename(file), document.digest)
    drafts: Iterable[Draft] = reading.drafts
    try:
        if not (app.interactive and len(reading.drafts) > LONG):
            return import_drafts(app.database, drafts, into, source, update=update, keep=keep)
        label = "Writing" if keep else "Comparing"
        with click.progressbar(drafts, length=len(reading.drafts), label=label, file=sys.stderr) as shown:
            return import_drafts(app.database, shown, into, source, update=update, keep=keep)
    except Problems as error:
        import_doubts.listed(app, error)


def _own_export(app: App, file: str, document: Document, dry_run: bool, given: dict[str, Any]) -> None:
    from sli_cli.services import portable

    if dry_run or "yes" not in app.flags:
        lines = portable.load_file(app.database, file, document.digest, keep=False)
        if dry_run:
            app.say(f"Would say: {line}\n" for line in lines)
            return
        ask(app, lines, "Write this?")
    app.say(f"{line}\n" for line in portable.load_file(app.database, file, document.digest, keep=True))


def _restore(app: App, file: str) -> None:
    """Restores a whole database into an empty one, made now where there is none: complete, or not at all."""
    from sli_cli.store.whole import restore

    try:
        lines = open(file, encoding="utf-8", newline="\n")  # noqa: SIM115 - closed below, after it was streamed
    except OSError as error:
        raise BadValue(f"{file!r} cannot be read: {error.strerror}.", "Name a file from `sli export --all`.") from error
    with lines:
        try:
            if app.home.exists():
                with app.home.writing() as connection:
                    found = restore(connection, lines)
            else:
                kept = []
                app.home.create(lambda connection: kept.append(restore(connection, lines)))
                found = kept[0]
        except UnicodeDecodeError as error:
            raise Rejected(f"{file!r} is not text in UTF-8.", "Name a file from `sli export --all`.") from error
    app.say(f"Restored {found.rows} rows of history in {found.changes} changes into {app.place}; it is whole.\n")
    app.say(f"Head: {found.head}\n")
