// <insurance-chat>: a conversation in a shadow root, kept in memory and nowhere else.

const TAG = "insurance-chat";
const CAN_HOVER = window.matchMedia("(hover: hover)");
let sheet = null; // one for all, and allowed where a policy forbids style elements and attributes

function styles() {
  sheet ??= new CSSStyleSheet();
  if (!sheet.cssRules.length) sheet.replaceSync(STYLE);
  return sheet;
}

class InsuranceChat extends HTMLElement {
  static observedAttributes = ["examples", "host", "language", "mode", "strings"];

  #root = this.attachShadow({ mode: "open" });
  #context = {
    emit: (name, detail) => this.#emit(name, detail),
    retry: (turn) => this.#retry(turn),
    ask: (question) => this.#act.ask(question),
  };
  #strings = {};
  #turns = [];
  #asking = null; // aborts the question being answered
  #launcher = null;
  #ui = null; // the panel and its parts, once there is one
  #opened = false;
  #opener = null; // where the focus was
  #connection = null; // ends the listening to the window

  connectedCallback() {
    const early = Object.hasOwn(this, "strings") ? this.strings : null; // set before this class was there
    delete this.strings;
    this.#strings = early ?? this.#strings;
    this.#root.adoptedStyleSheets = [styles()];
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    SMALL.addEventListener("change", () => this.#opened && this.#show(), { signal });
    window.visualViewport?.addEventListener("resize", () => this.#fit(), { signal });
    window.visualViewport?.addEventListener("scroll", () => this.#fit(), { signal });
    this.#draw();
  }

  disconnectedCallback() {
    this.#connection.abort();
    this.#connection = null;
    this.#asking?.abort("stopped");
  }

  attributeChangedCallback() {
    if (this.#connection) this.#draw();
  }

  // For the page

  // Its own words for the interface, by the keys of ours; those of the attribute `strings` come first.
  get strings() {
    return this.#strings;
  }

  set strings(strings) {
    this.#strings = strings ?? {};
    if (this.#connection) this.#draw();
  }

  open() {
    if (!this.#launcher || this.#opened) return;
    this.#opener = [this, document.body].includes(document.activeElement) ? null : document.activeElement;
    this.#opened = true;
    this.#show();
    this.#focus();
    this.#emit("open");
  }

  close() {
    if (!this.#opened) return;
    this.#opened = false;
    this.#asking?.abort("stopped");
    this.#launcher.hidden = false;
    this.#ui.panel.close();
    (this.#opener?.isConnected ? this.#opener : this.#launcher).focus({ preventScroll: true });
    this.#emit("close");
  }

  // Resolves to the host's answer, rejects without one. The reader sees both.
  async ask(question) {
    const words = String(question).trim();
    if (!this.isConnected) throw new Error(`<${TAG}> is not in the document, so it cannot be asked`);
    if (this.#asking) throw new Error(`<${TAG}> is answering another question; wait for it or clear()`);
    this.open();
    const problem = this.#problem(words);
    this.#tell(problem);
    if (problem) throw new Error(problem);
    const turn = new Turn(words, this.#context);
    this.#turns.push(turn);
    this.#ui.log.append(turn.node);
    turn.draw();
    return this.#answer(turn);
  }

  clear() {
    this.#asking?.abort("cleared");
    this.#asking = null;
    for (const turn of this.#turns) turn.node.remove();
    this.#turns = [];
    if (!this.#ui) return;
    this.#ui.announcer.textContent = "";
    this.#tell("");
    this.#refresh();
  }

  // Asking

  async #answer(turn) {
    const asking = new AbortController();
    const before = this.#turns.slice(0, this.#turns.indexOf(turn)).filter(({ answer }) => answer);
    const history = before.map(({ question }) => question).slice(-HISTORY);
    const request = { question: turn.question, language: null, history };
    this.#asking = asking;
    this.#refresh();
    this.#ui.log.scrollTop = turn.node.offsetTop;
    this.#ui.announcer.textContent = this.#context.say("searching");
    this.#emit("question", { question: turn.question });
    try {
      const tell = (event, data) => turn.tell(event, data);
      const answer = await askHost(this.#context.host, request, asking.signal, tell);
      asking.signal.throwIfAborted();
      turn.answered(answer);
      this.#finish(turn);
      this.#emit("answer", answer);
      return answer;
    } catch (error) {
      const failure = asking.signal.aborted ? new Failure(asking.signal.reason) : error;
      if (failure.kind === "cleared") throw failure;
      turn.failed(failure);
      this.#finish(turn);
      this.#emit("error", failure);
      throw failure;
    }
  }

  #finish(turn) {
    this.#asking = null;
    this.#ui.announcer.textContent = inOrder(turn.spoken);
    this.#refresh();
  }

  #retry(turn) {
    if (this.#asking) return;
    turn.again();
    this.#focus();
    this.#answer(turn).catch(() => {}); // shown, and told by an event
  }

  #problem(question) {
    const { say } = this.#context;
    if (!question) return say("empty_question");
    return [...question].length > LIMIT ? say("long_question", { limit: LIMIT }) : "";
  }

  #tell(problem) {
    this.#ui.problem.textContent = problem;
    this.#ui.problem.hidden = !problem;
    this.#ui.input.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  #emit(name, detail = null) {
    this.dispatchEvent(new CustomEvent(`${TAG}:${name}`, { detail, bubbles: true, composed: true }));
  }

  // What the reader does

  #act = {
    open: () => this.open(),
    close: () => this.close(),
    clear: () => {
      this.clear();
      this.#focus();
    },
    ask: (question) => {
      this.#focus(); // the button that was pressed goes away
      this.ask(question).catch(() => {}); // shown, and told by an event
    },
    submit: (event) => {
      event.preventDefault();
      if (this.#asking) this.#asking.abort("stopped");
      else this.#send();
    },
    key: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (!this.#asking) this.#send();
    },
    type: () => {
      this.#grow();
      this.#tell("");
    },
  };

  #send() {
    const { input } = this.#ui;
    const problem = this.#problem(input.value.trim());
    if (problem) {
      this.#tell(problem);
      return input.focus();
    }
    this.#act.ask(input.value);
    input.value = "";
    this.#grow();
  }

  // Where the typing goes on; not on a phone, whose keyboard would cover the answer.
  #focus() {
    const { input, log } = this.#ui;
    if (CAN_HOVER.matches) input.focus({ preventScroll: true });
    else log.focus({ preventScroll: true, focusVisible: false });
  }

  #escape(event) {
    if (event.key !== "Escape" || event.isComposing || !this.#opened) return;
    if (this.#context.card.isOpen) return; // which the browser closes
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  // Drawing

  // All of it, anew: when it is added to a page, and when an attribute or the strings change.
  #draw() {
    const launched = !["inline", "page"].includes(this.getAttribute("mode"));
    const typed = this.#ui?.input.value;
    const wasDrawn = this.#ui !== null;
    const focused = this.#ui?.panel.contains(this.#root.activeElement);
    Object.assign(this.#context, wording(this, { ...this.#strings, ...stringsOf(this) }));
    this.#context.host = hostOf(this);
    this.#context.card = new Card(this.#context);
    this.#launcher = launched ? launcherButton(this.#context, this.#act) : null;
    this.#opened &&= launched;
    this.#ui = null;
    this.#root.replaceChildren(...[this.#launcher].filter(Boolean));
    if (!launched || wasDrawn) this.#drawPanel();
    if (typed) this.#ui.input.value = typed;
    if (this.#opened) this.#show();
    if (focused) this.#focus();
  }

  #drawPanel() {
    const launched = this.#launcher !== null;
    const examples = examplesOf(this, this.#context.say);
    this.#ui = panelParts(this.#context, this.#act, { launched, examples });
    const { panel, log } = this.#ui;
    for (const turn of this.#turns) {
      log.append(turn.node);
      turn.draw();
    }
    panel.addEventListener("keydown", (event) => this.#escape(event));
    panel.addEventListener("close", () => !panel.open && this.close()); // by the browser: "back" on Android
    this.#root.append(panel);
    this.#refresh();
  }

  // Beside the page where there is room. On a small screen it fills it, and the page behind is inert.
  #show() {
    if (!this.#ui) this.#drawPanel();
    const { panel } = this.#ui;
    const focused = this.#root.activeElement;
    this.#launcher.hidden = true;
    panel.close();
    if (SMALL.matches) panel.showModal();
    else panel.show();
    focused?.focus({ preventScroll: true });
    this.#fit();
  }

  #refresh() {
    const { panel, welcome, fresh, send } = this.#ui;
    const { say } = this.#context;
    const action = this.#asking ? "stop" : "send";
    welcome.hidden = this.#turns.length > 0;
    fresh.hidden = this.#turns.length === 0;
    panel.classList.toggle("asking", this.#asking !== null);
    send.replaceChildren(ICONS[action]());
    send.setAttribute("aria-label", say(action));
    send.title = say(action);
  }

  #grow() {
    const { input } = this.#ui;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
  }

  // An on-screen keyboard covers a part of what style sheets take for visible.
  #fit() {
    if (!this.#opened) return;
    const view = window.visualViewport;
    const { style } = this.#ui.panel;
    const full = SMALL.matches && view?.scale === 1;
    style.height = full ? `${view.height}px` : "";
    style.top = full ? `${view.offsetTop}px` : "";
  }
}
