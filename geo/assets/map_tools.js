/* The tools of the map in one row beside the zoom buttons, and the panel of the one that is in use:
   measure, read coordinates, draw rings, draw an area to filter by and change it, go to a place. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = 24; // pixels that are left free around what is brought into view

  // Drawn for 20 x 20 pixels, in lines of the button's own colour.
  const ICONS = {
    goto: "M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM12.5 12.5 17 17",
    point: "M10 2v5M10 13v5M2 10h5M13 10h5M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
    distance: "M3 16 16 3M2 13l4 4M14 2l4 4M7 13l-1.5-1.5M10 10l-2.5-2.5M13 7l-1.5-1.5",
    area: "M4 15 6 4l10 3-2 10ZM8 14l5-6M7 10l3-4M11 15l3-4",
    rings: "M10 9a1 1 0 1 0 0 2 1 1 0 0 0 0-2ZM10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z",
    polygon: "M3 6l6-3 6 3-2 6H5ZM12 13h7l-2.5 2.5v3h-2v-3Z",
    circle: "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3ZM12 13h7l-2.5 2.5v3h-2v-3Z",
  };

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ICONS[name]);
    svg.appendChild(path);
    return svg;
  }

  Hudud.Tools = L.Control.extend({
    options: { position: "topleft" },

    initialize(page) {
      this.page = page;
      this.strings = page.strings;
      this.active = null;
      const rtl = page.options.language === "ar";
      this.direction = rtl ? "rtl" : "ltr";
      const number = (digits) =>
        new Intl.NumberFormat("en-GB", { maximumFractionDigits: digits });
      this.numbers = [number(0), number(1), number(2), number(3)];
    },

    onAdd(map) {
      this.map = map;
      Hudud.pane(map, "tools");
      this.tools = this._offered();
      const box = L.DomUtil.create("div", "hudud-tools");
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      this.row = L.DomUtil.create("div", "hudud-tool-row", box);
      this.row.setAttribute("role", "toolbar");
      this.row.setAttribute("aria-label", this.strings.tools);
      this.buttons = {};
      for (const name of Object.keys(this.tools)) this._button(name);
      this.panel = L.DomUtil.create("section", "hudud-tool-panel", box);
      this.panel.dir = this.direction;
      this.panel.hidden = true;
      this.panel.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        this.close(true);
      });
      return box;
    },

    /* What can be done here: to filter and to look names up needs a server. */
    _offered() {
      const { page } = this;
      const tools = {};
      if (page.hosted) tools.goto = new Hudud.GoTo(this);
      tools.point = new Hudud.PointTool(this);
      tools.distance = new Hudud.MeasureTool(this, "line");
      tools.area = new Hudud.MeasureTool(this, "polygon");
      tools.rings = new Hudud.RingTool(this);
      if (page.hosted) {
        tools.polygon = new Hudud.AreaTool(this, "polygon");
        tools.circle = new Hudud.AreaTool(this, "circle");
      }
      return tools;
    },

    _button(name) {
      const button = L.DomUtil.create("button", "hudud-tool", this.row);
      button.type = "button";
      button.title = this.strings.toolNames[name];
      button.setAttribute("aria-label", button.title);
      button.setAttribute("aria-pressed", "false");
      button.dataset.tool = name;
      button.appendChild(icon(name));
      button.addEventListener("click", () => (this.active === name ? this.close() : this.open(name)));
      this.buttons[name] = button;
    },

    /* Begin with a tool; symbols of incidents let the clicks pass to it meanwhile. */
    open(name) {
      this.close();
      this.active = name;
      this.buttons[name].setAttribute("aria-pressed", "true");
      this.panel.hidden = false;
      this.panel.replaceChildren();
      const title = L.DomUtil.create("h2", "", this.panel);
      title.textContent = this.buttons[name].title;
      this.panel.setAttribute("aria-label", title.textContent);
      const shut = this.button(this.strings.close, () => this.close(true), title);
      shut.className = "hudud-shut";
      shut.textContent = "×";
      shut.setAttribute("aria-label", this.strings.close);
      this.body = L.DomUtil.create("div", "", this.panel);
      this.page.layer.asleep = name !== "goto";
      this.tools[name].start(this.body);
      this._foldLegend();
    },

    /* The legend gives way to a panel that reaches down to it. */
    _foldLegend() {
      const { box } = this.page.legend;
      const [own, other] = [this.panel, box].map((one) => one.getBoundingClientRect());
      const meet = own.bottom > other.top && own.left < other.right && own.right > other.left;
      if (box.open && meet) {
        box.open = false;
        this.unfold = true;
      }
    },

    /* Bring something into the part of the map that the panel leaves free, unless it lies there. */
    bringIntoView(bounds) {
      const { map } = this;
      const [frame, panel] = [map.getContainer(), this.panel].map((one) => one.getBoundingClientRect());
      const beside = panel.right - frame.left;
      const isNarrow = beside > 0.6 * frame.width;
      const free = isNarrow
        ? [[MARGIN, panel.bottom - frame.top + MARGIN], [MARGIN, MARGIN]]
        : [[beside + MARGIN, MARGIN], [MARGIN, MARGIN]];
      const corners = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) =>
        map.latLngToContainerPoint(corner),
      );
      const [[left, top], [right, bottom]] = free;
      const size = map.getSize();
      const isFree =
        corners[0].x >= left && corners[0].y >= top &&
        corners[1].x <= size.x - right && corners[1].y <= size.y - bottom;
      if (isFree) return;
      map.fitBounds(bounds, { paddingTopLeft: free[0], paddingBottomRight: free[1], animate: false });
    },

    /* What was measured changed elsewhere. */
    marksChanged() {
      if (this.active === "rings") this.tools.rings.say();
    },

    /* The area that is filtered by changed: its button says what it does now. */
    areaChanged(numbers) {
      for (const shape of ["polygon", "circle"]) {
        if (!this.buttons[shape]) continue;
        const isThere = numbers && (numbers.length === 3) === (shape === "circle");
        const name = this.strings.toolNames[isThere ? `${shape}There` : shape];
        this.buttons[shape].title = name;
        this.buttons[shape].setAttribute("aria-label", name);
      }
      if (this.active === "polygon" || this.active === "circle") {
        this.tools[this.active].areaChanged(numbers);
      }
    },

    close(andFocus) {
      if (!this.active) return;
      const name = this.active;
      this.active = null;
      this.tools[name].stop();
      this.page.layer.asleep = false;
      this.buttons[name].setAttribute("aria-pressed", "false");
      this.panel.hidden = true;
      this.panel.replaceChildren();
      if (this.unfold) this.page.legend.box.open = true;
      this.unfold = false;
      if (andFocus) this.buttons[name].focus();
    },

    button(text, act, parent) {
      const button = L.DomUtil.create("button", "", parent);
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", act);
      return button;
    },

    text(text, name, parent) {
      const line = L.DomUtil.create("p", name, parent);
      line.textContent = text;
      return line;
    },

    /* What to do, also without a pointer; with handles, what their keys are. */
    hint(text, parent, keys = this.strings.keysHint) {
      const box = L.DomUtil.create("div", "hudud-hint", parent);
      box.id = "hudud-hints";
      this.text(text, "", box);
      this.text(keys, "hudud-keys", box);
    },

    /* A line that is read out when it changes. */
    output(parent) {
      const output = L.DomUtil.create("output", "hudud-total", parent);
      output.setAttribute("aria-live", "polite");
      return output;
    },

    /* The buttons of a sketch: what its keys do, for those who have none. */
    sketchButtons(parent, sketch) {
      const row = L.DomUtil.create("div", "hudud-tool-buttons", parent);
      this.button(this.strings.addMiddle, () => sketch().addMiddle(), row);
      this.button(this.strings.undo, () => sketch().undo(), row);
      this.button(this.strings.clear, () => sketch().clear(), row);
      return row;
    },

    /* A length in metres, in words. */
    distanceText(metres) {
      if (metres < 1000) return this.fill("metres", { count: this.numbers[0].format(metres) });
      const digits = metres < 100000 ? 2 : 1;
      return this.fill("kilometres", { count: this.numbers[digits].format(metres / 1000) });
    },

    areaText(squareMetres) {
      const km2 = squareMetres / 1e6;
      const digits = km2 < 1 ? 3 : km2 < 100 ? 2 : 0;
      return this.fill("squareKilometres", { count: this.numbers[digits].format(km2) });
    },

    fill(name, values) {
      return this.strings[name].replace(/%\((\w+)\)s/g, (whole, key) => values[key] ?? whole);
    },

    /* The one point of which a place or a notation tells; the others go. */
    mark(point, name) {
      if (this.pin) this.pin.remove();
      this.pin = null;
      if (!point) return;
      this.pin = L.circleMarker(point, { pane: "tools", radius: 7, className: "hudud-mark", interactive: false });
      const label = document.createElement("span");
      label.dir = "auto";
      label.textContent = name;
      this.pin.bindTooltip(label, { permanent: true, direction: "top", className: "hudud-mark-name", offset: [0, -6] });
      this.pin.addTo(this.map);
    },
  });
})(window);
