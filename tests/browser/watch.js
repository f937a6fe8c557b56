// Notes each element and attribute that is there or was, in shadow roots too, and where its addresses lead.
(() => {
  const LEADING = ["href", "src", "action", "formaction", "xlink:href", "data", "ping", "poster"];
  const seen = new Set();
  const leadsTo = (value) => {
    try {
      return new URL(value, document.baseURI).protocol;
    } catch {
      return "nowhere";
    }
  };
  const note = (element) => {
    seen.add(element.localName);
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const turned = words.some(({ data }) => /[\u202a-\u202e\u2066-\u2069]/.test(data));
    if (turned && element.localName !== "script") seen.add(`${element.localName} with text turned round`);
    for (const { name, value } of element.attributes) {
      const named = ["id", "name", "class"].includes(name) ? `=${value.replace(/[0-9a-f]{8,}|\d+/g, "#")}` : "";
      seen.add(`${element.localName} ${name}${LEADING.includes(name) ? `=${leadsTo(value)}` : named}`);
    }
    if (element.localName === "template") walk(element.content);
    if (element.shadowRoot) walk(element.shadowRoot);
  };
  const walk = (root) => root.querySelectorAll("*").forEach(note);
  const watch = (root) => {
    const changed = (changes) => {
      for (const { target, addedNodes } of changes) {
        for (const node of [target, ...addedNodes]) {
          if (node.nodeType !== Node.ELEMENT_NODE) continue;
          note(node);
          walk(node);
        }
      }
    };
    new MutationObserver(changed).observe(root, { subtree: true, childList: true, attributes: true });
    return root;
  };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return watch(attach.call(this, options));
  };
  watch(document);
  window.consistsOf = () => (walk(document), [...seen]);
  window.until = async (holds) => {
    for (let tries = 0; !holds(); tries++) {
      if (tries > 3000) throw new Error(`it did not happen: ${holds}`);
      await new Promise((soon) => setTimeout(soon, 10));
    }
  };
  // The text, or an attribute after "@", of all that each selector finds.
  window.read = (root, sinks) => Object.fromEntries(Object.entries(sinks).map(([name, sink]) => {
    const [selector, attribute] = sink.split("@");
    const found = [...root.querySelectorAll(selector)];
    return [name, found.map((e) => (attribute ? (e[attribute] ?? e.getAttribute(attribute)) : e.textContent)).join(" ")];
  }));
})();
