/* The incident layer: every incident on one Leaflet canvas.
   Crowded cells become one donut with a count, incidents at one point a stack, an imprecise place
   a hollow symbol inside a dashed ring of its true size. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const CELL = 56; // pixels: side of a cluster cell
  const SINGLES = 700; // symbols in view beyond which crowded cells are clustered
  const CROWD = 3; // locations in one cell that make a cluster
  const RING_LIMIT = 400; // dashed rings drawn at once
  const WIDEST_RING = 0.2; // of the map's height: wider ones are drawn when pointed at
  const DISPLACED = 250; // items up to which overlapping ones are moved apart
  const EXACT_KM = 1; // places known better than this get no ring

  function extentPixels(km, lat, zoom) {
    const metresPerPixel = (156543.03392 * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
    return (km * 1000) / metresPerPixel;
  }

  function pushApart(a, b) {
    let dx = b.x - a.x;
    let dy = b.y - a.y;
    const wanted = a.radius + b.radius + 2;
    const distance = Math.hypot(dx, dy);
    if (distance >= wanted) return false;
    if (distance < 0.01) [dx, dy] = [1, 0];
    const length = Math.max(distance, 1);
    const share = (a.radius * a.radius) / (a.radius * a.radius + b.radius * b.radius);
    const push = (wanted - distance + 0.5) / length;
    a.x -= dx * push * (1 - share);
    a.y -= dy * push * (1 - share);
    b.x += dx * push * share;
    b.y += dy * push * share;
    return true;
  }

  Hudud.IncidentLayer = L.Renderer.extend({
    options: { padding: 0.15, pane: "incidents", symbols: [], interactive: false },

    initialize(options) {
      L.Renderer.prototype.initialize.call(this, options);
      this.items = [];
      this.incidents = null;
      this.selected = -1;
      this._hover = null;
    },

    setIncidents(incidents) {
      this.incidents = incidents;
      this.redraw();
    },

    setSelected(row) {
      this.selected = row;
      this.redraw();
    },

    redraw() {
      if (this._map && this._ctx) this._update();
      return this;
    },

    onAdd(map) {
      Hudud.pane(map, this.options.pane);
      L.Renderer.prototype.onAdd.call(this, map);
      map.on("mousemove", this._onMove, this);
      map.on("mouseout", this._onLeave, this);
      map.on("click", this._onClick, this);
      map.on("keypress", this._onKey, this);
    },

    onRemove(map) {
      map.off("mousemove", this._onMove, this);
      map.off("mouseout", this._onLeave, this);
      map.off("click", this._onClick, this);
      map.off("keypress", this._onKey, this);
      L.Renderer.prototype.onRemove.call(this, map);
    },

    _initContainer() {
      const canvas = (this._container = document.createElement("canvas"));
      canvas.className = "hudud-incidents";
      canvas.style.pointerEvents = "none";
      this._ctx = canvas.getContext("2d");
    },

    _destroyContainer() {
      this._container.remove();
      L.DomEvent.off(this._container);
      delete this._container;
      delete this._ctx;
    },

    _updatePaths() {},

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = Math.round(size.x * ratio);
      canvas.height = Math.round(size.y * ratio);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      this._ctx.setTransform(ratio, 0, 0, ratio, -this._bounds.min.x * ratio, -this._bounds.min.y * ratio);
      if (this.incidents) {
        this._layout();
        this._draw();
      }
      this.fire("drawn", { items: this.items.length });
    },

    /* Layer point of a row: affine in the projected coordinates at one zoom. */
    _affine() {
      const scale = 2 ** this._zoom;
      const origin = this._map.getPixelOrigin();
      return {
        scale,
        dx: this.incidents.originX * scale - origin.x,
        dy: this.incidents.originY * scale - origin.y,
      };
    },

    /* Rows in view, grouped by location, then by crowded cell -> this.items. */
    _layout() {
      const { incidents } = this;
      const { scale, dx, dy } = this._affine();
      const { min, max } = this._bounds;
      const { x, y, shown, columns } = incidents;
      const groups = new Map();
      const cells = new Map();
      const columnsOfCells = Math.ceil((max.x - min.x) / CELL) + 2;
      // Cells are fixed to the world, so that a pan does not reshuffle clusters.
      const offsetX = (((dx + min.x) % CELL) + CELL) % CELL;
      const offsetY = (((dy + min.y) % CELL) + CELL) % CELL;
      const visible = [];
      for (let i = 0; i < incidents.n; i += 1) {
        if (!shown[i]) continue;
        const px = x[i] * scale + dx;
        const py = y[i] * scale + dy;
        if (!(px >= min.x && px <= max.x && py >= min.y && py <= max.y)) continue;
        visible.push(i);
      }
      const crowded = visible.length > SINGLES;
      const cellOf = (px, py) =>
        Math.floor((py - min.y + offsetY) / CELL) * columnsOfCells +
        Math.floor((px - min.x + offsetX) / CELL);
      for (const i of visible) {
        const key = columns.group[i];
        const group = groups.get(key);
        if (group) {
          group.count += 1;
          group.types[columns.type[i]] += 1;
          if (group.rows.length < 500) group.rows.push(i);
        } else {
          const px = x[i] * scale + dx;
          const py = y[i] * scale + dy;
          const types = new Uint32Array(this.options.symbols.length);
          types[columns.type[i]] = 1;
          const item = { x: px, y: py, rows: [i], count: 1, types, places: 1 };
          groups.set(key, item);
        }
      }
      if (!crowded) {
        this.items = [...groups.values()];
        this._settle();
        return;
      }
      for (const group of groups.values()) {
        const key = cellOf(group.x, group.y);
        const cell = cells.get(key);
        if (cell) cell.push(group);
        else cells.set(key, [group]);
      }
      this.items = [];
      for (const members of cells.values()) {
        if (members.length < CROWD) this.items.push(...members);
        else this.items.push(this._cluster(members));
      }
      this._settle();
    },

    /* Sizes, and places on the screen: what overlaps is moved apart, the smaller one further,
       and keeps a line to its true point (atX, atY). */
    _settle() {
      const { items } = this;
      for (const item of items) {
        this._measure(item);
        item.atX = item.x;
        item.atY = item.y;
      }
      if (items.length > DISPLACED) return;
      for (let round = 0; round < 12; round += 1) {
        let moved = false;
        for (let a = 0; a < items.length; a += 1) {
          for (let b = a + 1; b < items.length; b += 1) moved = pushApart(items[a], items[b]) || moved;
        }
        if (!moved) break;
      }
    },

    _cluster(members) {
      const types = new Uint32Array(this.options.symbols.length);
      const item = { x: 0, y: 0, rows: [], count: 0, types, places: members.length };
      const box = L.bounds([]);
      for (const m of members) {
        item.count += m.count;
        item.x += m.x * m.count;
        item.y += m.y * m.count;
        m.types.forEach((n, t) => (types[t] += n));
        box.extend([m.x, m.y]);
      }
      item.x /= item.count;
      item.y /= item.count;
      item.rows = members.length ? members[0].rows.slice(0, 1) : [];
      item.box = box;
      return item;
    },

    _measure(item) {
      const { fatalities, extent_km: extent, lat } = this.incidents.columns;
      if (item.count === 1) {
        const dead = fatalities[item.rows[0]];
        item.radius = dead === 65535 || !dead ? 6 : Math.min(20, 6 + 1.9 * Math.sqrt(dead));
      } else {
        item.radius = Math.min(30, 10 + 1.5 * Math.sqrt(item.count) + Math.log2(item.count));
      }
      item.extent = 0;
      if (item.rows.includes(this.selected)) item.extent = extent[this.selected];
      else if (!item.box) for (const i of item.rows) item.extent = Math.max(item.extent, extent[i]);
      item.hollow = item.extent > EXACT_KM;
      item.ring = item.hollow ? extentPixels(item.extent, lat[item.rows[0]], this._zoom) : 0;
    },

    _draw() {
      const ctx = this._ctx;
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      ctx.clearRect(min.x, min.y, size.x, size.y);
      const drawn = this.items.slice().sort((a, b) => b.radius - a.radius);
      let rings = 0;
      for (const item of drawn) {
        // A ring far beyond the window only clutters it: it is drawn when the item is pointed at.
        const strong = item === this._hover || item.rows.includes(this.selected);
        if (item.ring <= item.radius + 2) continue;
        if (!strong && (item.ring > size.y * WIDEST_RING || rings >= RING_LIMIT)) continue;
        rings += 1;
        Hudud.drawExtent(ctx, this._colorOf(item), item.atX, item.atY, item.ring, strong);
      }
      for (const item of drawn) this._drawLeader(ctx, item);
      for (const item of drawn) this._drawItem(ctx, item);
    },

    _drawLeader(ctx, item) {
      if (Math.hypot(item.x - item.atX, item.y - item.atY) < 4) return;
      ctx.beginPath();
      ctx.moveTo(item.atX, item.atY);
      ctx.lineTo(item.x, item.y);
      ctx.lineWidth = 1;
      ctx.strokeStyle = "rgba(20,20,20,0.6)";
      ctx.stroke();
      ctx.beginPath();
      ctx.arc(item.atX, item.atY, 1.8, 0, 2 * Math.PI);
      ctx.fillStyle = "#1d2327";
      ctx.fill();
    },

    _drawItem(ctx, item) {
      const { symbols } = this.options;
      const chosen = this.selected >= 0 && item.rows.includes(this.selected);
      if (chosen) {
        ctx.beginPath();
        ctx.arc(item.x, item.y, item.radius + 6, 0, 2 * Math.PI);
        ctx.fillStyle = "rgba(255, 221, 87, 0.75)";
        ctx.fill();
        ctx.lineWidth = 2;
        ctx.strokeStyle = "#1d2327";
        ctx.stroke();
      }
      if (item.count === 1) {
        const type = this.incidents.columns.type[item.rows[0]];
        Hudud.drawSymbol(ctx, symbols[type], item.x, item.y, item.radius, item.hollow);
      } else {
        Hudud.drawDonut(ctx, symbols, item.types, item.x, item.y, item.radius, item.hollow);
      }
    },

    _colorOf(item) {
      let best = 0;
      item.types.forEach((n, t) => {
        if (n > item.types[best]) best = t;
      });
      return this.options.symbols[best].color;
    },

    /* The topmost item under a layer point, or null. */
    itemAt(point) {
      let best = null;
      let nearest = Infinity;
      for (const item of this.items) {
        const distance = Math.hypot(item.x - point.x, item.y - point.y);
        if (distance <= item.radius + 4 && distance < nearest) {
          best = item;
          nearest = distance;
        }
      }
      return best;
    },

    _onMove(event) {
      const item = this.itemAt(event.layerPoint);
      if (item === this._hover) return;
      this._hover = item;
      this._map.getContainer().style.cursor = item ? "pointer" : "";
      if (this._ctx && this.incidents) this._draw();
      this.fire(item ? "hover" : "leave", { item });
    },

    _onLeave() {
      if (!this._hover) return;
      this._hover = null;
      if (this._ctx && this.incidents) this._draw();
      this.fire("leave", {});
    },

    _onClick(event) {
      const item = this.itemAt(event.layerPoint);
      if (!item) return;
      if (item.box && this._map.getZoom() < this._map.getMaxZoom()) {
        const corner = (p) => this._map.layerPointToLatLng(p);
        const bounds = L.latLngBounds(corner(item.box.min), corner(item.box.max));
        this._map.fitBounds(bounds, { maxZoom: this._map.getZoom() + 3, padding: [40, 40] });
      } else {
        this.fire("choose", { item, latlng: this._map.layerPointToLatLng([item.x, item.y]) });
      }
    },

    /* Space or Enter with the map focused chooses what lies nearest its middle. */
    _onKey(event) {
      const key = event.originalEvent.key;
      if (key !== "Enter" && key !== " ") return;
      const middle = this._map.latLngToLayerPoint(this._map.getCenter());
      const distance = (i) => Math.hypot(i.x - middle.x, i.y - middle.y);
      const item = this.items.reduce((a, b) => (a && distance(a) <= distance(b) ? a : b), null);
      if (item) {
        event.originalEvent.preventDefault();
        this.fire("choose", { item, latlng: this._map.layerPointToLatLng([item.x, item.y]) });
      }
    },
  });
})(window);
