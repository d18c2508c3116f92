"""A Word file of somebody's own, filled in: an extra, because its library is. What it may say is bounded.

A template is a program, and may come from anywhere. So it is read in a sandbox, and before that its tags are looked at:
it may name what there is, loop over it and ask about it, and nothing else. It can then neither reach for what is not
its business nor grow without end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from sli_cli.domain.words import near
from sli_cli.errors import BadValue, Rejected
from sli_cli.render.docx_page import clean
from sli_cli.render.template_file import checked_bytes, texts_with_tags

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment, nodes

FILTERS = ("upper", "lower", "title", "capitalize", "trim", "default", "d", "length", "count", "join", "first", "last")
TESTS = ("defined", "undefined", "none", "odd", "even", "eq", "ne", "equalto", "gt", "lt", "ge", "le")
LOOP = ("index", "index0", "first", "last", "length", "revindex", "revindex0")
"""The filters and tests that a tag may use, and what it may ask of a loop."""

Names = Mapping[str, Sequence[str]]
"""What a template may name: each name, and what the things in it are called, where it is a list."""


class Tags(NamedTuple):
    """The names that a template uses, and of those the ones that there are not, with what was perhaps meant."""

    used: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...]


def tags_of(path: str, names: Names) -> Tags:
    """What a template uses of `names`. Raises BadValue where docxtpl is not installed or there is no such file,
    Rejected for what is no Word file, is damaged, or says more than a template may."""
    template, environment = _opened(path)
    return _tags(template, environment, names)


def fill(path: str, names: Names, values: Mapping[str, Any], title: str) -> bytes:
    """The template filled in with `values`, as a Word file with that title and without an author.

    Raises as `tags_of` does, and Rejected for a name that there is not.
    """
    template, environment = _opened(path)
    unknown = _tags(template, environment, names).unknown
    if unknown:
        raise misspelt(unknown)
    from jinja2 import TemplateError

    try:
        template.render(_cleaned(values), environment)
    except (TemplateError, TypeError, ValueError, SyntaxError) as error:
        raise _refused(f"could not be filled in ({_first_line(error)})") from error
    properties = template.docx.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], "", ""
    properties.language = properties.language or "en-GB"
    file = BytesIO()
    template.docx.save(file)
    return file.getvalue()


def misspelt(unknown: Sequence[tuple[str, str]]) -> Rejected:
    """The sentence for tags that name what there is not."""
    listed = ", ".join(f"{name} ({guess}?)" if guess else name for name, guess in unknown)
    return _refused(f"names what there is not: {listed}", "`sli agenda --check-template FILE` lists what there is.")


def _opened(path: str) -> tuple[DocxTemplate, Environment]:
    try:
        from docxtpl import DocxTemplate
        from jinja2 import StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError as error:
        raise BadValue("A template needs docxtpl.", "Install it: pip install 'sli-cli[template]'.") from error
    template = DocxTemplate(BytesIO(checked_bytes(path)))
    try:
        template.init_docx()
    except (KeyError, ValueError) as error:
        raise _refused("is no Word document", "Save it as .docx.") from error
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    return template, environment


def _cleaned(value: Any) -> Any:
    """The values with nothing in their texts that XML cannot hold."""
    if isinstance(value, Mapping):
        return {name: _cleaned(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(one) for one in value]
    return clean(value) if isinstance(value, str) else value


def _refused(what: str, remedy: str = "Correct it in Word, and try again.") -> Rejected:
    return Rejected(f"The template {what}.", remedy)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:120] or type(error).__name__


# -- what it says ------------------------------------------------------------------------------------------------------


def _tags(template: DocxTemplate, environment: Environment, names: Names) -> Tags:
    from jinja2 import TemplateSyntaxError

    used: dict[str, None] = {}
    for text in texts_with_tags(template):
        try:
            tree = environment.parse(text)
        except TemplateSyntaxError as error:
            raise _refused(f"has a tag that cannot be read ({_first_line(error)})") from error
        used |= dict.fromkeys(_names_in(tree, ()))
    known = {
        *names,
        *(f".{name}" for inner in names.values() for name in inner),
        *(f".{name}" for name in LOOP),
        "loop",
    }
    unknown = [(name.lstrip("."), near(name, known).lstrip(".")) for name in used if name not in known]
    return Tags(tuple(name.lstrip(".") for name in used), tuple(unknown))


def _names_in(node: nodes.Node, loops: tuple[str, ...]) -> Iterator[str]:
    """The names that a part of a template uses, those after a dot with it. Raises Rejected for anything else that a
    template may not say; `loops` are what the loops around it call their things, outermost first."""
    from jinja2 import nodes

    if isinstance(node, nodes.For):
        _check_loop(node, loops)
        yield from _names_in(node.iter, loops)
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from _names_in(child, (*loops, node.target.name))  # type: ignore[attr-defined]
        return
    if isinstance(node, nodes.Name):
        if node.name not in loops:
            yield node.name
    elif isinstance(node, nodes.Getattr):
        yield f".{node.attr}"
    elif isinstance(node, nodes.Filter | nodes.Test):
        allowed = FILTERS if isinstance(node, nodes.Filter) else TESTS
        if node.name not in allowed:
            raise _refused(f"uses {node.name!r}, which a template may not", f"It may use {', '.join(allowed)}.")
    elif not isinstance(node, _harmless()):
        raise _refused(f"does what a template may not ({type(node).__name__.lower()})", "Take that tag out.")
    for child in node.iter_child_nodes():
        yield from _names_in(child, loops)


def _harmless() -> tuple[type[nodes.Node], ...]:
    """What a template may say beside names, loops, filters and tests: plain words, conditions and comparisons."""
    from jinja2 import nodes as n

    return (n.Template, n.Output, n.TemplateData, n.Const, n.If, n.CondExpr, n.Compare, n.Operand, n.And, n.Or, n.Not)


def _check_loop(node: nodes.For, loops: tuple[str, ...]) -> None:
    """A loop goes over a list that there is; one within another, over what belongs to the thing that one is at.

    So a template does no more than walk through what it was given, however its loops stand in each other.
    """
    from jinja2 import nodes

    base = node.iter
    while isinstance(base, nodes.Getattr):
        base = base.node
    plain = isinstance(base, nodes.Name) and isinstance(node.target, nodes.Name) and not node.recursive
    inner = not loops or (isinstance(base, nodes.Name) and base.name == loops[-1] and base is not node.iter)
    if not plain or not inner:
        raise _refused("has a loop that a template may not have", "Loop over one list, such as table_a.")
