"""XML from strangers: no entities, nothing fetched, and every element knows its line."""

from __future__ import annotations

from typing import Any

from yhgis.errors import DataError, empty_file


def parse(content: bytes, origin: str) -> Any:
    """Return the root element of ``content`` (of lxml: ``sourceline`` is the line of an element).

    Parameters
    ----------
    origin : str
        File name for the error sentence.

    Raises
    ------
    DataError
        Empty, not XML (with the line), or it declares entities, which could blow it up or reach for other files.
    """
    from lxml import etree

    if not content:
        raise empty_file(origin)
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, reader)
    except etree.XMLSyntaxError as error:
        raise DataError(
            "{file} is not valid XML: line {line}: {reason}.", file=origin, line=error.lineno or 1, reason=error.msg
        ) from error
    inside = root.getroottree().docinfo.internalDTD
    if inside is not None and any(True for _ in inside.iterentities()):
        raise DataError("{file} declares XML entities; such files are not read.", file=origin)
    return root


def local_name(element: Any) -> str:
    """Return the name of ``element`` without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: Any) -> str:
    """Return the namespace of ``element``; empty when it has none."""
    return element.tag[1:].partition("}")[0] if isinstance(element.tag, str) and element.tag[:1] == "{" else ""
