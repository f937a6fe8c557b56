// Markers, the list of sources, and the card that shows the exact words of one.

const SMALL = window.matchMedia("(max-width: 560px), (max-height: 480px)");
const MARGIN = 8; // pixels between the card and what is around it

// The citations of an answer by marker: several quotes may share one.
function byMarker(citations) {
  const groups = new Map();
  for (const citation of citations) {
    groups.set(citation.marker, [...(groups.get(citation.marker) ?? []), citation]);
  }
  return groups;
}

function outdated(citation) {
  return Boolean(citation.valid_until) && citation.valid_until < new Date().toISOString().slice(0, 10);
}

// The headings above the quote, without the title when it is the first of them.
function path(citation) {
  const headings = citation.heading ? citation.heading.split(" > ") : [];
  return headings.filter((heading) => heading !== citation.title).join(" › ");
}

// A button that opens the card. It is also the card's invoker, so a second press closes it.
function citationButton(group, context, attributes, ...children) {
  const press = (event) => {
    event.preventDefault();
    context.card.toggle(button, group);
  };
  const closed = { "aria-haspopup": "dialog", "aria-expanded": "false", click: press };
  const button = el("button", { type: "button", ...closed, ...attributes }, ...children);
  button.popoverTargetElement = context.card.node;
  return button;
}

function markerButton(group, context) {
  const [{ marker, title }] = group;
  const label = context.say("source_marker", { number: marker, title });
  return citationButton(group, context, { class: "marker", "aria-label": label }, String(marker));
}

function sourceList(citations, context) {
  const row = (group) => {
    const [first] = group;
    const about = outdated(first) ? context.say("may_be_outdated") : path(first);
    const naming = el(
      "span",
      { class: "naming", lang: first.language },
      el("span", { class: "title", dir: "auto" }, first.title),
      about ? el("span", { class: outdated(first) ? "warning" : "path", dir: "auto" }, about) : null,
    );
    const number = el("span", { class: "number" }, String(first.marker));
    return el("li", {}, citationButton(group, context, { class: "source" }, number, naming));
  };
  const rows = [...byMarker(citations).values()].map(row);
  return el("div", { class: "sources" }, el("h3", {}, context.say("sources")), el("ol", {}, ...rows));
}

class Card {
  #invoker = null;
  #shown = null;

  constructor(context) {
    this.context = context;
    this.node = el("div", {
      class: "card",
      role: "dialog",
      popover: "auto",
      autofocus: true,
      tabindex: "-1",
      "aria-labelledby": "card-title",
      beforetoggle: (event) => event.newState === "closed" && this.#giveFocusBack(),
      toggle: (event) => this.#toggled(event.newState === "open"),
    });
  }

  get isOpen() {
    return this.node.matches(":popover-open");
  }

  toggle(invoker, group) {
    const open = this.isOpen;
    if (open && invoker === this.#invoker) return this.node.hidePopover();
    if (open) this.#toggled(false);
    this.#invoker = invoker;
    this.node.replaceChildren(...this.#content(group));
    invoker.focus({ preventScroll: true }); // Safari does not focus what is clicked
    if (open) this.node.focus();
    else this.node.showPopover({ source: invoker });
    this.#toggled(true);
    this.context.emit("citation", group[0]);
  }

  // Browsers do not find their way back into a shadow root. Whoever pressed elsewhere is elsewhere already.
  #giveFocusBack() {
    if (this.node.contains(this.node.getRootNode().activeElement)) this.#invoker.focus({ preventScroll: true });
  }

  #toggled(open) {
    this.#invoker?.setAttribute("aria-expanded", String(open));
    this.#shown?.abort();
    if (!open) return;
    this.#shown = new AbortController();
    const { signal } = this.#shown;
    window.addEventListener("resize", () => this.#place(), { signal });
    window.addEventListener("scroll", () => this.#place(), { signal, capture: true, passive: true });
    this.#place();
  }

  // Beside the panel, else below the marker or above it; inside the window. The style sheet makes it a sheet
  // on a small screen.
  #place() {
    const { style } = this.node;
    style.left = style.top = "";
    if (SMALL.matches) return;
    const marker = this.#invoker.getBoundingClientRect();
    const card = this.node.getBoundingClientRect();
    const panel = this.node.parentElement.getBoundingClientRect();
    const rightmost = document.documentElement.clientWidth - card.width - MARGIN;
    const lowest = window.innerHeight - card.height - MARGIN;
    const within = (value, most) => Math.max(MARGIN, Math.min(value, most));
    const sides = [panel.left - MARGIN - card.width, panel.right + MARGIN];
    const beside = sides.find((left) => left >= MARGIN && left <= rightmost);
    const below = marker.bottom + MARGIN;
    const above = marker.top - MARGIN - card.height;
    const fitting = below > lowest && above >= MARGIN ? above : below;
    style.left = `${beside ?? within(marker.left + (marker.width - card.width) / 2, rightmost)}px`;
    style.top = `${within(beside === undefined ? fitting : marker.top - card.height / 3, lowest)}px`;
  }

  #content(group) {
    const { say } = this.context;
    const [first] = group;
    const { language: lang } = first;
    const close = () => this.node.hidePopover();
    const head = el(
      "div",
      { class: "card-head" },
      el("span", { class: "number" }, String(first.marker)),
      el("h3", { id: "card-title", lang, dir: "auto" }, first.title),
      el("button", { type: "button", class: "tool", "aria-label": say("close_source"), click: close }, ICONS.close()),
    );
    const quotes = group.map((citation) => el("blockquote", { lang, dir: "auto" }, citation.quote));
    const where = path(first) ? el("p", { class: "path", lang, dir: "auto" }, path(first)) : null;
    return [head, el("div", { class: "card-body" }, where, ...quotes, this.#facts(first), this.#link(first))];
  }

  #facts(citation) {
    const { say, day } = this.context;
    const facts = [];
    if (outdated(citation)) {
      const warning = say("outdated", { date: day(citation.valid_until) });
      facts.push(el("li", { class: "warning" }, ICONS.warning(), el("span", {}, warning)));
    } else if (citation.valid_until) {
      facts.push(el("li", {}, `${say("valid_until")} ${day(citation.valid_until)}`));
    }
    if (citation.updated) facts.push(el("li", {}, `${say("updated")} ${day(citation.updated)}`));
    if (citation.jurisdiction) facts.push(el("li", { dir: "auto" }, citation.jurisdiction));
    return facts.length ? el("ul", { class: "facts" }, ...facts) : null;
  }

  #link(citation) {
    const { say, host } = this.context;
    const original = webAddress(citation.url);
    const { source, start, end } = citation;
    const place = `?${new URLSearchParams({ start, end })}#quote`;
    const stored = `${host}/source/${String(source).split("/").map(encodeURIComponent).join("/")}${place}`;
    return el(
      "a",
      { class: "open", href: original ?? stored, target: "_blank", rel: "noopener" },
      say(original ? "open_original" : "read"),
      el("span", { class: "unseen" }, ` ${say("new_tab")}`),
    );
  }
}
