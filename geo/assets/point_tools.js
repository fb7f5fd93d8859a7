/* Tools for one point: distance rings around it, its coordinates held still, and under the pointer. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

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
