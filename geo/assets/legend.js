/* The legend: what is on the map, and nothing else. Its event types and verdicts are buttons that
   hide and show; it is made anew only when what it says has changed. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  function swatch(paint) {
    const canvas = document.createElement("canvas");
    const ratio = window.devicePixelRatio || 1;
    canvas.width = 26 * ratio;
    canvas.height = 20 * ratio;
    canvas.style.cssText = "width:26px;height:20px";
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    paint(ctx);
    return canvas;
  }

  Hudud.Legend = L.Control.extend({
    options: { position: "bottomleft" },

    initialize(page, options) {
      L.Util.setOptions(this, options);
      this.page = page;
    },

    onAdd() {
      this.box = L.DomUtil.create("details", "hudud-legend");
      this.box.open = window.innerWidth > 640;
      this.box.dir = "auto";
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
      const summary = L.DomUtil.create("summary", "", this.box);
      summary.textContent = this.page.strings.legend;
      this.body = L.DomUtil.create("div", "", this.box);
      return this.box;
    },

    _row(paint, text) {
      this.entries.push({ paint, text });
    },

    /* An entry that can be pressed: `choice` is {kind, value} of the page's hot filters. */
    _toggle(paint, text, choice) {
      this.entries.push({ paint, text, choice, on: this.page.hot.shows(choice.kind, choice.value) });
    },

    refresh() {
      if (!this.body) return;
      this.entries = [];
      const { page } = this;
      if (page.shows("incidents") && page.incidents) this._incidents();
      if (page.shows("zone") && page.zoneName && this._inView(page.layers.zone)) {
        this._row((c) => this._strip(c), page.zoneName);
        if (page.verdictsUrl && page.shows("incidents")) this._verdicts();
      } else if (page.hot.value.verdicts.length) {
        this._verdicts();
      }
      if (page.area) {
        const { drawnArea, drawnAreaOnly } = page.strings;
        this._row((c) => this._outline(c), page.areaFilters ? drawnArea : drawnAreaOnly);
      }
      this._marks();
      if (page.shows("choropleth")) this._choropleth();
      if (page.shows("heat")) this._row((c) => this._ramp(c), page.strings.heat);
      if (page.shows("borders")) {
        this._row((c) => this._line(c, "#5b4a3b", 1.6, []), page.strings.border);
      }
      if (page.shows("governorates")) {
        this._row((c) => this._line(c, "#b9ab97", 1.2, [2, 3]), page.strings.governorateBorder);
      }
      const said = JSON.stringify(this.entries.map(({ text, choice, on }) => [text, choice, on]));
      if (said === this._said) return;
      this._said = said;
      this._build();
    },

    _build() {
      const focused = this.body.contains(document.activeElement)
        ? document.activeElement.dataset.choice
        : null;
      this.body.replaceChildren(...this.entries.map((entry) => this._element(entry)));
      this.box.hidden = !this.entries.length;
      if (focused) {
        const again = [...this.body.children].find((row) => row.dataset.choice === focused);
        if (again) again.focus();
      }
    },

    _element({ paint, text, choice, on }) {
      const row = document.createElement(choice ? "button" : "div");
      row.className = "hudud-legend-row";
      row.appendChild(swatch(paint));
      L.DomUtil.create("span", "", row).textContent = text;
      if (!choice) return row;
      row.type = "button";
      row.title = this.page.strings.legendHint;
      row.dataset.choice = `${choice.kind} ${choice.value}`;
      row.setAttribute("aria-pressed", on);
      row.addEventListener("click", (event) => {
        this.page.choose(choice.kind, choice.value, event.shiftKey || event.altKey);
      });
      return row;
    },

    _marks() {
      const { marks, strings } = this.page;
      if (!marks) return;
      const { rings, line, surface } = marks.value;
      const blue = "#1a5fb4";
      if (rings) {
        const text = rings.name ? strings.ringsOf.replace("%(place)s", rings.name) : strings.rings;
        this._row((c) => this._line(c, "#8a8378", 1.6, [6, 4]), text);
      }
      if (line) this._row((c) => this._line(c, blue, 2.5, [1, 4]), strings.measuredLine);
      if (surface) this._row((c) => this._line(c, blue, 2.5, [1, 4]), strings.measuredSurface);
    },

    _inView(layer) {
      const bounds = layer.getBounds();
      return bounds.isValid() && bounds.intersects(this.page.map.getBounds());
    },

    _incidents() {
      const { layer, incidents, strings } = this.page;
      const singles = layer.items.filter((item) => item.count === 1);
      incidents.types.forEach((symbol) => {
        const paint = (c) => Hudud.drawSymbol(c, symbol, 13, 10, 6, false);
        this._toggle(paint, this.page.typeName(symbol.name), { kind: "types", value: symbol.name });
      });
      const first = incidents.types[0];
      if (!first) return;
      if (layer.items.some((item) => item.hollow)) {
        this._row((c) => {
          Hudud.drawExtent(c, first.color, 13, 10, 9, false);
          Hudud.drawSymbol(c, first, 13, 10, 4, true);
        }, strings.imprecise);
      }
      if (layer.items.some((item) => item.count > 1)) {
        this._row((c) => {
          const colors = incidents.types.slice(0, 3).map((type) => type.color);
          const counts = colors.map((_, i) => (i ? 1 : 2));
          Hudud.drawDonut(c, colors, counts, 13, 10, 9, false);
        }, strings.several);
      }
      if (singles.some((item) => item.radius > 6)) {
        this._row((c) => {
          Hudud.drawSymbol(c, first, 7, 12, 4, false);
          Hudud.drawSymbol(c, first, 18, 10, 7.5, false);
        }, strings.sized);
      }
    },

    _verdicts() {
      for (const [verdict, x] of Object.entries({ inside: 9, outside: 21, undetermined: 16 })) {
        const paint = (c) => this._judged(c, x, verdict === "undetermined");
        this._toggle(paint, this.page.strings[verdict], { kind: "verdicts", value: verdict });
      }
    },

    _strip(c) {
      c.save();
      c.beginPath();
      c.rect(2, 3, 22, 14);
      c.clip();
      c.fillStyle = "rgba(155,34,38,0.07)";
      c.fillRect(0, 0, 26, 20);
      c.strokeStyle = "rgba(155,34,38,0.5)";
      c.lineWidth = 1.6;
      for (let x = -20; x < 26; x += 6) {
        c.beginPath();
        c.moveTo(x, 20);
        c.lineTo(x + 20, 0);
        c.stroke();
      }
      c.restore();
      c.setLineDash([5, 3]);
      c.strokeStyle = "#9b2226";
      c.strokeRect(2, 3, 22, 14);
    },

    _outline(c) {
      c.fillStyle = "rgba(26,95,180,0.08)";
      c.strokeStyle = "#1a5fb4";
      c.lineWidth = 2;
      c.beginPath();
      c.moveTo(3, 15);
      c.lineTo(8, 4);
      c.lineTo(23, 7);
      c.lineTo(18, 17);
      c.closePath();
      c.fill();
      c.stroke();
    },

    /* A dot inside the strip, beside it, or somewhere across its edge. */
    _judged(c, x, vague) {
      c.fillStyle = "rgba(155,34,38,0.16)";
      c.fillRect(2, 3, 14, 14);
      c.setLineDash([4, 2]);
      c.strokeStyle = "#9b2226";
      c.beginPath();
      c.moveTo(16, 2);
      c.lineTo(16, 18);
      c.stroke();
      c.setLineDash(vague ? [2, 2] : []);
      c.beginPath();
      c.arc(x, 10, vague ? 6 : 3, 0, 2 * Math.PI);
      if (vague) {
        c.strokeStyle = "#1d2327";
        c.stroke();
      } else {
        c.fillStyle = "#1d2327";
        c.fill();
      }
    },

    _choropleth() {
      const { choropleth, strings } = this.page;
      let low = 1;
      (choropleth.classes || []).forEach((top, level) => {
        const name = low === top ? `${top}` : `${low}–${top}`;
        this._row((c) => {
          c.fillStyle = Hudud.tints[level];
          c.fillRect(2, 3, 22, 14);
        }, strings.perGovernorate.replace("%(range)s", name));
        low = top + 1;
      });
    },

    _ramp(ctx) {
      const gradient = ctx.createLinearGradient(2, 0, 24, 0);
      ["#ffeda0", "#feb24c", "#f03b20", "#800026"].forEach((c, i) => gradient.addColorStop(i / 3, c));
      ctx.fillStyle = gradient;
      ctx.fillRect(2, 4, 22, 12);
    },

    _line(ctx, color, width, dash) {
      ctx.beginPath();
      ctx.setLineDash(dash);
      ctx.lineWidth = width;
      ctx.strokeStyle = color;
      ctx.moveTo(2, 10);
      ctx.lineTo(24, 10);
      ctx.stroke();
    },
  });
})(window);
