/* Tools for one point: distance rings around it, its coordinates held still, and under the pointer. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  const LEAST_KM = 0.1;
  const MOST_KM = 2000;
  const MOST_RINGS = 12;

  /* Rings at chosen distances around a point or a place; they stay when their panel is shut. */
  Hudud.RingTool = class {
    constructor(tools) {
      this.tools = tools;
      this.radii = "10, 25, 50";
    }

    get rings() {
      return this.tools.page.marks.value.rings;
    }

    start(body) {
      const { tools } = this;
      tools.hint(tools.strings.ringHint, body);
      const label = L.DomUtil.create("label", "hudud-field", body);
      label.append(tools.strings.ringRadii);
      this.field = L.DomUtil.create("input", "", label);
      this.field.value = this.rings ? this.rings.km.join(", ") : this.radii;
      this.field.dir = "ltr";
      this.field.addEventListener("input", () => this._radiiTyped());
      if (tools.page.hosted) {
        this.box = new Hudud.PlaceBox(tools, {
          label: tools.strings.goToWhat,
          action: tools.strings.go,
          chosen: (candidate) => this.around(candidate),
        }).addTo(body);
      }
      this.said = tools.output(body);
      this.sketch = new Hudud.Sketch(tools.map, {
        shape: "point",
        most: 1,
        changed: () => {},
        finished: ([[lat, lon]]) => this._put({ lat, lon }),
        cancelled: () => tools.close(true),
      });
      const row = L.DomUtil.create("div", "hudud-tool-buttons", body);
      tools.button(tools.strings.ringsAtMiddle, () => this.sketch.addMiddle(), row);
      const remove = () => {
        this.sketch.clear();
        this._put(null);
      };
      tools.button(tools.strings.removeRings, remove, row);
      this.say();
    }

    stop() {
      this.sketch.remove();
      if (this.box) this.box.shut();
      this.sketch = this.said = this.field = this.box = null;
    }

    /* Around what was found under a name or in a notation: all of them come into view. */
    around({ id, lat, lon, name }) {
      this._put({ lat, lon, place: id || "", name: id ? name : "" });
      const farthest = Hudud.geodesy.circle([lat, lon], 1000 * Math.max(...this.rings.km), 8);
      this.tools.map.fitBounds(farthest, { animate: false });
    }

    /* The distances that are written, and whether each of them can be drawn. */
    _read(text) {
      const written = Hudud.westernDigits(text).split(/[^0-9.]+/).filter(Boolean).map(Number);
      const fit = written.filter((km) => km >= LEAST_KM && km <= MOST_KM);
      const km = [...new Set(fit)].sort((a, b) => a - b).slice(0, MOST_RINGS);
      return { km, whole: km.length === new Set(written).size };
    }

    _radiiTyped() {
      const { km } = this._read(this.field.value);
      this.radii = this.field.value;
      if (this.rings && km.length) this._put({ ...this.rings, km });
      else this.say();
    }

    _put(rings) {
      const { km } = this._read(this.field ? this.field.value : this.radii);
      const marks = this.tools.page.marks;
      const kept = km.length ? km : [10, 25, 50];
      marks.set({ rings: rings && { place: "", name: "", km: kept, ...rings } });
      this.say();
    }

    /* Tell around what they stand; what was changed elsewhere is written into the field. */
    say() {
      const { tools, rings } = this;
      if (!this.said) return;
      const written = this._read(this.field.value);
      if (rings && document.activeElement !== this.field && String(written.km) !== String(rings.km)) {
        this.field.value = rings.km.join(", ");
      } else if (!written.whole || !written.km.length) {
        this.said.textContent = tools.strings.ringLimits;
        return;
      }
      const point = rings && `\u2066${Hudud.notations(rings.lat, rings.lon).decimal}\u2069`;
      const where = rings && rings.name ? `\u2068${rings.name}\u2069 (${point})` : point;
      this.said.textContent = rings ? tools.fill("ringsAround", { point: where }) : "";
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
      this._middle = () => {
        const { lat, lng } = tools.map.getCenter();
        if (!this.sketch.points.length) this._show([lat, lng]);
      };
      // Who moves the map by keys reads what lies under the cross.
      tools.map.on("moveend", this._middle);
      this._middle();
    }

    stop() {
      this.tools.map.off("moveend", this._middle);
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
