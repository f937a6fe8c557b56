"use strict";

// The table of cases: filters, pages and rows. All text goes in as text, never as markup.
const PAGE = 100;
const { texts, cases, tracks, metrics } = JSON.parse(document.getElementById("case-data").textContent);
const place = document.getElementById("case-table");
const MAIN = ["recall_at_1", "citation_recall", "chrf"];

const NAMES = {
  outcome: { failed: "not as it should be", right: "right", refused: "refused", wrong: "wrong", error: "error" },
  said: { answered: "answered", refused: "refused" },
  order: { sure: "most confident first", unsure: "least confident first", slow: "slowest first" },
  track: tracks,
};
const of = (name) => [...new Set(cases.map((one) => one[name]).filter((value) => value !== undefined))];
const CHOICES = {
  track: Object.keys(tracks),
  language: of("language").sort(),
  type: of("type").sort(),
  outcome: Object.keys(NAMES.outcome),
  said: Object.keys(NAMES.said),
  split: of("split").sort(),
  order: Object.keys(NAMES.order),
};
const LABELS = {
  track: "Track",
  language: "Language",
  type: "Type",
  outcome: "Outcome",
  said: "The bot",
  split: "Split",
  order: "Order",
};

// Without what has characters shown in another order than they stand in.
const inOrder = (child) => (typeof child === "string" ? child.replace(/[\u202a-\u202e\u2066-\u2069]/g, "") : child);

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") made.className = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined).map(inOrder)); // strings become text
  return made;
}

const plain = (name) => name.replaceAll("_", " ");
const percent = (value) => (value === undefined ? "–" : (100 * value).toFixed(value % 1 ? 1 : 0));

// --- filters ---------------------------------------------------------------------------------------

const controls = {};
const pinned = { case: "", document: "" }; // what only a link asks for
let found = []; // the cases that pass, of which the list holds the first ones

function select(name) {
  const options = CHOICES[name].map((value) =>
    element("option", { value }, NAMES[name]?.[value] ?? (name === "type" ? plain(value) : value))
  );
  const first = name === "order" ? "as they were asked" : "all";
  controls[name] = element("select", { name }, element("option", { value: "" }, first), ...options);
  return element("label", {}, LABELS[name], controls[name]);
}

controls.text = element("input", { type: "search", name: "text", placeholder: "words, a document, an id" });
const clear = element("button", { type: "button", class: "clear" }, "Clear");
const shownNames = Object.keys(CHOICES).filter((name) => name === "order" || CHOICES[name].length > 1);
for (const name of Object.keys(CHOICES)) if (!shownNames.includes(name)) select(name);
const form = element(
  "form",
  { class: "filters", role: "search", "aria-label": "Filter cases" },
  ...shownNames.map(select),
  element("label", { class: "wide" }, "Question or answer holds", controls.text),
  clear
);
const shown = element("p", { class: "shown", role: "status" });
const titles = element(
  "div",
  { class: "titles", "aria-hidden": "true" },
  ...["Outcome", "", "Question and id"].map((title) => element("span", {}, title)),
  ...["Confidence", ...MAIN.map((name) => metrics[name] ?? name)].map((title) =>
    element("span", { class: "score" }, title)
  )
);
const list = element("div", { class: "cases" });
const clearThere = element("button", { type: "button", class: "clear" }, "Clear the filters");
const nothing = element("div", { class: "nothing" }, "No case matches.", clearThere);
const more = element("button", { type: "button", class: "more" });
place.replaceChildren(form, shown, titles, list, nothing, more);
document.documentElement.classList.add("scripts");

const folded = (text) => text.normalize("NFKC").toLowerCase();
const haystacks = new Map();
function haystack(one) {
  if (!haystacks.has(one)) {
    const numbers = [one.question, one.answer, one.error, ...one.history];
    for (const citation of one.citations ?? []) numbers.push(citation[1], citation[2]);
    for (const gold of one.gold) numbers.push(gold[2]);
    const words = numbers.filter((n) => n !== undefined && n !== null).map((n) => texts[n]);
    haystacks.set(one, folded([one.id, ...words, ...one.sources.map((n) => texts[n])].join("\n")));
  }
  return haystacks.get(one);
}

function passes(one, wanted, words) {
  if (pinned.case) return one.id === pinned.case;
  if (pinned.document && (one.track === "unanswerable" || texts[one.sources[0]] !== pinned.document)) return false;
  for (const name of ["track", "language", "type", "split"]) {
    if (wanted[name] && one[name] !== wanted[name]) return false;
  }
  if (wanted.outcome === "failed" ? one.fine : wanted.outcome && one.outcome !== wanted.outcome) return false;
  if (wanted.said && (one.refused === undefined || one.refused !== (wanted.said === "refused"))) return false;
  return words.every((word) => haystack(one).includes(word));
}

const ORDERS = {
  sure: (a, b) => (b.confidence ?? -1) - (a.confidence ?? -1),
  unsure: (a, b) => (a.confidence ?? 2) - (b.confidence ?? 2),
  slow: (a, b) => (b.seconds ?? -1) - (a.seconds ?? -1),
};

function render() {
  const wanted = Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value]));
  const words = folded(wanted.text).split(/\s+/).filter(Boolean);
  found = cases.filter((one) => passes(one, wanted, words));
  if (wanted.order) found.sort(ORDERS[wanted.order]);
  list.replaceChildren();
  list.hidden = titles.hidden = found.length === 0;
  nothing.hidden = found.length > 0;
  extend();
  if (pinned.case && found.length) list.firstChild.open = true;
}

function extend() {
  const first = list.children.length;
  list.append(...found.slice(first, first + PAGE).map(row));
  const left = found.length - list.children.length;
  more.hidden = left === 0;
  more.textContent = `Show ${Math.min(PAGE, left)} more`;
  shown.textContent = inOrder(told(found.length));
}

function told(count) {
  if (!count && !pinned.case) return `None of ${cases.length} cases matches`;
  if (pinned.case) return `${count ? "One case" : "There is no such case"}: ${pinned.case}. “Clear” shows all.`;
  const about = pinned.document ? ` about ${pinned.document}` : "";
  const matching = count === cases.length ? "" : `${about} that match, of ${cases.length} in all`;
  return `Showing ${list.children.length} of ${count} ${count === 1 ? "case" : "cases"}${matching}`;
}

// --- the address keeps the filters -----------------------------------------------------------------

function remember() {
  const state = new URLSearchParams();
  for (const [name, control] of Object.entries(controls)) if (control.value) state.set(name, control.value);
  for (const [name, value] of Object.entries(pinned)) if (value) state.set(name, value);
  history.replaceState(null, "", `#${state.toString() || "cases"}`);
}

function recall() {
  if (!location.hash.includes("=")) return false;
  const state = new URLSearchParams(location.hash.slice(1));
  for (const [name, control] of Object.entries(controls)) {
    const value = state.get(name) ?? "";
    control.value = name === "text" || CHOICES[name].includes(value) ? value : "";
  }
  for (const name of Object.keys(pinned)) pinned[name] = state.get(name) ?? "";
  return true;
}

function changed() {
  pinned.case = "";
  render();
  remember();
}

function reset() {
  form.reset();
  for (const name of Object.keys(pinned)) pinned[name] = "";
}

// A link within the page leaves the filters alone; going back to where there were none takes them away.
let followed = false;
document.addEventListener("click", (event) => {
  followed = event.target.closest('a[href^="#"]') !== null;
  setTimeout(() => (followed = false), 500);
});

function arrive() {
  if (recall()) {
    render();
    document.getElementById("cases").scrollIntoView();
  } else if (!followed) {
    reset();
    render();
  }
  followed = false;
}

let waiting = 0;
form.addEventListener("change", changed);
controls.text.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(changed, 150);
});
form.addEventListener("submit", (event) => event.preventDefault());
for (const button of [clear, clearThere]) {
  button.addEventListener("click", () => {
    reset();
    changed();
    clear.focus(); // the other one is gone
  });
}
more.addEventListener("click", () => {
  const first = list.children.length;
  extend();
  list.children[first].querySelector("summary").focus();
});
window.addEventListener("hashchange", arrive);

// --- rows ------------------------------------------------------------------------------------------

function score(name, value) {
  return element("span", { class: "score" }, element("span", { class: "name" }, `${name} `), percent(value));
}

// Whether a refusal is right is not to be told by its colour alone.
const outcome = ({ outcome, fine }) => (outcome === "refused" ? `refused, ${fine ? "rightly" : "wrongly"}` : outcome);

function row(one) {
  const summary = element(
    "summary",
    {},
    element("span", { class: "badge", "data-fine": one.fine ? "yes" : "no" }, outcome(one)),
    element("span", { class: "lang" }, one.language),
    element(
      "span",
      { class: "question" },
      element("span", { class: "asked", lang: one.language }, texts[one.question]),
      element("small", { class: "id" }, one.id)
    ),
    score("Confidence", one.confidence),
    ...MAIN.map((name) => score(metrics[name] ?? name, one.scores[name]))
  );
  const details = element("details", { class: "case" }, summary);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(inside(one));
  });
  return details;
}

if (!location.hash.includes("=")) render();
else arrive();
