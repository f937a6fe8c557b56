// A question and what became of it: waiting, arriving, answered or failed. `draw` shows its state.

const CITED = /(\S?)((?:\s*\[\d+\])+)/g; // markers, with the character they must stay beside

class Turn {
  stage = "search";
  text = "";
  citations = [];
  answer = null;
  failure = null;
  #until = 0; // when the host may be asked again
  #body = el("div", { class: "body" });

  constructor(question, context) {
    this.question = question;
    this.context = context;
    this.node = el("div", { class: "turn" });
  }

  draw() {
    const { say } = this.context;
    const asked = el("span", { class: "unseen" }, `${say("you")} `);
    const question = el("div", { class: "question" }, asked, el("span", { dir: "auto" }, this.question));
    this.node.replaceChildren(question, this.#body);
    this.#drawBody();
  }

  // What the host tells before the answer.
  tell(event, data) {
    if (event === "stage") this.stage = data.name;
    else if (event === "citation") this.citations.push(data);
    else this.text += joint(this.text, data.text) + data.text;
    this.#drawBody();
  }

  answered(answer) {
    this.answer = answer;
    this.#drawBody();
  }

  failed(failure) {
    this.failure = failure;
    this.#until = Date.now() + (failure.retryAfter ?? 0) * 1000;
    this.#drawBody();
  }

  again() {
    Object.assign(this, { stage: "search", text: "", citations: [], answer: null, failure: null });
    this.#drawBody();
  }

  // What a screen reader is told at the end.
  get spoken() {
    const { say } = this.context;
    if (this.failure) return failureText(this.failure, this.context);
    return `${say("answered")} ${this.answer.answer.replace(/\s*\[\d+\]/g, "")}`;
  }

  #drawBody() {
    const { context } = this;
    if (this.failure) this.#body.replaceChildren(this.#failed());
    else if (this.answer) this.#body.replaceChildren(...this.#answered());
    else if (this.text) this.#body.replaceChildren(answerText(this.text, this.citations, context));
    else {
      const key = this.stage === "write" ? "writing" : "searching";
      this.#body.replaceChildren(el("p", { class: "waiting" }, context.say(key)));
    }
  }

  #answered() {
    const { answer, context } = this;
    const suggestions = (answer.suggestions ?? []).map((question) => this.#suggestion(question));
    // What is suggested stands in the answer as a list; here it is to be pressed.
    const said = suggestions.length ? answer.answer.split("\n")[0] : answer.answer;
    const text = answerText(said, answer.citations, context, answer.language);
    const parts = [text];
    if (answer.kind === "abstained") {
      text.classList.add("silent");
      if (suggestions.length) text.append(el("ul", { class: "examples" }, ...suggestions));
      text.append(el("p", { class: "help", lang: context.locale }, context.say("abstain_help")));
    }
    if (answer.citations.length) parts.push(sourceList(answer.citations, context));
    if (answer.id) parts.push(actions(answer, context));
    return parts;
  }

  #suggestion(question) {
    const attributes = { type: "button", class: "example", dir: "auto", click: () => this.context.ask(question) };
    return el("li", {}, el("button", attributes, question));
  }

  #failed() {
    const { failure, context } = this;
    const wait = this.#until - Date.now();
    const attributes = { type: "button", class: "retry", disabled: wait > 0, click: () => context.retry(this) };
    const retry = el("button", attributes, context.say("retry"));
    if (wait > 0) setTimeout(() => retry.removeAttribute("disabled"), wait);
    return el("div", { class: "failure" }, el("p", {}, failureText(failure, context)), retry);
  }
}

// As the host joins them: items of a list begin with a line break of their own.
function joint(before, next) {
  if (!before || next.startsWith("\n")) return "";
  return before.includes("\n") ? "\n\n" : " ";
}

function failureText(failure, { say, wait }) {
  const timed = failure.retryAfter !== null && ["limited", "busy"].includes(failure.kind);
  return timed ? say(`${failure.kind}_until`, { when: wait(failure.retryAfter) }) : say(failure.kind);
}

function answerText(text, citations, context, lang) {
  const groups = byMarker(citations);
  const node = el("div", { class: "answer", lang });
  for (const line of text.split("\n")) {
    const item = line.match(/^\s*- (.*)$/);
    if (!line.trim()) continue;
    if (!item) node.append(el("p", { dir: "auto" }, ...cited(line, groups, context)));
    else {
      if (!node.lastElementChild?.matches("ul")) node.append(el("ul"));
      node.lastElementChild.append(el("li", { dir: "auto" }, ...cited(item[1], groups, context)));
    }
  }
  return node;
}

// The words of a line, its markers turned into buttons. Brackets without a citation are words.
function cited(line, groups, context) {
  const nodes = [];
  let at = 0;
  for (const match of line.matchAll(CITED)) {
    const markers = Array.from(match[2].matchAll(/\d+/g), Number);
    if (!markers.every((marker) => groups.has(marker))) continue;
    const buttons = markers.map((marker) => markerButton(groups.get(marker), context));
    nodes.push(line.slice(at, match.index), el("span", { class: "kept" }, match[1], ...buttons));
    at = match.index + match[0].length;
  }
  return [...nodes, line.slice(at)];
}

// Thumbs, an optional comment, copying.
function actions(answer, context) {
  const { say } = context;
  const status = el("span", { class: "status", role: "status" });
  const tool = (key, drawing, click) =>
    el("button", { type: "button", class: "tool", "aria-label": say(key), title: say(key), click }, drawing);
  const votes = {
    up: tool("helpful", ICONS.up(), () => rate("up")),
    down: tool("not_helpful", ICONS.down(), () => rate("down")),
  };
  const comment = el("textarea", { rows: "3", maxlength: "2000" });
  const skip = el("button", { type: "button", class: "quiet", click: () => leave() }, say("comment_skip"));
  const form = el(
    "form",
    { class: "comment", hidden: true, submit: (event) => (event.preventDefault(), send()) },
    el("label", {}, say("comment"), " ", el("span", { class: "hint" }, `(${say("comment_hint")})`), comment),
    el("div", { class: "buttons" }, el("button", { class: "primary" }, say("comment_send")), skip),
  );

  async function rate(vote, words = "") {
    for (const [name, button] of Object.entries(votes)) {
      button.setAttribute("aria-pressed", String(name === vote));
    }
    status.textContent = "";
    form.hidden = vote === "up" || words !== "";
    if (!form.hidden) {
      comment.focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    }
    const feedback = { id: answer.id, vote, ...(words && { comment: words }) };
    try {
      await sendFeedback(context.host, feedback);
      status.textContent = say("thanks");
      context.emit("feedback", feedback);
    } catch (failure) {
      status.textContent = say("feedback_failed");
      form.hidden = !words; // nothing typed is lost
      context.emit("error", failure);
    }
  }

  function leave() {
    form.hidden = true;
    votes.down.focus();
  }

  function send() {
    const words = comment.value.trim();
    leave();
    if (words) rate("down", words);
  }

  async function copy() {
    const sources = answer.citations.map((c) => `[${c.marker}] ${c.title} – ${c.url ?? c.source}`);
    try {
      await navigator.clipboard.writeText([answer.answer, ...sources].join("\n"));
      status.textContent = say("copied");
    } catch {
      status.textContent = say("copy_failed");
    }
  }

  for (const button of Object.values(votes)) button.setAttribute("aria-pressed", "false");
  const copying = navigator.clipboard ? tool("copy", ICONS.copy(), copy) : null; // not on pages without TLS
  return el("div", {}, el("div", { class: "actions" }, votes.up, votes.down, copying, status), form);
}
