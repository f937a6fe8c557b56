// The parts of the interface, without behaviour: `act` holds what its controls do.

function launcherButton({ say, locale }, act) {
  const attributes = { type: "button", class: "launcher", lang: locale, "aria-haspopup": "dialog" };
  return el("button", { ...attributes, click: act.open }, ICONS.logo(), el("span", {}, say("open")));
}

function panelParts(context, act, { launched, examples }) {
  const { say, locale } = context;
  const tool = (key, drawing, click) =>
    el("button", { type: "button", class: "tool", "aria-label": say(key), title: say(key), click }, drawing);

  const fresh = tool("clear", ICONS.fresh(), act.clear);
  const head = el(
    "header",
    { class: "head" },
    el("span", { class: "logo" }, ICONS.logo()),
    el("h2", { id: "name" }, say("name")),
    fresh,
    launched ? tool("close", ICONS.close(), act.close) : null,
  );

  const example = (question) => {
    const attributes = { type: "button", class: "example", dir: "auto", click: () => act.ask(question) };
    return el("li", {}, el("button", attributes, question));
  };
  const welcome = el(
    "div",
    { class: "welcome" },
    el("p", { class: "greeting" }, say("greeting")),
    el("p", { class: "intro" }, say("intro")),
    examples.length ? el("h3", {}, say("examples")) : null,
    examples.length ? el("ul", { class: "examples" }, ...examples.map(example)) : null,
    el("p", { class: "memory" }, say("memory")),
  );
  // In the order of tabbing, and reachable itself, so that the arrow keys scroll it.
  const log = el("div", { class: "log", role: "region", tabindex: "0", "aria-label": say("conversation") }, welcome);

  const input = el("textarea", {
    rows: "1",
    enterkeyhint: "send",
    autocomplete: "off",
    dir: "auto",
    "aria-label": say("question"),
    "aria-describedby": "problem",
    placeholder: say("placeholder"),
    input: act.type,
    keydown: act.key,
  });
  const send = el("button", { class: "send" });
  const problem = el("p", { class: "problem", id: "problem", role: "alert", hidden: true });
  const form = el(
    "form",
    { class: "composer", novalidate: true, submit: act.submit },
    problem,
    el("div", { class: "box" }, input, send),
    el("p", { class: "disclaimer" }, say("disclaimer")),
  );

  const announcer = el("div", { class: "unseen", role: "status" });
  const panel = el(
    launched ? "dialog" : "section",
    { class: "panel", lang: locale, "aria-labelledby": "name" },
    head,
    log,
    form,
    announcer,
    context.card.node,
  );
  return { panel, fresh, welcome, log, input, send, problem, announcer };
}
