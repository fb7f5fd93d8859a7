/* Tools that draw: to measure a distance or an area, and to filter by a polygon or a circle. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

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
})(window);
