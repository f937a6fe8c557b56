// What an opened row of the table of cases shows.

const said = (number, lang, tag = "p") => element(tag, { class: "said", lang }, texts[number]);
const part = (title, ...children) => (children.length ? [element("h4", {}, title), ...children] : []);
const bullets = (tag, name, items) => (items.length ? [element(tag, { class: name }, ...items)] : []);

function inside(one) {
  return element(
    "div",
    { class: "inside" },
    element(
      "div",
      { class: "across" },
      ...part("Failed checks", ...bullets("ul", "failed", one.failed.map((n) => element("li", {}, texts[n])))),
      ...part("Asked before", ...bullets("ol", "", one.history.map((n) => said(n, one.language, "li")))),
      ...part("Question", said(one.question, one.language))
    ),
    element("div", {}, ...reply(one)),
    element("div", {}, ...expected(one)),
    element("div", { class: "across" }, ...scores(one))
  );
}

function reply(one) {
  if (one.error !== undefined) return part("Error", said(one.error));
  const told = [one.kind, one.spoken];
  if (one.confidence !== undefined) told.push(`confidence ${percent(one.confidence)} %`);
  if (one.seconds !== undefined) told.push(`${Math.round(one.seconds * 1000)} ms`);
  return [
    ...part(`Answer (${told.join(", ")})`, said(one.answer, written(one))),
    ...part("Citations", ...(one.citations ?? []).map((citation) => quoted(one, citation))),
    ...part("Found by search, best first", ...ranking(one)),
  ];
}

// An answer quoted from a document is in the document's language, whichever it was asked in.
function written(one) {
  const quotes = ["faq", "extract"].includes(one.kind) && one.citations?.length > 0;
  return quotes ? one.citations[0][3] : one.spoken;
}

function quoted(one, [marker, source, title, language, start, end, quote]) {
  const covered = one.gold
    .filter((gold) => gold[2] === source && gold[3] !== null)
    .map((gold) => Math.max(0, Math.min(end, gold[4]) - Math.max(start, gold[3])))
    .reduce((most, characters) => Math.max(most, characters), 0);
  const held = covered ? `, holds ${covered} characters of the gold answer` : "";
  const where = `[${marker}] ${texts[title]} · ${texts[source]} · characters ${start}–${end}${held}`;
  return element(
    "div",
    {},
    element("p", { class: "place" }, where),
    said(quote, language, "blockquote")
  );
}

function ranking(one) {
  if (one.ranking === undefined) return [];
  const items = one.ranking.map(([source, answers]) =>
    element("li", { class: answers ? "answers" : null }, texts[source], answers ? " (answers)" : "")
  );
  return items.length ? bullets("ol", "ranking place", items) : [element("p", {}, "nothing")];
}

function expected(one) {
  const golds = one.gold.map((gold) => [gold[1], goldAnswer(gold)]);
  const own = golds.filter(([language]) => language === one.language).map(([, made]) => made);
  const others = golds.filter(([language]) => language !== one.language).map(([, made]) => made);
  const first = own.length ? own : others.splice(0, 1);
  const folded = others.length
    ? [element("details", {}, element("summary", {}, `${others.length} more in other languages`), ...others)]
    : [];
  const none = !one.gold.length ? [element("p", {}, expectation(one))] : [];
  return [
    ...part(one.gold.length > 1 ? "Gold answers (one is enough)" : "Gold answer", ...first, ...folded, ...none),
    ...part("Must not say", ...bullets("ul", "", one.forbidden.map((n) => said(n, one.language, "li")))),
    ...part("Documents that answer", ...bullets("ul", "place", one.sources.map((n) => element("li", {}, texts[n])))),
  ];
}

const expectation = (one) =>
  one.track === "unanswerable" ? "Nothing in the index answers: the bot should refuse." : "None is given.";

function goldAnswer([text, language, source, start, end]) {
  const where = source === null ? "words only; they stand nowhere in the index" : texts[source];
  const span = start === null ? "" : ` · characters ${start}–${end}`;
  return element(
    "div",
    { class: "gold" },
    element("p", { class: "place" }, `${where}${span}`),
    said(text, language)
  );
}

function scores(one) {
  const known = Object.entries(metrics).filter(([name]) => one.scores[name] !== undefined);
  const items = known.map(([name, label]) =>
    element("div", {}, element("dt", {}, label), element("dd", {}, percent(one.scores[name])))
  );
  const about = [plain(one.track), plain(one.type), one.language, `index ${one.index}`];
  if (one.split !== undefined) about.push(`split ${one.split}`);
  const link = element("a", { href: `#${new URLSearchParams({ case: one.id })}` }, "Link to this case");
  return [
    ...part("Scores", ...bullets("dl", "scores", items)),
    element("p", { class: "place about" }, `${about.join(" · ")} · `, link),
  ];
}
