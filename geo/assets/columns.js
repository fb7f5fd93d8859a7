/* Incidents as typed arrays: reads the binary columns that geo.columns writes, and keeps which
   rows are shown. Filters that act at once (period, event type) live here; every other filter
   comes from the server as one bit a row. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const TYPES = {
    "<f4": Float32Array,
    "<f8": Float64Array,
    "<i4": Int32Array,
    "<u4": Uint32Array,
    "<u2": Uint16Array,
    "|u1": Uint8Array,
  };
  const TILE = 256;

  /* Layout: 4 bytes magic "HUD1", uint32 header length, JSON header, columns (4-byte aligned). */
  Hudud.readColumns = function (buffer) {
    const view = new DataView(buffer);
    const magic = String.fromCharCode(...new Uint8Array(buffer, 0, 4));
    if (magic !== "HUD1") throw new Error(`not incident columns: ${magic}`);
    const length = view.getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    const columns = { n: header.n, header };
    for (const c of header.columns) {
      columns[c.name] = new TYPES[c.dtype](buffer, c.offset, c.length);
    }
    return columns;
  };

  Hudud.Incidents = class {
    constructor(columns) {
      this.columns = columns;
      this.n = columns.n;
      this.mask = null; // bits, least significant first; null shows every row
      this.period = null; // [first day, last day], inclusive
      this.hiddenTypes = new Set();
      this.shown = new Uint8Array(this.n);
      this.x = new Float32Array(this.n);
      this.y = new Float32Array(this.n);
      this.originX = TILE / 2;
      this.originY = TILE / 2;
      this._project();
      this.refresh();
    }

    /* Web Mercator at zoom 0, from an origin amid the data: float32 is then good to a decimetre. */
    _project() {
      const { lon, lat } = this.columns;
      let sumX = 0;
      let sumY = 0;
      let points = 0;
      const worldX = (i) => ((lon[i] + 180) / 360) * TILE;
      const worldY = (i) => {
        const s = Math.sin((lat[i] * Math.PI) / 180);
        return (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * TILE;
      };
      const step = Math.max(1, Math.floor(this.n / 1000));
      for (let i = 0; i < this.n; i += step) {
        if (Number.isNaN(lon[i])) continue;
        sumX += worldX(i);
        sumY += worldY(i);
        points += 1;
      }
      if (points) {
        this.originX = sumX / points;
        this.originY = sumY / points;
      }
      for (let i = 0; i < this.n; i += 1) {
        this.x[i] = worldX(i) - this.originX;
        this.y[i] = worldY(i) - this.originY;
      }
    }

    inMask(i) {
      return this.mask === null || (this.mask[i >> 3] >> (i & 7)) & 1;
    }

    /* Recompute `shown`; returns how many rows are. */
    refresh() {
      const { start_day: start, end_day: end, type } = this.columns;
      const hidden = new Uint8Array(256);
      for (const code of this.hiddenTypes) hidden[code] = 1;
      const [from, to] = this.period || [-Infinity, Infinity];
      const { mask, shown, n } = this;
      let count = 0;
      for (let i = 0; i < n; i += 1) {
        const visible =
          (mask === null || (mask[i >> 3] >> (i & 7)) & 1) &&
          end[i] >= from &&
          start[i] <= to &&
          !hidden[type[i]]
            ? 1
            : 0;
        shown[i] = visible;
        count += visible;
      }
      this.count = count;
      return count;
    }
  };
})(window);
