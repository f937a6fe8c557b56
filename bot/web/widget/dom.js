// The one way anything reaches the page: names and attributes are ours, whatever else is text.

// What has characters shown in another order than they stand in; the marks U+200E and U+200F do not.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

const inOrder = (value) => (typeof value === "string" ? value.replace(TURNING, "") : value);

function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(key, inOrder(value));
  }
  node.append(...children.filter((child) => child !== null).map(inOrder)); // append makes text nodes of strings
  return node;
}

function icon(...paths) {
  const make = (name, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const svg = make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(...paths.map((d) => make("path", { d })));
  return svg;
}

const ICONS = {
  close: () => icon("M6 6l12 12M18 6L6 18"),
  copy: () => icon("M9 9h10v11H9z", "M15 9V4H5v11h4"),
  down: () => icon("M17 14V3M7 3h10l3 8v3h-6l1 6-2 1-5-7H4V3h3"),
  fresh: () => icon("M12 5v14M5 12h14"),
  logo: () => icon("M4 6h8M4 12h15M4 18h11", "M18 6h.01"),
  send: () => icon("M12 19V5M6 11l6-6 6 6"),
  stop: () => icon("M8 8h8v8H8z"),
  up: () => icon("M7 10v11M17 21H7l-3-8v-3h6l-1-6 2-1 5 7h4v11h-3"),
  warning: () => icon("M12 4l9 16H3zM12 10v4M12 17h.01"),
};

// A link only to the web: an address of another kind (javascript:, data:) gives none.
function webAddress(url) {
  try {
    const address = new URL(url);
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}
