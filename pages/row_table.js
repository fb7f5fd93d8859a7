/* A table of rows that open something: by a click anywhere in a row, or by the button that names it.
   One row at a time can be reached with Tab, the others with the arrow keys, Home and End. A head that
   sorts is a button, too. All text is set as text. */
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/* A cell's text, or its text and a lesser one below it. */
function fill(element, content) {
  const [main, lesser] = Array.isArray(content) ? content : [content];
  if (!main && !lesser) return;
  const first = make("span", "", main);
  first.dir = "auto";
  element.appendChild(first);
  if (lesser) {
    const second = make("span", "hudud-lesser", lesser);
    second.dir = "auto";
    element.appendChild(second);
  }
}

function headOf(root, column) {
  const cell = make("th", column.isNumber ? "hudud-number" : "");
  cell.scope = "col";
  if (column.width) cell.style.width = column.width;
  if (!column.sort) {
    cell.textContent = column.title;
    return cell;
  }
  const button = make("button", "", column.title);
  button.type = "button";
  button.dataset.sort = column.sort;
  if (column.order) {
    cell.setAttribute("aria-sort", column.order);
    const arrow = make("span", "", column.order === "ascending" ? " ▲" : " ▼");
    arrow.setAttribute("aria-hidden", "true");
    button.appendChild(arrow);
  }
  button.addEventListener("click", () => root.tell("sort", { key: column.sort }));
  cell.appendChild(button);
  return cell;
}

const mainText = (content) => (Array.isArray(content) ? content[0] : content);

function rowOf(root, cells, number) {
  const { columns, joint, named } = root.data;
  const row = make("tr");
  row.dataset.row = number;
  cells.forEach((content, at) => {
    const cell = make(at ? "td" : "th", columns[at].isNumber ? "hudud-number" : "");
    cell.dataset.head = columns[at].title;
    if (at === 0) {
      cell.scope = "row";
      const button = make("button", "hudud-open");
      button.type = "button";
      button.setAttribute("aria-label", cells.slice(0, named).map(mainText).filter(Boolean).join(joint));
      fill(button, content);
      cell.appendChild(button);
    } else {
      fill(cell, content);
    }
    row.appendChild(cell);
  });
  // The button's own click comes here, too.
  row.addEventListener("click", (event) => {
    // A mouse may have marked words of the row; a key (without detail) has not.
    if (event.detail && String(document.getSelection())) return;
    root.tell("chosen", { id: root.data.ids[number] });
    show(root.data.opens);
  });
  return row;
}

const buttons = (root) => [...root.querySelectorAll(".hudud-open")];

function reach(root, index) {
  buttons(root).forEach((button, at) => {
    button.tabIndex = at === index ? 0 : -1;
  });
}

function steer(root, event) {
  const all = buttons(root);
  const at = all.indexOf(event.target);
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = Math.max(0, Math.min(all.length - 1, to));
  reach(root, next);
  all[next].focus();
}

function pager(root) {
  const { page, pages, words } = root.data;
  const bar = make("div", "hudud-pager");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words.pages);
  const step = (to, name) => {
    const button = make("button", "", name);
    button.type = "button";
    button.disabled = to < 1 || to > pages;
    button.addEventListener("click", () => {
      root.turning = true;
      root.tell("page", { number: to });
    });
    return button;
  };
  bar.append(step(page - 1, words.previous), make("span", "", words.page), step(page + 1, words.next));
  return bar;
}

function draw(root) {
  const { columns, rows, pages } = root.data;
  const sorted = root.getRootNode().activeElement?.dataset?.sort;
  const opened = root.getRootNode().activeElement?.closest?.("tr[data-row]")?.dataset.row;
  const table = make("table");
  table.setAttribute("aria-label", root.data.title);
  const heads = make("tr");
  heads.append(...columns.map((column) => headOf(root, column)));
  const body = make("tbody");
  body.append(...rows.map((cells, number) => rowOf(root, cells, number)));
  body.addEventListener("keydown", (event) => steer(root, event));
  const top = make("thead");
  top.appendChild(heads);
  table.append(top, body);
  root.replaceChildren(table, ...(pages > 1 ? [pager(root)] : []));
  if (root.turning) {
    root.turning = false;
    root.scrollIntoView({ block: "start" });
    buttons(root)[0]?.focus({ preventScroll: true });
  } else if (sorted) {
    root.querySelector(`[data-sort="${CSS.escape(sorted)}"]`)?.focus({ preventScroll: true });
  } else if (opened !== undefined) {
    buttons(root)[Math.min(Number(opened), rows.length - 1)]?.focus({ preventScroll: true });
  }
}

function mark(root) {
  const chosen = root.data.ids.indexOf(root.data.chosen);
  const all = [...root.querySelectorAll("tbody tr")];
  all.forEach((row, at) => {
    row.classList.toggle("hudud-chosen", at === chosen);
    const button = row.querySelector(".hudud-open");
    if (at === chosen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  });
  const focused = buttons(root).indexOf(root.getRootNode().activeElement);
  reach(root, focused >= 0 ? focused : Math.max(0, chosen));
}

/* What a row opens may stand out of sight. */
function show(where) {
  const target = where && document.querySelector(where);
  if (!target) return;
  const { top, bottom } = target.getBoundingClientRect();
  if (top < 0 || bottom > window.innerHeight) target.scrollIntoView({ block: "start" });
}

export default function rowTable(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".hudud-table");
  root.data = data;
  root.tell = setTriggerValue;
  const drawn = JSON.stringify([data.columns, data.ids, data.rows, data.page, data.pages]);
  if (root.drawn !== drawn) {
    root.drawn = drawn;
    draw(root);
  }
  mark(root);
}
