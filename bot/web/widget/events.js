// Server-Sent Events from the body of a response: { event, data }, whatever way the bytes were cut.

async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let event = "message";
  let data = [];
  try {
    for (;;) {
      const { value = "", done } = await reader.read();
      // A carriage return at the end may be half of a line's end, as long as more can come.
      const lines = (rest + value).split(done ? /\r\n|\r|\n/ : /\r\n|\r(?!$)|\n/);
      rest = lines.pop();
      for (const line of lines) {
        if (line === "") {
          if (data.length) yield { event, data: data.join("\n") };
          event = "message";
          data = [];
          continue;
        }
        const [, field, content = ""] = line.match(/^([^:]*)(?:: ?(.*))?$/s);
        if (field === "event") event = content;
        else if (field === "data") data.push(content);
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {}); // nobody is left to hear why it failed
  }
}
