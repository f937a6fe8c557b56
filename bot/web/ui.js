// Drives the chat page. Runs once inside Gradio, which provides `element`, `props` and `server`.
// Only server-rendered, escaped HTML is inserted as HTML; everything else is text.

const STORAGE_KEY = "footnote.language";
const REVEAL_STEP = 90; // milliseconds between sentences
const REVEAL_TOTAL = 450; // and at most in all
const { strings, limit } = props;

const $ = (selector, root = element) => root.querySelector(selector);
const $$ = (selector, root = element) => Array.from(root.querySelectorAll(selector));
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, ""); // without halves of characters, which are refused
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const log = $(".log");
const welcome = $(".welcome");
const form = $("form.ask");
const input = $("textarea", form);
const problem = $(".problem", form);
const clear = $(".clear");
const announcer = $(".announcer");

let language = "en";
let conversation = 0; // changes when the conversation is cleared
let answering = false;
let questions = [];
const texts = new Map(); // answer id -> text for the clipboard

// Language of the interface

function preferredLanguage() {
  let stored = null;
  try {
    stored = localStorage.getItem(STORAGE_KEY);
  } catch {} // storage may be forbidden
  if (stored in strings) return stored;
  const code = (navigator.language || "").toLowerCase().split("-")[0];
  if (["nb", "no", "nn"].includes(code)) return "nb";
  return code in strings ? code : "en";
}

function say(key, values = {}) {
  return strings[language][key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function translate(root) {
  const all = (attribute) => [root, ...$$(`[${attribute}]`, root)].filter((e) => e.hasAttribute(attribute));
  for (const e of all("data-t")) e.textContent = say(e.dataset.t, e.dataset);
  for (const e of all("data-t-placeholder")) e.placeholder = say(e.dataset.tPlaceholder);
  for (const e of all("data-t-label")) {
    const label = say(e.dataset.tLabel, e.dataset);
    e.setAttribute("aria-label", label);
    if (e.matches("button")) e.title = label;
  }
  for (const e of all("datetime")) e.textContent = shownDate(e.getAttribute("datetime"));
}

function shownDate(iso) {
  const date = new Date(iso);
  if (isNaN(date)) return iso;
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(date);
}

function setLanguage(code) {
  language = code;
  document.documentElement.lang = code;
  document.title = say("ui_title");
  translate(element);
  hideProblem();
  for (const button of $$(".languages button")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === code));
  }
}

// Asking

async function call(name, request, failure) {
  try {
    // Gradio's client swallows the errors of the network and gives undefined instead.
    return (await server[name](request)) ?? { problem: failure };
  } catch {
    return { problem: failure };
  }
}

async function ask(question) {
  question = wellFormed(question).trim();
  if (answering) return;
  if (!question) return showProblem("empty_question");
  if (question.length > limit) return showProblem("long_question", { limit });
  hideProblem();
  const current = conversation;
  setAnswering(true);
  welcome.hidden = true;
  clear.hidden = false;
  input.value = "";
  fit();
  const turn = addTurn(question);
  const reply = await call("ask", { question, history: questions }, "ui_failed");
  if (current !== conversation) return;
  if (reply.problem) {
    turn.remove();
    if (!log.children.length) reset();
    input.value = question;
    fit();
    setAnswering(false);
    return showProblem(reply.problem, { limit });
  }
  questions.push(question);
  texts.set(reply.id, reply.text);
  await show(turn, reply);
  if (current === conversation) setAnswering(false);
}

function addTurn(question) {
  const turn = document.createElement("div");
  turn.className = "turn";
  const bubble = document.createElement("div");
  bubble.className = "question";
  const asked = document.createElement("span");
  asked.className = "unseen";
  asked.dataset.t = "ui_you";
  const words = document.createElement("span");
  words.className = "words";
  words.dir = "auto";
  words.textContent = question.replace(/[\u202a-\u202e\u2066-\u2069]/g, ""); // as the server does with all else
  bubble.append(asked, words);
  const waiting = document.createElement("div");
  waiting.className = "waiting";
  waiting.dataset.t = "ui_searching";
  turn.append(bubble, waiting);
  translate(turn);
  log.append(turn);
  turn.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  return turn;
}

async function show(turn, reply) {
  $(".waiting", turn).remove();
  turn.insertAdjacentHTML("beforeend", reply.html);
  const answer = turn.lastElementChild;
  translate(answer);
  const body = $(".answer-text", answer);
  announcer.lang = body.lang;
  announcer.textContent = body.innerText;
  if (calm.matches) return;
  answer.classList.add("arriving");
  const sentences = $$(".sentence", answer);
  const step = Math.min(REVEAL_STEP, REVEAL_TOTAL / sentences.length);
  for (const sentence of sentences) {
    sentence.classList.add("here");
    await pause(step);
  }
  answer.classList.remove("arriving");
}

function setAnswering(now) {
  answering = now;
  form.classList.toggle("busy", now);
  log.setAttribute("aria-busy", String(now));
  for (const control of [input, $(".send"), ...$$(".example, .chip")]) control.disabled = now;
  if (!now) focusInput();
}

function focusInput() {
  // On a phone this would bring up the keyboard over the answer.
  if (window.matchMedia("(hover: hover)").matches) input.focus({ preventScroll: true });
}

function reset() {
  conversation += 1;
  questions = [];
  texts.clear();
  log.replaceChildren();
  announcer.textContent = "";
  welcome.hidden = false;
  clear.hidden = true;
  hideProblem();
  setAnswering(false);
  window.scrollTo(0, 0);
}

function showProblem(key, values) {
  problem.textContent = say(key, values);
  problem.hidden = false;
  input.setAttribute("aria-invalid", "true");
  focusInput();
}

function hideProblem() {
  problem.hidden = true;
  input.removeAttribute("aria-invalid");
}

function fit() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

// Below an answer

function openSource(id) {
  const source = document.getElementById(id);
  source.open = true;
  source.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  $("summary", source).focus({ preventScroll: true });
  source.classList.remove("found");
  void source.offsetWidth; // restarts the animation
  source.classList.add("found");
}

function status(answer, key) {
  const line = $(".status", answer);
  line.dataset.t = key;
  line.textContent = say(key);
}

function clearStatus(answer) {
  const line = $(".status", answer);
  delete line.dataset.t;
  line.textContent = "";
}

async function copy(answer) {
  const text = texts.get(answer.id);
  try {
    if (!navigator.clipboard) throw new Error("no clipboard on pages served without TLS");
    await navigator.clipboard.writeText(text);
    status(answer, "ui_copied");
  } catch {
    status(answer, copyOldWay(text) ? "ui_copied" : "ui_copy_failed");
  }
}

function copyOldWay(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

async function rate(answer, vote, comment = "") {
  for (const button of $$(".vote", answer)) {
    button.setAttribute("aria-pressed", String(button.dataset.vote === vote));
  }
  clearStatus(answer);
  const box = $("form.comment", answer);
  box.hidden = vote !== "down" || comment !== "";
  if (!box.hidden) {
    $("textarea", box).focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }
  const reply = await call("rate", { id: answer.id, vote, comment }, "ui_feedback_failed");
  if (reply.problem && comment) box.hidden = false; // nothing typed is lost
  status(answer, reply.problem ?? reply.message);
}

// Events

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(input.value);
});

input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  ask(input.value);
});

input.addEventListener("input", () => {
  fit();
  hideProblem();
});

element.addEventListener("submit", (event) => {
  if (!event.target.matches("form.comment")) return;
  event.preventDefault();
  const comment = wellFormed($("textarea", event.target).value).trim();
  if (comment) rate(event.target.closest(".answer"), "down", comment);
  else event.target.hidden = true;
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const answer = button.closest(".answer");
  if (button.matches(".marker")) openSource(button.dataset.source);
  else if (button.matches(".chip")) ask(button.dataset.ask);
  else if (button.matches(".example")) ask(say(button.dataset.example));
  else if (button.matches(".copy")) copy(answer);
  else if (button.matches(".vote")) rate(answer, button.dataset.vote);
  else if (button.matches(".cancel")) button.closest("form").hidden = true;
  else if (button.matches(".clear")) reset();
  else if (button.dataset.language) {
    setLanguage(button.dataset.language);
    try {
      localStorage.setItem(STORAGE_KEY, language);
    } catch {}
  }
});

setLanguage(preferredLanguage());
focusInput();
