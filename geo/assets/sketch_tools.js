/* Tools that draw: to measure a distance or an area, and to filter by a polygon or a circle. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  /* What a polygon of points measures, or why it measures nothing. */
  function polygonText(tools, points) {
    if (points.length < 3) return tools.strings.threePoints;
    if (Hudud.geodesy.crosses(points)) return tools.strings.sidesCross;
    const { area, perimeter } = Hudud.geodesy.area(points);
    const values = { area: tools.areaText(area), perimeter: tools.distanceText(perimeter) };
    return tools.fill("areaTotal", values);
  }

  function circleText(tools, metres) {
    return tools.fill("circleTotal", { radius: tools.distanceText(metres) });
  }

  /* Distance along a line, or area and outline of a polygon, with a running total. What is finished
     stays on the map, and in its link. */
  Hudud.MeasureTool = class {
    constructor(tools, shape) {
      Object.assign(this, { tools, shape });
      this.kind = shape === "line" ? "line" : "surface";
    }

    start(body) {
      const { tools } = this;
      const { marks } = tools.page;
      tools.hint(tools.strings.sketchHint, body);
      this.total = tools.output(body);
      this.sketch = new Hudud.Sketch(tools.map, {
        shape: this.shape,
        most: tools.page.options.mostCorners,
        changed: (points, pointer) => this._say(pointer ? [...points, pointer] : points),
        finished: (points) => this._keep(points),
        cancelled: () => tools.close(true),
      });
      const row = tools.sketchButtons(body, () => this.sketch);
      const keep = tools.button(tools.strings.keepMeasured, () => this.sketch.finish(), row);
      keep.classList.add("hudud-main");
      tools.button(tools.strings.removeMeasured, () => this._remove(), row);
      marks.edit(this.kind);
      if (marks.value[this.kind]) this.sketch.hold(marks.value[this.kind]);
      else this._say([]);
    }

    stop() {
      this.sketch.remove();
      this.tools.page.marks.edit(null);
    }

    _keep(points) {
      const whole = this.kind === "line" ? points.length > 1 : points.length > 2;
      if (whole && (this.kind === "line" || !Hudud.geodesy.crosses(points))) {
        this.tools.page.marks.set({ [this.kind]: points.map((point) => [...point]) });
      } else {
        this.sketch.done = false; // more points may follow
      }
    }

    _remove() {
      this.sketch.clear();
      this.tools.page.marks.set({ [this.kind]: null });
    }

    _say(points) {
      const { tools } = this;
      if (this.kind === "surface") {
        this.total.textContent = polygonText(tools, points);
        return;
      }
      const last = points.length > 1 ? Hudud.geodesy.distance(...points.slice(-2)) : 0;
      const values = {
        total: tools.distanceText(Hudud.geodesy.length(points)),
        last: tools.distanceText(last),
      };
      this.total.textContent = tools.fill(points.length > 2 ? "lineTotal" : "lineLength", values);
    }
  };

  /* A polygon or a circle that the incidents are filtered by; the server keeps it. One that is there
     is changed by its handles or in the form, unless a new one is asked for. */
  Hudud.AreaTool = class {
    constructor(tools, shape) {
      Object.assign(this, { tools, shape });
      this.isCircle = shape === "circle";
    }

    /* The numbers of the area that is there, when it has this shape. */
    get current() {
      const { area } = this.tools.page;
      return area && (area.length === 3) === this.isCircle ? area : null;
    }

    start(body) {
      if (this.current && !this.anew) this._change(body);
      else this._drawNew(body);
      this.anew = false;
    }

    _drawNew(body) {
      const { tools, shape } = this;
      const { strings } = tools;
      tools.hint(this.isCircle ? strings.circleHint : strings.polygonHint, body);
      this.total = tools.output(body);
      this.sketch = new Hudud.Sketch(tools.map, {
        shape,
        most: this.isCircle ? 2 : tools.page.options.mostCorners,
        changed: (points, pointer) => this._say(pointer ? [...points, pointer] : points),
        finished: (points) => this._filter(points),
        cancelled: () => tools.close(true),
      });
      const row = tools.sketchButtons(body, () => this.sketch);
      const done = tools.button(strings.filterBy, () => this.sketch.finish(), row);
      done.classList.add("hudud-main");
      if (tools.page.area) tools.button(strings.removeArea, () => this._remove(), row);
      this.form = new Hudud.AreaForm(tools, this.isCircle, {
        made: (numbers) => this._take(numbers),
        needed: this.isCircle,
        // A radius that is typed makes the circle from the centre that was clicked.
        entered: () => this.sketch.points.length > 0 && (this.sketch.finish(), true),
      }).addTo(body);
      this._say([]);
    }

    _change(body) {
      const { tools } = this;
      const { strings } = tools;
      if (this.isCircle) tools.hint(strings.changeCircleHint, body, strings.circleKeysHint);
      else tools.hint(strings.changePolygonHint, body, strings.cornerKeysHint);
      this.total = tools.output(body);
      const row = L.DomUtil.create("div", "hudud-tool-buttons", body);
      this.editor = new Hudud.ShapeEditor(tools, this.current, {
        changed: (numbers) => this._changed(numbers),
        settled: (numbers) => tools.page.drawArea(numbers),
      });
      if (!this.isCircle) {
        tools.button(strings.addCorner, () => this.editor.addAfterChosen(), row);
        tools.button(strings.removeCorner, () => this.editor.removeChosen(), row);
      }
      tools.button(strings.drawAnew, () => this._again(), row);
      tools.button(strings.removeArea, () => this._remove(), row);
      this.form = new Hudud.AreaForm(tools, this.isCircle, {
        made: (numbers) => this._take(numbers),
        entered: () => false,
      }).addTo(body);
      this._changed(this.current);
      tools.bringIntoView(tools.page.areaLayer.outline.getBounds());
    }

    stop() {
      if (this.sketch) this.sketch.remove();
      if (this.editor) this.editor.remove();
      this.form.shut();
      this.sketch = this.editor = this.form = null;
    }

    /* The server says which area there is: another one than the handles show is shown. */
    areaChanged(numbers) {
      if (!this.editor) return;
      if (!numbers || (numbers.length === 3) !== this.isCircle) this.tools.close();
      else if (this.editor.differsFrom(numbers)) {
        this.editor.load(numbers);
        this._changed(numbers);
      }
    }

    _changed(numbers) {
      this.form.write(numbers);
      const { tools } = this;
      this.total.textContent = this.isCircle
        ? circleText(tools, 1000 * numbers[2])
        : polygonText(tools, Hudud.cornersOf(numbers));
    }

    _again() {
      this.anew = true;
      this.tools.open(this.shape);
    }

    /* What was typed is filtered by, and stays to be changed. */
    _take(numbers) {
      const { tools } = this;
      tools.page.drawArea(numbers);
      tools.open(this.shape);
      this.form.field.focus();
    }

    _metres(points) {
      const typed = this.form && this.form.km;
      if (typed > 0) return 1000 * typed;
      return points.length > 1 ? Hudud.geodesy.distance(points[0], points[1]) : 0;
    }

    _say(points) {
      const { tools } = this;
      if (!this.isCircle) this.total.textContent = polygonText(tools, points);
      else this.total.textContent = points.length ? circleText(tools, this._metres(points)) : "";
    }

    _filter(points) {
      const { page } = this.tools;
      let numbers = null;
      if (this.isCircle) {
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
