/* The legend: what is on the map now, and nothing else. */
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
      const row = L.DomUtil.create("div", "hudud-legend-row", this.body);
      row.appendChild(swatch(paint));
      L.DomUtil.create("span", "", row).textContent = text;
    },

    refresh() {
      if (!this.body) return;
      this.body.replaceChildren();
      const { page } = this;
      if (page.shows("incidents")) this._incidents();
      if (page.shows("zone") && page.zoneName && this._inView(page.layers.zone)) this._zone();
      if (page.shows("choropleth")) this._choropleth();
      if (page.shows("heat")) this._row((c) => this._ramp(c), page.strings.heat);
      if (page.shows("borders")) {
        this._row((c) => this._line(c, "#5b4a3b", 1.6, []), page.strings.border);
      }
      if (page.shows("governorates")) {
        this._row((c) => this._line(c, "#b9ab97", 1.2, [2, 3]), page.strings.governorateBorder);
      }
      this.box.hidden = !this.body.children.length;
    },

    _inView(layer) {
      const bounds = layer.getBounds();
      return bounds.isValid() && bounds.intersects(this.page.map.getBounds());
    },

    _incidents() {
      const { layer, strings } = this.page;
      const present = new Set();
      let imprecise = false;
      let several = false;
      let sized = false;
      for (const item of layer.items) {
        item.types.forEach((n, type) => n && present.add(type));
        imprecise = imprecise || item.hollow;
        several = several || item.count > 1;
        sized = sized || (item.count === 1 && item.radius > 6);
      }
      layer.options.symbols.forEach((symbol, type) => {
        if (!present.has(type)) return;
        this._row((c) => Hudud.drawSymbol(c, symbol, 13, 10, 6, false), symbol.name);
      });
      const first = layer.options.symbols[[...present][0]];
      if (imprecise) {
        this._row((c) => {
          Hudud.drawExtent(c, first.color, 13, 10, 9, false);
          Hudud.drawSymbol(c, first, 13, 10, 4, true);
        }, strings.imprecise);
      }
      if (several) {
        this._row((c) => {
          const counts = layer.options.symbols.map((_, i) => (present.has(i) ? 1 : 0));
          const total = counts.reduce((a, b) => a + b, 0);
          counts[[...present][0]] += Math.max(0, 2 - total);
          Hudud.drawDonut(c, layer.options.symbols, counts, 13, 10, 9, false);
        }, strings.several);
      }
      if (sized) {
        this._row((c) => {
          Hudud.drawSymbol(c, first, 7, 12, 4, false);
          Hudud.drawSymbol(c, first, 18, 10, 7.5, false);
        }, strings.sized);
      }
    },

    _zone() {
      this._row((c) => {
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
      }, this.page.zoneName);
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
