// What the interface says: the reader's language, the page's own wording, dates and waiting times.

const NORWEGIAN = { no: "nb", nn: "nb" };

// The first language that there are words for: the attribute's, the page's, the browser's, English.
function languageOf(element, overrides) {
  const asked = element.getAttribute("language");
  if (asked && Object.keys(overrides).length && known(asked)) return asked;
  const wanted = [asked, element.closest("[lang]")?.lang, ...navigator.languages];
  const codes = wanted.filter(Boolean).map((tag) => tag.toLowerCase().split("-")[0]);
  return codes.map((code) => NORWEGIAN[code] ?? code).find((code) => Object.hasOwn(STRINGS, code)) ?? "en";
}

function known(tag) {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

function wording(element, overrides) {
  const locale = languageOf(element, overrides);
  const base = locale.split("-")[0];
  const unknown = Object.keys(overrides).filter((key) => !Object.hasOwn(STRINGS.en, key));
  if (unknown.length) warn(`strings has names that there are not: ${unknown.join(", ")}.`);
  const strings = { ...STRINGS.en, ...STRINGS[NORWEGIAN[base] ?? base], ...overrides };
  const say = (key, values = {}) =>
    inOrder(String(strings[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole));
  return {
    locale,
    say,
    day(iso) {
      const date = new Date(iso);
      if (Number.isNaN(date.valueOf())) return iso;
      return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
    },
    wait(seconds) {
      const [value, unit] = seconds < 100 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
      return new Intl.RelativeTimeFormat(locale).format(value, unit);
    },
  };
}

// The attribute `strings`: a JSON object by the keys of STRINGS.
function stringsOf(element) {
  const given = element.getAttribute("strings");
  if (!given) return {};
  try {
    return JSON.parse(given);
  } catch (error) {
    warn(`the attribute strings is not JSON and is passed over: ${error.message}.`);
    return {};
  }
}

// The attribute `examples` ("one | two"; empty for none), or the host's own.
function examplesOf(element, say) {
  const given = element.getAttribute("examples");
  const examples = given === null ? [1, 2, 3, 4].map((n) => say(`example_${n}`)) : given.split("|");
  return examples.map((example) => example.trim()).filter(Boolean);
}

// To those who make the page; once, however often it is drawn.
const warned = new Set();

function warn(sentence) {
  if (!warned.has(sentence)) console.warn(`<${TAG}>: ${sentence}`);
  warned.add(sentence);
}
