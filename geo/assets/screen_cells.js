/* Marks counted by cell of the screen. The cells are placed anew when the view changes; a filter
   only counts again, and a moving period adds and takes away single incidents. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  Hudud.ScreenCells = class {
    constructor(incidents, size) {
      this.incidents = incidents;
      this.size = size;
      this.types = incidents.types.length;
      this.cellOfSpot = new Int32Array(incidents.spots);
      this.spotCount = new Uint32Array(incidents.spots); // incidents shown
    }

    /* `at` turns world points into layer points: x * scale + dx, y * scale + dy; `bounds` is what
       is drawn. Cells are fixed to the world, so that a pan does not reshuffle them. */
    place({ scale, dx, dy }, { min, max }) {
      const { size, incidents, cellOfSpot } = this;
      this.scale = scale;
      this.dx = dx;
      this.dy = dy;
      this.left = min.x - ((((min.x - dx) % size) + size) % size);
      this.top = min.y - ((((min.y - dy) % size) + size) % size);
      this.columns = Math.ceil((max.x - this.left) / size) + 1;
      this.rows = Math.ceil((max.y - this.top) / size) + 1;
      const { x, y, spots } = incidents;
      const cells = this.columns * this.rows;
      const starts = new Uint32Array(cells + 1);
      for (let s = 0; s < spots; s += 1) {
        const px = x[s] * scale + dx;
        const py = y[s] * scale + dy;
        // Written so that a point that is not a number lies outside.
        const inside = px >= min.x && px <= max.x && py >= min.y && py <= max.y;
        const cell = inside
          ? Math.floor((py - this.top) / size) * this.columns + Math.floor((px - this.left) / size)
          : -1;
        cellOfSpot[s] = cell;
        if (inside) starts[cell + 1] += 1;
      }
      for (let c = 0; c < cells; c += 1) starts[c + 1] += starts[c];
      this.starts = starts;
      this.spotsByCell = new Uint32Array(starts[cells]);
      const next = starts.slice(0, cells);
      for (let s = 0; s < spots; s += 1) {
        const cell = cellOfSpot[s];
        if (cell < 0) continue;
        this.spotsByCell[next[cell]] = s;
        next[cell] += 1;
      }
      this._empty(cells);
      this.count();
    }

    _empty(cells) {
      this.typeCount = new Uint32Array(cells * this.types);
      this.total = new Uint32Array(cells);
      this.occupied = new Uint32Array(cells); // points with an incident shown
      this.sumX = new Float64Array(cells);
      this.sumY = new Float64Array(cells);
    }

    /* Count every mark in view again. */
    count() {
      const { markCount, columns } = this.incidents;
      const { mark_spot: spotOf } = columns;
      for (const kept of [this.typeCount, this.total, this.occupied, this.sumX, this.sumY]) {
        kept.fill(0);
      }
      this.spotCount.fill(0);
      this.inView = 0;
      for (let m = 0; m < markCount.length; m += 1) {
        if (markCount[m] && this.cellOfSpot[spotOf[m]] >= 0) this.add(m, markCount[m]);
      }
    }

    /* Add incidents of a mark to its cell, or take them away when `step` is negative. */
    add(mark, step) {
      const { mark_spot: spotOf, mark_type: typeOf } = this.incidents.columns;
      const spot = spotOf[mark];
      const cell = this.cellOfSpot[spot];
      if (cell < 0) return;
      const before = this.spotCount[spot];
      this.spotCount[spot] = before + step;
      if (before === 0) this.occupied[cell] += 1;
      else if (before + step === 0) this.occupied[cell] -= 1;
      this.typeCount[cell * this.types + typeOf[mark]] += step;
      this.total[cell] += step;
      this.sumX[cell] += step * this.incidents.x[spot];
      this.sumY[cell] += step * this.incidents.y[spot];
      this.inView += step;
    }

    typesOf(cell) {
      return this.typeCount.subarray(cell * this.types, (cell + 1) * this.types);
    }

    /* Where the incidents of a cell lie on average. */
    middle(cell) {
      const total = this.total[cell];
      return {
        x: (this.sumX[cell] / total) * this.scale + this.dx,
        y: (this.sumY[cell] / total) * this.scale + this.dy,
      };
    }

    /* The cell's own square: the layer point of its corner. */
    corner(cell) {
      return {
        x: this.left + (cell % this.columns) * this.size,
        y: this.top + Math.floor(cell / this.columns) * this.size,
      };
    }

    /* The points of a cell that have an incident shown. */
    spotsOf(cell) {
      return this.spotsByCell
        .subarray(this.starts[cell], this.starts[cell + 1])
        .filter((spot) => this.spotCount[spot] > 0);
    }

    point(spot) {
      const { x, y } = this.incidents;
      return { x: x[spot] * this.scale + this.dx, y: y[spot] * this.scale + this.dy };
    }

    /* Counts by type at one point, and its marks that have an incident shown. */
    marksAt(spot) {
      const { markCount, columns } = this.incidents;
      const types = new Uint32Array(this.types);
      const marks = [];
      for (let m = this._firstMark(spot); columns.mark_spot[m] === spot; m += 1) {
        if (!markCount[m]) continue;
        marks.push(m);
        types[columns.mark_type[m]] = markCount[m];
      }
      return { types, marks };
    }

    /* Marks stand in the order of their points. */
    _firstMark(spot) {
      const spotOf = this.incidents.columns.mark_spot;
      let low = 0;
      let high = spotOf.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (spotOf[middle] < spot) low = middle + 1;
        else high = middle;
      }
      return low;
    }
  };
})(window);
