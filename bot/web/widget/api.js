// The two calls to the host. What goes wrong is a Failure, whose `kind` is the key of what to say.

class Failure extends Error {
  constructor(kind, { status = 0, detail = "", instance = "", retryAfter = null } = {}) {
    super(detail || kind);
    this.name = "Failure";
    Object.assign(this, { kind, status, detail, instance, retryAfter });
  }
}

// Returns the whole answer. `tell(event, data)` hears what comes before it.
async function askHost(host, request, signal, tell) {
  const response = await post(`${host}/api/v1/ask`, request, "text/event-stream", signal);
  const type = response.headers.get("content-type") ?? "";
  try {
    if (type.startsWith("application/json")) return checked(await response.json());
    if (!type.startsWith("text/event-stream")) throw new Failure("failed", { status: response.status });
    for await (const { event, data } of readEvents(response.body)) {
      if (event === "done") return checked(JSON.parse(data));
      if (event === "error") throw failureOf(JSON.parse(data));
      if (["stage", "citation", "sentence"].includes(event)) tell(event, JSON.parse(data));
    }
  } catch (error) {
    if (signal.aborted || error instanceof Failure) throw error;
    throw new Failure(error instanceof SyntaxError ? "failed" : "cut", { detail: String(error) });
  }
  throw new Failure("cut");
}

async function sendFeedback(host, feedback) {
  await post(`${host}/api/v1/feedback`, feedback, "application/json");
}

async function post(url, body, accept, signal) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { Accept: accept, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    hint(url); // a script is not told whether it was that
    throw new Failure("offline", { detail: String(error) });
  }
  if (response.ok) return response;
  if (response.status === 403) hint(url);
  const problem = await response.json().catch(() => ({})); // a proxy's error page says nothing more
  throw failureOf({ ...problem, status: response.status }, response.headers.get("retry-after"));
}

function hint(url) {
  const { origin } = new URL(url);
  if (origin === location.origin) return;
  warn(`${origin} did not let this page ask; if it can be reached, add ${location.origin} to its BOT_ORIGINS.`);
}

function failureOf(problem, retryAfter = null) {
  const kinds = { 400: "refused", 401: "forbidden", 403: "forbidden", 413: "refused", 422: "refused" };
  const kind = { ...kinds, 429: "limited", 503: "busy" }[problem?.status] ?? "failed";
  return new Failure(kind, { ...problem, retryAfter: seconds(retryAfter) });
}

function seconds(retryAfter) {
  if (!retryAfter) return null;
  const wait = Number(retryAfter);
  const until = Number.isFinite(wait) ? wait : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(until) ? Math.max(1, Math.ceil(until)) : null;
}

function checked(answer) {
  if (typeof answer?.answer === "string" && Array.isArray(answer.citations)) return answer;
  throw new Failure("failed", { detail: "the host's answer has another form" });
}
