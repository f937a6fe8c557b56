// Tables of metrics are sorted by the heading that is pressed.

function sortable(table) {
  const body = table.tBodies[0];
  const given = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = element("button", { type: "button" }, head.textContent);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const order = { none: "descending", descending: "ascending", ascending: "none" };
      const next = order[head.getAttribute("aria-sort") ?? "none"];
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      if (next === "none") return body.append(...given);
      head.setAttribute("aria-sort", next);
      const turn = next === "ascending" ? 1 : -1;
      const value = (row) => row.cells[column].dataset.value;
      const compared = (a, b) => {
        if (column === 0) return turn * -a.cells[0].textContent.localeCompare(b.cells[0].textContent);
        if (value(a) === undefined || value(b) === undefined) {
          return Number(value(a) === undefined) - Number(value(b) === undefined); // what has none comes last
        }
        return turn * (Number(value(a)) - Number(value(b)));
      };
      body.append(...[...given].sort(compared));
    });
  });
}

document.querySelectorAll("table[data-sortable]").forEach(sortable);
