/* What was measured and stays on the map: distance rings, a line, a surface. A change shows at once; the
   server hears of it a little later and writes it into the link. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const TELL_AFTER = 500; // milliseconds: several quick changes become one message
  const NONE = { rings: null, line: null, surface: null };

  Hudud.Marks = class {
    /* `tell(marks)` sends them to the server. */
    constructor(page, tell) {
      this.page = page;
      this.tell = tell;
      this.value = NONE;
      this.edited = null; // the kind that a tool draws by itself meanwhile
      this._said = JSON.stringify(NONE);
      Hudud.pane(page.map, "tools");
      this.group = L.layerGroup().addTo(page.map);
    }

    /* What the server says holds, but for what it has not heard of yet. */
    accept(value) {
      const marks = { ...NONE, ...value };
      const said = JSON.stringify(marks);
      if (said === this._said) return;
      this._said = said;
      if (this._timer) return;
      this.value = marks;
      this.draw();
      this.page.tools.marksChanged();
    }

    set(changes) {
      this.value = { ...this.value, ...changes };
      this.draw();
      clearTimeout(this._timer);
      this._timer = setTimeout(() => {
        this._timer = null;
        this.tell(this.value);
      }, TELL_AFTER);
    }

    /* Leave a kind to the tool that changes it; null for none. */
    edit(kind) {
      this.edited = kind;
      this.draw();
    }

    draw() {
      const { rings, line, surface } = this.value;
      this.group.clearLayers();
      if (rings) this._rings(rings);
      if (line && this.edited !== "line") this._line(line);
      if (surface && this.edited !== "surface") this._surface(surface);
      this.page.legend.refresh();
    }

    _rings({ lat, lon, km }) {
      const { tools } = this.page;
      const style = { pane: "tools", interactive: false };
      L.circleMarker([lat, lon], { ...style, radius: 3, className: "hudud-corner" }).addTo(this.group);
      for (const distance of km) {
        const ring = Hudud.geodesy.circle([lat, lon], 1000 * distance);
        L.polygon(ring, { ...style, className: "hudud-ring", fill: false }).addTo(this.group);
        this._label(ring[0], tools.distanceText(1000 * distance), "hudud-ring-name", "center");
      }
    }

    _line(points) {
      const drawn = Hudud.geodesy.line(points, false);
      L.polyline(drawn, { pane: "tools", interactive: false, className: "hudud-measured" }).addTo(this.group);
      this._corners(points);
      const total = this.page.tools.distanceText(Hudud.geodesy.length(points));
      this._label(points[points.length - 1], total, "hudud-ring-name", "top");
    }

    _surface(points) {
      const drawn = Hudud.geodesy.line(points, true);
      const shape = L.polygon(drawn, { pane: "tools", interactive: false, className: "hudud-measured" });
      shape.addTo(this.group);
      this._corners(points);
      const { area } = Hudud.geodesy.area(points);
      this._label(shape.getBounds().getCenter(), this.page.tools.areaText(area), "hudud-ring-name", "center");
    }

    _corners(points) {
      const style = { pane: "tools", interactive: false, className: "hudud-corner", radius: 3 };
      for (const point of points) L.circleMarker(point, style).addTo(this.group);
    }

    _label(at, text, className, direction) {
      const label = document.createElement("span");
      label.textContent = text;
      L.tooltip({ permanent: true, direction, className, pane: "tools" })
        .setLatLng(at)
        .setContent(label)
        .addTo(this.group);
    }
  };
})(window);
