/* Where incidents lie densely, as a smooth tint; an imprecise place spreads over its extent. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const STEP = 4; // pixels: side of a cell of the raster
  const REACH = 4; // cells: reach of one pass of the blur
  const COLORS = [
    [255, 237, 160],
    [254, 178, 76],
    [240, 59, 32],
    [128, 0, 38],
  ];

  function blur(values, width, height) {
    const out = new Float32Array(values.length);
    const pass = (from, to, lines, length, lineStep, step) => {
      for (let line = 0; line < lines; line += 1) {
        let sum = 0;
        const at = (i) => (i < 0 || i >= length ? 0 : from[line * lineStep + i * step]);
        for (let i = -REACH; i < REACH; i += 1) sum += at(i);
        for (let i = 0; i < length; i += 1) {
          sum += at(i + REACH) - at(i - REACH - 1);
          to[line * lineStep + i * step] = sum / (2 * REACH + 1);
        }
      }
    };
    for (let i = 0; i < 2; i += 1) {
      pass(values, out, height, width, width, 1);
      pass(out, values, width, height, 1, width);
    }
    return values;
  }

  Hudud.HeatLayer = L.Renderer.extend({
    options: { padding: 0.1, pane: "heat" },

    onAdd(map) {
      Hudud.pane(map, this.options.pane);
      L.Renderer.prototype.onAdd.call(this, map);
    },

    setIncidents(incidents) {
      this.incidents = incidents;
    },

    redraw() {
      if (this._map && this._container) this._update();
      return this;
    },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.style.pointerEvents = "none";
    },

    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },

    _updatePaths() {},

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = Math.ceil(size.x / STEP);
      canvas.height = Math.ceil(size.y / STEP);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      if (this.incidents) this._paint(canvas);
    },

    _paint(canvas) {
      const { width, height } = canvas;
      const { x, y, markCount, columns, originX, originY } = this.incidents;
      const { mark_spot: spotOf } = columns;
      const scale = 2 ** this._zoom;
      const origin = this._map.getPixelOrigin();
      const dx = originX * scale - origin.x - this._bounds.min.x;
      const dy = originY * scale - origin.y - this._bounds.min.y;
      const cells = new Float32Array(width * height);
      for (let m = 0; m < markCount.length; m += 1) {
        if (!markCount[m]) continue;
        const column = Math.floor((x[spotOf[m]] * scale + dx) / STEP);
        const row = Math.floor((y[spotOf[m]] * scale + dy) / STEP);
        const inside = column >= 0 && column < width && row >= 0 && row < height;
        if (inside) cells[row * width + column] += markCount[m];
      }
      blur(cells, width, height);
      let top = 0;
      for (const value of cells) top = Math.max(top, value);
      const ctx = canvas.getContext("2d");
      const image = ctx.createImageData(width, height);
      for (let i = 0; top && i < cells.length; i += 1) {
        const level = Math.sqrt(cells[i] / top);
        if (level < 0.05) continue;
        const color = COLORS[Math.min(COLORS.length - 1, Math.floor(level * COLORS.length))];
        image.data.set([...color, Math.round(60 + 130 * level)], i * 4);
      }
      ctx.putImageData(image, 0, 0);
    },
  });
})(window);
