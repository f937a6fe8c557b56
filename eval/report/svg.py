"""A Matplotlib figure to SVG that takes on the page's font and colours and needs no style of its own."""

import io
import re
import warnings
from typing import Any, cast
from xml.etree import ElementTree

import matplotlib
from matplotlib.axes import Axes

from eval.report.words import printable

# A colour of a drawing and the CSS variable that takes its place, by which the page is light or dark.
COLOURS = {
    "ink": "#17211e",
    "soft": "#55625e",
    "line": "#d5dbd8",
    "paper": "#fefefe",
    "accent": "#0d5c4e",
    "right": "#0067a6",
    "refused": "#8a929b",
    "wrong": "#bd4500",
    "error": "#2a2a2b",
    "on-right": "#fffffd",
    "on-refused": "#101112",
    "on-wrong": "#fffffe",
    "on-error": "#fffffc",
    # Okabe and Ito's colours, which the colour-blind can tell apart, dark enough for text.
    "series-1": "#0067a5",
    "series-2": "#b34700",
    "series-3": "#007a58",
    "series-4": "#a2487f",
    "series-5": "#7a6400",
    "series-6": "#3d4f9f",
    "series-7": "#6a6a6a",
}
_VARIABLES = {colour: f"var(--{name},{colour})" for name, colour in COLOURS.items()}
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_SETTINGS = {
    "svg.fonttype": "none",  # text stays text
    "text.parse_math": False,  # a dollar sign in a name is one
    "font.size": 11,
    "axes.unicode_minus": True,
    "axes.edgecolor": COLOURS["line"],
    "axes.labelcolor": COLOURS["soft"],
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["line"],
    "ytick.color": COLOURS["line"],
    "xtick.labelcolor": COLOURS["soft"],
    "ytick.labelcolor": COLOURS["soft"],
}


def settings(name: str) -> dict[str, Any]:
    """Return what drawing needs set; ``name`` makes the ids of one drawing differ from another's."""
    return {**_SETTINGS, "svg.hashsalt": name}


def to_svg(axes: Axes, name: str, label: str) -> str:
    """Return the figure of some axes as an SVG element to stand in a page: the same bytes each time.

    Style attributes become presentation attributes, since the page's security policy allows none.
    """
    figure, written = axes.get_figure(root=True), io.StringIO()
    assert figure is not None
    with warnings.catch_warnings(), matplotlib.rc_context(cast(Any, settings(name))):
        warnings.filterwarnings("ignore", message="Glyph")  # the page has its own fonts
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    root = ElementTree.fromstring(written.getvalue())
    for part in (f"{_SVG}metadata", f"{_SVG}defs[{_SVG}style]"):
        for element in root.findall(part):
            root.remove(element)
    for element in root.iter():
        _plain(element)
    _drop_unused_ids(root)
    root.attrib = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-label": printable(label),
    }
    text = ElementTree.tostring(root, encoding="unicode")
    return re.sub(r"(?:<g />)+", "", re.sub(r">\s+<", "><", text)).replace("  ", " ")


def _plain(element: ElementTree.Element) -> None:
    element.tag = element.tag.removeprefix(_SVG)
    if _HREF in element.attrib:
        element.set("href", element.attrib.pop(_HREF))
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            _font(element, value)
        elif name:
            element.set(name, value)
    element.attrib.pop("font-family", None)  # the page's is inherited
    for name in ("fill", "stroke"):
        colour = element.attrib.get(name, "")
        element.attrib.update({name: _VARIABLES[colour]} if colour in _VARIABLES else {})
    if element.tag == "text":
        element.attrib.setdefault("fill", _VARIABLES[COLOURS["ink"]])


def _font(element: ElementTree.Element, shorthand: str) -> None:
    """Keep the size and weight of a font."""
    size = re.search(r"([\d.]+)px", shorthand)
    if size:
        element.set("font-size", size[1])
    if re.match(r"(bold|[6-9]00)\b", shorthand):
        element.set("font-weight", "600")


def _drop_unused_ids(root: ElementTree.Element) -> None:
    text = ElementTree.tostring(root, encoding="unicode")
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', text))
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
