/* Incidents as typed arrays: reads the binary columns that geo.payload writes, and keeps which
   rows are shown. Filters that act at once (period, event type, zone verdict) live here; all
   others come from the server as one bit a row. What the map draws is counted by mark: the
   incidents of one type at one point. */
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
  const EVERY = new Uint8Array(256).fill(1);

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

  /* Rows in the order of keys below `count`: those of key k are rows[starts[k]] … before
     rows[starts[k + 1]], ascending. */
  function sortByKey(keyOf, n, count) {
    const starts = new Uint32Array(count + 1);
    for (let i = 0; i < n; i += 1) starts[keyOf(i) + 1] += 1;
    for (let k = 0; k < count; k += 1) starts[k + 1] += starts[k];
    const next = starts.slice(0, count);
    const rows = new Uint32Array(n);
    for (let i = 0; i < n; i += 1) {
      const key = keyOf(i);
      rows[next[key]] = i;
      next[key] += 1;
    }
    return { starts, rows };
  }

  Hudud.Incidents = class {
    constructor(columns) {
      this.columns = columns;
      this.n = columns.n;
      this.types = columns.header.types;
      this.spots = columns.lon.length;
      this.mask = null; // bits, least significant first; null shows every row
      this.period = null; // [first day, last day], inclusive
      this.typeShown = EVERY; // by number of the type
      this.verdictShown = EVERY; // by number of the verdict
      this.verdicts = null; // by row, once they are here
      this._span();
      this.open = new Uint8Array(this.n); // rows that pass all but the period
      this.shown = new Uint8Array(this.n); // rows that pass everything
      this.markCount = new Uint32Array(columns.mark_spot.length); // rows shown
      this.dayCount = new Uint32Array(this.days); // open rows by first day
      this._project();
      this.refresh();
    }

    _span() {
      const { start_day: start, end_day: end } = this.columns;
      let first = Infinity;
      let last = -Infinity;
      for (let i = 0; i < this.n; i += 1) {
        if (start[i] < first) first = start[i];
        if (end[i] > last) last = end[i];
      }
      if (first > last) [first, last] = [0, 0];
      this.firstDay = first;
      this.lastDay = last;
      this.days = last - first + 1;
    }

    /* Points in Web Mercator at zoom 0, from an origin amid the data: float32 is then good to a
       decimetre. */
    _project() {
      const { lon, lat } = this.columns;
      const worldX = (i) => ((lon[i] + 180) / 360) * TILE;
      const worldY = (i) => {
        const s = Math.sin((lat[i] * Math.PI) / 180);
        return (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * TILE;
      };
      let [sumX, sumY, points] = [0, 0, 0];
      for (let i = 0; i < this.spots; i += 1) {
        if (Number.isNaN(lon[i])) continue;
        sumX += worldX(i);
        sumY += worldY(i);
        points += 1;
      }
      this.originX = points ? sumX / points : TILE / 2;
      this.originY = points ? sumY / points : TILE / 2;
      this.x = new Float32Array(this.spots);
      this.y = new Float32Array(this.spots);
      for (let i = 0; i < this.spots; i += 1) {
        this.x[i] = worldX(i) - this.originX;
        this.y[i] = worldY(i) - this.originY;
      }
    }

    /* One pass over all rows: what is open, what is shown, the counts by mark and by day. */
    refresh() {
      const { mask, open, shown, n, markCount, dayCount, firstDay } = this;
      const { start_day: start, end_day: end, mark, mark_type: typeOf } = this.columns;
      const markShown = new Uint8Array(typeOf.length);
      for (let m = 0; m < typeOf.length; m += 1) markShown[m] = this.typeShown[typeOf[m]];
      const verdicts = this.verdictShown === EVERY ? null : this.verdicts;
      const { verdictShown } = this;
      const [from, to] = this.period || [-Infinity, Infinity];
      markCount.fill(0);
      dayCount.fill(0);
      let count = 0;
      // Without branches: which rows pass cannot be guessed, and a wrong guess costs most here.
      for (let i = 0; i < n; i += 1) {
        const m = mark[i];
        const passes =
          (mask === null ? 1 : (mask[i >> 3] >> (i & 7)) & 1) &
          markShown[m] &
          (verdicts === null ? 1 : verdictShown[verdicts[i]]);
        const within = passes & (end[i] >= from ? 1 : 0) & (start[i] <= to ? 1 : 0);
        open[i] = passes;
        shown[i] = within;
        dayCount[start[i] - firstDay] += passes;
        markCount[m] += within;
        count += within;
      }
      this.count = count;
      return count;
    }

    /* Move the period, looking only at rows that enter or leave it: `turned(mark, step)` hears of
       each. Returns false where so much changes that a whole pass is the quicker way; nothing is
       done then. */
    movePeriod(period, turned) {
      if (!this.period || !period) return false;
      const [from, to] = this.period;
      const [newFrom, newTo] = period;
      const { byStart, byEnd } = this._byDay();
      const touched =
        this._between(byStart, Math.min(to, newTo) + 1, Math.max(to, newTo)).length +
        this._between(byEnd, Math.min(from, newFrom), Math.max(from, newFrom) - 1).length;
      if (touched * 4 > this.n) return false;
      this.period = period;
      for (const rows of [
        this._between(byStart, Math.min(to, newTo) + 1, Math.max(to, newTo)),
        this._between(byEnd, Math.min(from, newFrom), Math.max(from, newFrom) - 1),
      ]) {
        this._turn(rows, newFrom, newTo, turned);
      }
      return true;
    }

    _turn(rows, from, to, turned) {
      const { open, shown, markCount } = this;
      const { start_day: start, end_day: end, mark } = this.columns;
      for (let k = 0; k < rows.length; k += 1) {
        const i = rows[k];
        const now = open[i] && end[i] >= from && start[i] <= to ? 1 : 0;
        if (now === shown[i]) continue;
        shown[i] = now;
        const step = now ? 1 : -1;
        markCount[mark[i]] += step;
        this.count += step;
        turned(mark[i], step);
      }
    }

    /* Rows in the order of their first and of their last day; made when a period first moves. */
    _byDay() {
      if (!this._ordered) {
        const { start_day: start, end_day: end } = this.columns;
        this._ordered = {
          byStart: sortByKey((i) => start[i] - this.firstDay, this.n, this.days),
          byEnd: sortByKey((i) => end[i] - this.firstDay, this.n, this.days),
        };
      }
      return this._ordered;
    }

    _between({ starts, rows }, firstDay, lastDay) {
      const at = (day) => starts[Math.max(0, Math.min(this.days, day - this.firstDay))];
      return rows.subarray(at(firstDay), Math.max(at(firstDay), at(lastDay + 1)));
    }

    /* The first `most` rows shown of a mark. */
    rowsOf(mark, most) {
      if (!this._byMark) {
        const { mark: markOf, mark_spot: spots } = this.columns;
        this._byMark = sortByKey((i) => markOf[i], this.n, spots.length);
      }
      const { starts, rows } = this._byMark;
      const found = [];
      for (let k = starts[mark]; k < starts[mark + 1] && found.length < most; k += 1) {
        if (this.shown[rows[k]]) found.push(rows[k]);
      }
      return found;
    }

    extentOf(row) {
      return this.columns.extents_km[this.columns.extent[row]];
    }

    latOf(row) {
      return this.columns.lat[this.columns.mark_spot[this.columns.mark[row]]];
    }
  };

  /* Which numbers of `names` are chosen, as flags; nothing chosen means all. */
  Hudud.flags = function (names, chosen) {
    if (!chosen || !chosen.length) return EVERY;
    const flags = new Uint8Array(256);
    names.forEach((name, number) => (flags[number] = chosen.includes(name) ? 1 : 0));
    return flags;
  };
})(window);
