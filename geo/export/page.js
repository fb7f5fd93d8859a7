/* The exported page around the map: a list of what is shown and the details of one incident. The
   data stand in the page; all text is set as text, never as HTML. */
(function (root) {
  "use strict";

  const MOST_LISTED = 200;
  const data = JSON.parse(document.getElementById("hudud-data").textContent);
  const { strings, language } = data;
  const page = root.hudud;
  const panel = document.getElementById("hudud-panel");
  const locale = language === "ar" ? "ar-IQ-u-nu-latn" : "en-GB";
  const day = new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    year: "numeric",
  });

  function value(name, row) {
    const { values, codes } = data.columns[name];
    return codes[row] < 0 ? "" : values[codes[row]];
  }

  function make(tag, className, text, parent) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) {
      element.textContent = text;
      // A number has no direction of its own; "auto" would lead it from the left.
      if (/\p{L}/u.test(text)) element.dir = "auto";
    }
    if (parent) parent.appendChild(element);
    return element;
  }

  function fill(sentence, values) {
    return sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  }

  function when(row) {
    const { start_day: start, end_day: end } = page.incidents.columns;
    const say = (number) => day.format(new Date(number * 86400000));
    if (start[row] === end[row]) return say(start[row]);
    return fill(strings.period, { start: say(start[row]), end: say(end[row]) });
  }

  function extent(row) {
    const km = page.incidents.extentOf(row);
    if (Number.isNaN(km)) return strings.noPoint;
    return km > 0 ? fill(strings.within, { extent: Number(km.toFixed(1)) }) : "";
  }

  function label(row) {
    return {
      row,
      title: value("title", row),
      place: value("place", row),
      when: when(row),
      extent: extent(row),
    };
  }

  // The map asks for the labels of the rows that it points at.
  page.options.labels = new Proxy({}, { get: (_, row) => label(Number(row)) });
  page.verdictsUrl = `data:application/octet-stream;base64,${data.verdicts}`;
  page.zoneName = data.zoneName;
  page.layers.zone.load({ data: data.zone });
  page.choropleth.setCounts(data.counts);

  const list = document.getElementById("hudud-list");
  const detail = document.getElementById("hudud-detail");
  const count = document.getElementById("hudud-count");
  const sheet = document.getElementById("hudud-sheet");

  function listed() {
    const { shown, n } = page.incidents;
    const rows = [];
    for (let k = 0; k < n && rows.length < MOST_LISTED; k += 1) {
      if (shown[data.order[k]]) rows.push(data.order[k]);
    }
    return rows;
  }

  function drawList() {
    const { incidents } = page;
    const total = incidents.count.toLocaleString("en-GB");
    count.textContent = fill(strings.shown, { shown: total, total: incidents.n.toLocaleString("en-GB") });
    const scrolled = list.scrollTop;
    list.replaceChildren();
    const rows = listed();
    for (const row of rows) {
      const said = label(row);
      const button = make("button", "hudud-row", undefined, list);
      button.type = "button";
      button.dataset.row = row;
      make("b", "", said.title, button);
      make("span", "", [said.place, said.when].filter(Boolean).join(" · "), button);
      make("span", "summary", value("summary", row), button);
      button.addEventListener("click", () => page.layer.fire("chosen", { row, fromList: true }));
    }
    if (incidents.count > rows.length) {
      const left = (incidents.count - rows.length).toLocaleString("en-GB");
      make("p", "", fill(strings.more, { count: left }), list);
    }
    list.scrollTop = scrolled;
  }

  function fact(name, ...texts) {
    const said = texts.filter(Boolean);
    if (said.length) make("dt", "", name, facts);
    for (const text of said) make("dd", "", text, facts);
  }

  let facts = null;

  function drawDetail(row) {
    detail.replaceChildren();
    const back = make("button", "hudud-back", strings.back, detail);
    back.type = "button";
    back.addEventListener("click", closeDetail);
    const said = label(row);
    make("h2", "", said.title, detail);
    make("p", "", value("summary", row), detail);
    make("p", "other", value("summary_other", row), detail);
    facts = make("dl", "", undefined, detail);
    fact(strings.when, said.when, value("date_basis", row));
    fact(strings.where, said.place, said.extent, value("location_note", row));
    fact(strings.zone, strings[value("zone_verdict", row)]);
    fact(strings.border, value("border_distance_km", row));
    fact(strings.casualties, value("casualties", row), value("casualties_note", row));
    fact(strings.actors, ...value("actors", row).split("\n"));
    fact(strings.verification, value("verification", row));
    fact(strings.dataset, value("dataset", row));
    fact(strings.sources, ...value("cited", row).split("\n"));
    panel.classList.add("detailed");
    sheet.open = true;
    detail.scrollTop = 0;
    back.focus({ preventScroll: true });
  }

  let cameFrom = null; // what had the focus before the details

  function closeDetail() {
    if (!panel.classList.contains("detailed")) return;
    panel.classList.remove("detailed");
    page.layer.setSelected(-1);
    if (cameFrom && cameFrom.isConnected) cameFrom.focus({ preventScroll: true });
  }

  function bringIntoView(row) {
    const { columns } = page.incidents;
    const spot = columns.mark_spot[columns.mark[row]];
    const at = [columns.lat[spot], columns.lon[spot]];
    if (Number.isNaN(at[0])) return;
    if (!page.map.getBounds().pad(-0.1).contains(at)) page.map.panTo(at);
  }

  let waiting = null;
  page.layer.on("shown", () => {
    clearTimeout(waiting);
    waiting = setTimeout(drawList, 60);
  });
  page.layer.on("chosen", ({ row, fromList }) => {
    cameFrom = document.activeElement;
    drawDetail(row);
    if (!fromList) return;
    page.layer.setSelected(row);
    bringIntoView(row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeDetail();
  });
  const narrow = root.matchMedia("(max-width: 760px)");
  const settle = () => {
    sheet.open = !narrow.matches;
  };
  narrow.addEventListener("change", settle);
  settle();
  if (page.loaded) drawList();
})(window);
