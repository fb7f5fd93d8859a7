/* The tools of the map in one row beside the zoom buttons, and the panel of the one that is in use:
   measure, read coordinates, draw rings, draw an area to filter by, go to a place. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const SVG = "http://www.w3.org/2000/svg";

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
      title.textContent = this.strings.toolNames[name];
      this.panel.setAttribute("aria-label", title.textContent);
      const shut = this.button(this.strings.close, () => this.close(true), title);
      shut.className = "hudud-shut";
      shut.textContent = "×";
      shut.setAttribute("aria-label", this.strings.close);
      this.body = L.DomUtil.create("div", "", this.panel);
      this.page.layer.asleep = name !== "goto";
      this.tools[name].start(this.body);
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

    /* What to do, also without a pointer. */
    hint(text, parent) {
      const box = L.DomUtil.create("div", "hudud-hint", parent);
      box.id = "hudud-hints";
      this.text(text, "", box);
      this.text(this.strings.keysHint, "hudud-keys", box);
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

  /* Distance along a line, or area and outline of a polygon, with a running total. */
  Hudud.MeasureTool = class {
    constructor(tools, shape) {
      Object.assign(this, { tools, shape });
    }

    start(body) {
      const { tools } = this;
      tools.hint(tools.strings.sketchHint, body);
      this.total = tools.output(body);
      this.sketch = new Hudud.Sketch(tools.map, {
        shape: this.shape,
        changed: (points, pointer) => this._say(pointer ? [...points, pointer] : points),
        finished: () => {},
        cancelled: () => tools.close(true),
      });
      tools.sketchButtons(body, () => this.sketch);
      this._say([]);
    }

    stop() {
      this.sketch.remove();
    }

    _say(points) {
      const { tools, shape } = this;
      const { geodesy } = Hudud;
      if (shape === "line") {
        const last = points.length > 1 ? geodesy.distance(...points.slice(-2)) : 0;
        const values = {
          total: tools.distanceText(geodesy.length(points)),
          last: tools.distanceText(last),
        };
        this.total.textContent = tools.fill(points.length > 2 ? "lineTotal" : "lineLength", values);
      } else if (points.length < 3) {
        this.total.textContent = tools.strings.threePoints;
      } else if (geodesy.crosses(points)) {
        this.total.textContent = tools.strings.sidesCross;
      } else {
        const { area, perimeter } = geodesy.area(points);
        const values = { area: tools.areaText(area), perimeter: tools.distanceText(perimeter) };
        this.total.textContent = tools.fill("areaTotal", values);
      }
    }
  };

  /* A polygon or a circle that the incidents are filtered by; the server keeps it. */
  Hudud.AreaTool = class {
    constructor(tools, shape) {
      Object.assign(this, { tools, shape });
    }

    start(body) {
      const { tools, shape } = this;
      const { strings } = tools;
      tools.hint(shape === "circle" ? strings.circleHint : strings.polygonHint, body);
      this.total = tools.output(body);
      this.sketch = new Hudud.Sketch(tools.map, {
        shape,
        most: shape === "circle" ? 2 : tools.page.options.mostCorners,
        changed: (points, pointer) => this._say(pointer ? [...points, pointer] : points),
        finished: (points) => this._filter(points),
        cancelled: () => tools.close(true),
      });
      if (shape === "circle") this._radius(body);
      const row = tools.sketchButtons(body, () => this.sketch);
      const done = tools.button(strings.filterBy, () => this.sketch.finish(), row);
      done.classList.add("hudud-main");
      if (tools.page.area) tools.button(strings.removeArea, () => this._remove(), row);
      this._say([]);
    }

    /* A radius that is typed makes the circle from its centre alone. */
    _radius(body) {
      const label = L.DomUtil.create("label", "hudud-field", body);
      label.append(this.tools.strings.radius);
      this.radius = L.DomUtil.create("input", "", label);
      this.radius.type = "number";
      [this.radius.min, this.radius.max, this.radius.step] = ["0.1", "1000", "any"];
      this.radius.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault(); // the key would go on to press the button that gets the focus
        this.sketch.finish();
      });
    }

    stop() {
      this.sketch.remove();
    }

    _metres(points) {
      const typed = this.radius && Number(this.radius.value);
      if (typed > 0) return 1000 * typed;
      return points.length > 1 ? Hudud.geodesy.distance(points[0], points[1]) : 0;
    }

    _say(points) {
      const { tools, shape } = this;
      if (shape === "circle") {
        const metres = this._metres(points);
        this.total.textContent = points.length
          ? tools.fill("circleTotal", { radius: tools.distanceText(metres) })
          : "";
      } else if (points.length < 3) {
        this.total.textContent = tools.strings.threePoints;
      } else if (Hudud.geodesy.crosses(points)) {
        this.total.textContent = tools.strings.sidesCross;
      } else {
        const { area, perimeter } = Hudud.geodesy.area(points);
        const values = { area: tools.areaText(area), perimeter: tools.distanceText(perimeter) };
        this.total.textContent = tools.fill("areaTotal", values);
      }
    }

    _filter(points) {
      const { page } = this.tools;
      let numbers = null;
      if (this.shape === "circle") {
        const metres = this._metres(points);
        if (metres >= 100 && metres <= 1e6) numbers = [...points[0], metres / 1000];
      } else if (points.length > 2 && !Hudud.geodesy.crosses(points)) {
        numbers = points.flat();
      }
      if (!numbers) {
        this.sketch.done = false; // more points may follow
        return;
      }
      this.tools.close(true);
      page.drawArea(numbers);
    }

    _remove() {
      this.tools.close(true);
      this.tools.page.drawArea(null);
    }
  };

  /* Rings at chosen distances around a point. */
  Hudud.RingTool = class {
    constructor(tools) {
      this.tools = tools;
      this.radii = "10, 25, 50";
      this.centre = null;
    }

    start(body) {
      const { tools } = this;
      tools.hint(tools.strings.ringHint, body);
      const label = L.DomUtil.create("label", "hudud-field", body);
      label.append(tools.strings.ringRadii);
      this.field = L.DomUtil.create("input", "", label);
      this.field.inputMode = "decimal";
      this.field.value = this.radii;
      this.field.dir = "ltr";
      this.field.addEventListener("input", () => {
        this.radii = this.field.value;
        this.draw();
      });
      this.said = tools.output(body);
      this.sketch = new Hudud.Sketch(tools.map, {
        shape: "point",
        most: 1,
        changed: () => {},
        finished: (points) => this.around(points[0]),
        cancelled: () => tools.close(true),
      });
      const row = L.DomUtil.create("div", "hudud-tool-buttons", body);
      tools.button(tools.strings.ringsAtMiddle, () => this.sketch.addMiddle(), row);
      tools.button(tools.strings.removeRings, () => this.around(null), row);
      this.draw();
    }

    /* Bring all of them into view. */
    fit() {
      const farthest = Hudud.geodesy.circle(this.centre, 1000 * Math.max(1, ...this.kilometres), 8);
      this.tools.map.fitBounds(farthest, { animate: false });
    }

    /* The rings stay when their panel is shut. */
    stop() {
      this.sketch.remove();
      this.sketch = this.said = this.field = null;
    }

    around(centre) {
      this.centre = centre;
      this.draw();
    }

    get kilometres() {
      const found = this.radii.split(/[^0-9.]+/).map(Number);
      return [...new Set(found)].filter((km) => km > 0 && km <= 2000).sort((a, b) => a - b).slice(0, 12);
    }

    draw() {
      const { tools } = this;
      if (!this.group) this.group = L.layerGroup().addTo(tools.map);
      this.group.clearLayers();
      if (this.said) {
        this.said.textContent = this.centre
          ? tools.fill("ringsAround", { point: Hudud.notations(...this.centre).decimal })
          : "";
      }
      if (!this.centre) return;
      const style = { pane: "tools", interactive: false };
      L.circleMarker(this.centre, { ...style, radius: 3, className: "hudud-corner" }).addTo(this.group);
      for (const km of this.kilometres) {
        const ring = Hudud.geodesy.circle(this.centre, 1000 * km);
        L.polygon(ring, { ...style, className: "hudud-ring", fill: false }).addTo(this.group);
        const label = document.createElement("span");
        label.textContent = tools.distanceText(1000 * km);
        L.tooltip({ permanent: true, direction: "center", className: "hudud-ring-name", pane: "tools" })
          .setLatLng(ring[0])
          .setContent(label)
          .addTo(this.group);
      }
    }
  };

  /* One point in every notation, each to be copied. */
  Hudud.PointTool = class {
    constructor(tools) {
      this.tools = tools;
    }

    start(body) {
      const { tools } = this;
      tools.hint(tools.strings.pointHint, body);
      this.list = L.DomUtil.create("dl", "hudud-notations", body);
      this.said = tools.output(body);
      this.sketch = new Hudud.Sketch(tools.map, {
        shape: "point",
        most: 1,
        changed: (points, pointer) => this._show(points[0] || pointer),
        finished: (points) => this._show(points[0]),
        cancelled: () => tools.close(true),
      });
      const row = L.DomUtil.create("div", "hudud-tool-buttons", body);
      tools.button(tools.strings.readMiddle, () => this.sketch.addMiddle(), row);
      const { lat, lng } = tools.map.getCenter();
      this._show([lat, lng]);
    }

    stop() {
      this.sketch.remove();
    }

    _show(point) {
      if (!point) return;
      const { strings } = this.tools;
      const told = Hudud.notations(...point);
      if (!this.lines) this.lines = {};
      for (const kind of ["decimal", "dms", "mgrs"]) {
        if (!this.list.querySelector(`[data-notation=${kind}]`)) this._line(kind);
        const line = this.list.querySelector(`[data-notation=${kind}]`);
        line.querySelector("bdi").textContent = told[kind];
      }
      this.said.textContent = "";
      this.list.setAttribute("aria-label", strings.toolNames.point);
    }

    _line(kind) {
      const { tools } = this;
      const name = L.DomUtil.create("dt", "", this.list);
      name.textContent = tools.strings.notations[kind];
      const line = L.DomUtil.create("dd", "", this.list);
      line.dataset.notation = kind;
      const text = L.DomUtil.create("bdi", "", line);
      text.dir = "ltr";
      const copy = tools.button(tools.strings.copy, async () => {
        const copied = await Hudud.copyText(text.textContent);
        this.said.textContent = copied ? tools.strings.copied : tools.strings.notCopied;
      }, line);
      copy.setAttribute("aria-label", `${tools.strings.copy}: ${name.textContent}`);
    }
  };

  /* What lies under the pointer, all the time; the tool above holds a point still. */
  Hudud.Readout = L.Control.extend({
    options: { position: "bottomright" },

    onAdd(map) {
      const box = L.DomUtil.create("div", "hudud-readout");
      box.setAttribute("aria-hidden", "true"); // the tool tells the same to those who use no pointer
      box.dir = "ltr";
      box.hidden = true;
      const lines = ["decimal", "dms", "mgrs"].map((kind) => [kind, L.DomUtil.create("div", "", box)]);
      map.on("mousemove", (event) => {
        const told = Hudud.notations(event.latlng.lat, event.latlng.lng);
        for (const [kind, line] of lines) line.textContent = told[kind];
        box.hidden = false;
      });
      map.on("mouseout movestart zoomstart", () => (box.hidden = true));
      return box;
    },
  });
})(window);
