/* The steps of a story above the exported map: each gives the map its filters, zone and view. All
   text is set as text, never as HTML. */
(function (root) {
  "use strict";

  const data = JSON.parse(document.getElementById("hudud-inset-data").textContent);
  const { steps, zones, strings } = data;
  const page = root.hudud;
  const box = document.getElementById("hudud-inset");
  let now = -1;

  function make(tag, className, parent) {
    const element = document.createElement(tag);
    element.className = className;
    element.dir = "auto";
    parent.appendChild(element);
    return element;
  }

  function button(text, press) {
    const element = make("button", "", bar);
    element.type = "button";
    element.textContent = text;
    element.addEventListener("click", press);
    return element;
  }

  const bar = make("nav", "bar", box);
  bar.removeAttribute("dir");
  bar.setAttribute("aria-label", strings.views);
  const back = button(strings.back, () => go(now - 1));
  const place = make("select", "", bar);
  const next = button(strings.next, () => go(now + 1));
  const title = make("h2", "", box);
  title.tabIndex = -1;
  const note = make("p", "note", box);
  const cited = make("p", "cited", box);
  const shows = make("p", "cited", box);
  place.setAttribute("aria-label", strings.views);
  steps.forEach((step, number) => {
    const option = document.createElement("option");
    const told = strings.place
      .replace("%(number)s", number + 1)
      .replace("%(total)s", steps.length);
    option.textContent = step.title ? `${told}: ${step.title}` : told;
    place.appendChild(option);
  });
  place.addEventListener("change", () => go(place.selectedIndex));

  const asAddress = (type, base64) => `data:${type};base64,${base64}`;

  function show(step) {
    const zone = zones[step.zone];
    const outline = JSON.stringify(zone.outline);
    // Beyond all that was pressed in the legend: a step shows what its author saw.
    page.update({
      heard: Infinity,
      mask: step.mask,
      period: step.period,
      types: step.types,
      verdicts: step.verdicts,
      verdictsUrl: asAddress("application/octet-stream", zone.verdicts),
      zoneUrl: `data:application/json,${encodeURIComponent(outline)}`,
      zoneName: zone.name,
      area: step.area,
      areaFilters: step.areaFilters,
      marks: step.marks,
      counts: step.counts,
      selected: -1,
    });
    page.look(step.view);
  }

  function go(number) {
    if (number < 0 || number >= steps.length || number === now) return;
    now = number;
    const step = steps[number];
    back.disabled = number === 0;
    next.disabled = number === steps.length - 1;
    place.selectedIndex = number;
    title.textContent = step.title;
    note.textContent = step.note;
    cited.textContent = step.cited && strings.sources.replace("%(names)s", step.cited);
    shows.textContent = step.shows;
    root.history.replaceState(null, "", `#${number + 1}`);
    show(step);
  }

  document.addEventListener("keydown", (event) => {
    if (event.target !== document.body || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "PageDown") go(now + 1);
    if (event.key === "PageUp") go(now - 1);
  });
  const asked = Number(root.location.hash.slice(1));
  go(Number.isInteger(asked) && asked >= 1 && asked <= steps.length ? asked - 1 : 0);
})(window);
