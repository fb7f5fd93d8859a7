/* Names on the map, in the reader's language first: countries, governorates, water, towns.
   Placed by rank without collisions, redrawn after each move. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  // From which zoom a kind of name is shown, and how: [zoom, size, weight, colour, letter spacing].
  const STYLES = {
    country: [4, 15, 600, "#6b5b4b", "0.12em"],
    governorate: [6, 12, 500, "#8a7a68", "0.04em"],
    water: [7, 11, 500, "#3f6f8f", "0px"],
    capital: [5, 12.5, 600, "#2b2b2b", "0px"],
    city: [6, 11.5, 500, "#2b2b2b", "0px"],
    town: [8, 11, 400, "#3a3a3a", "0px"],
    village: [10, 10.5, 400, "#4a4a4a", "0px"],
  };
  const SECOND_LINE_ZOOM = 7;
  const TOWNS = new Set(["capital", "city", "town", "village"]);
  const CLOSER = 2; // zoom levels

  Hudud.LabelLayer = L.Renderer.extend({
    options: { padding: 0.05, pane: "labels", url: "", language: "en" },

    initialize(options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._labels = [];
      this.obstacles = []; // circles {x, y, radius} that a town's name keeps clear of
    },

    redraw(obstacles) {
      this.obstacles = obstacles;
      if (this._map && this._ctx && this._bounds) this._draw();
    },

    onAdd(map) {
      Hudud.pane(map, this.options.pane);
      L.Renderer.prototype.onAdd.call(this, map);
      if (!this._labels.length) this.load(this.options);
    },

    /* Replace the names once the new ones are here, as after an edit of the gazetteer. */
    load(source) {
      return Hudud.getJson(source).then((labels) => {
        this._labels = labels;
        if (this._map) this._update();
      });
    },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.style.pointerEvents = "none";
      this._ctx = this._container.getContext("2d");
    },

    _destroyContainer() {
      this._container.remove();
      delete this._container;
      delete this._ctx;
    },

    _updatePaths() {},

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, min);
      canvas.width = Math.round(size.x * ratio);
      canvas.height = Math.round(size.y * ratio);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      this._ctx.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
      this._draw();
    },

    /* Labels come sorted by rank; one that would overlap an earlier one is left out. */
    _draw() {
      const ctx = this._ctx;
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      ctx.clearRect(min.x, min.y, size.x, size.y);
      const taken = [];
      const primary = this.options.language === "ar" ? "ar" : "en";
      const secondary = primary === "ar" ? "en" : "ar";
      const zoom = this._zoom;
      for (const label of this._labels) {
        const style = STYLES[label.kind];
        if (zoom < Math.max(style[0], label.zoom || 0)) continue;
        const point = this._map.latLngToLayerPoint([label.lat, label.lon]);
        if (!this._bounds.contains(point)) continue;
        const second = zoom >= SECOND_LINE_ZOOM && label[secondary] !== label[primary];
        const lines = second ? [label[primary], label[secondary]] : [label[primary]];
        this._place(ctx, taken, style, label, point, lines);
      }
    },

    /* The name of the town nearest to a layer point, of those that a closer look would show; "" for none. */
    nearest(point) {
      let best = null;
      let least = Infinity;
      for (const label of this._labels) {
        if (!TOWNS.has(label.kind) || (label.zoom || 0) > this._zoom + CLOSER) continue;
        const at = this._map.latLngToLayerPoint([label.lat, label.lon]);
        const away = Math.hypot(at.x - point.x, at.y - point.y);
        if (away >= least) continue;
        least = away;
        best = label;
      }
      return best ? best[this.options.language === "ar" ? "ar" : "en"] : "";
    },

    /* Just under the town's dot, or under the symbol that covers it. */
    _below(point) {
      const over = this.obstacles.find(
        (o) => Math.hypot(o.x - point.x, o.y - point.y) < o.radius + 4,
      );
      return over ? Math.max(point.y + 5, over.y + over.radius + 3) : point.y + 5;
    },

    _place(ctx, taken, style, label, point, lines) {
      const [, size, weight, color, spacing] = style;
      const dotted = TOWNS.has(label.kind);
      ctx.font = `${weight} ${size}px ${Hudud.font}`;
      // Arabic letters join: spacing them would tear words apart.
      const spaced = (text) => (/[\u0600-\u06ff]/.test(text) ? "0px" : spacing);
      const widths = lines.map((text) => {
        ctx.letterSpacing = spaced(text);
        return ctx.measureText(text).width;
      });
      const width = Math.max(...widths);
      const height = lines.length * (size + 2);
      const y = dotted ? this._below(point) : point.y - height / 2;
      const box = [point.x - width / 2 - 2, y - 1, point.x + width / 2 + 2, y + height + 1];
      if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) return;
      taken.push(box);
      ctx.textAlign = "center";
      ctx.textBaseline = "top";
      ctx.lineJoin = "round";
      if (dotted) {
        ctx.beginPath();
        ctx.arc(point.x, point.y, label.kind === "capital" ? 3 : 2, 0, 2 * Math.PI);
        ctx.fillStyle = "#2b2b2b";
        ctx.fill();
      }
      lines.forEach((text, i) => {
        ctx.letterSpacing = spaced(text);
        ctx.direction = /[\u0600-\u06ff]/.test(text) ? "rtl" : "ltr";
        ctx.lineWidth = 3;
        ctx.strokeStyle = "rgba(255,253,248,0.9)";
        ctx.strokeText(text, point.x, y + i * (size + 2));
        ctx.fillStyle = color;
        ctx.fillText(text, point.x, y + i * (size + 2));
      });
    },
  });
})(window);
