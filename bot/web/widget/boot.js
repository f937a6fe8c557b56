// Defines the element once, and adds one to a page that has none.

const script =
  document.currentScript ??
  document.querySelector("script[type=module][src*='/widget.js']"); // a module is not told its own element
const SCRIPT_HOST = script ? new URL(".", script.src).href : document.baseURI;
const SUPPORTED = "popover" in HTMLElement.prototype && "replaceSync" in CSSStyleSheet.prototype;

function hostOf(element) {
  const given = element.getAttribute("host") || SCRIPT_HOST;
  const address = webAddress(given);
  if (!address) throw new Error(`<${TAG} host="${given}">: give the whole address, as in https://chat.example.org`);
  return address.replace(/\/+$/, "");
}

// From <script data-mode="…" data-language="…">: its data become the element's attributes.
function launch() {
  if (document.querySelector(TAG)) return;
  const attributes = Object.entries(script.dataset);
  const host = SCRIPT_HOST.replace(/\/+$/, "");
  const element = el(TAG, Object.fromEntries(attributes), el("a", { href: `${host}/plain` }, STRINGS.en.open));
  if (script.dataset.mode === "inline") script.after(element);
  else document.body.append(element);
}

if (!customElements.get(TAG)) {
  if (SUPPORTED) customElements.define(TAG, InsuranceChat);
  if (script && script.dataset.mode !== "none") {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", launch, { once: true });
    else launch();
  }
}
