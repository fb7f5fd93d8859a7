/* The incident layer: every incident on one Leaflet canvas.
   Crowded cells become one donut with a count, incidents at one point a stack, an imprecise place
   a hollow symbol inside a dashed ring of its true size. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const CELL = 56; // pixels: side of a cluster cell
  const RING_LIMIT = 400; // dashed rings drawn at once
  const WIDEST_RING = 0.2; // of the map's height: wider ones are drawn when pointed at
  const NEARER = 3; // zoom levels that a click on a cluster comes nearer at most

  Hudud.IncidentLayer = L.Renderer.extend({
    options: { padding: 0.15, pane: "incidents", interactive: false },

    initialize(options) {
      L.Renderer.prototype.initialize.call(this, options);
      this.items = [];
      this.incidents = null;
      this.cells = null;
      this.selected = -1;
      this.asleep = false; // while a tool draws, pointing and clicking are meant for it
      this._hover = null; // key of the item that is pointed at
    },

    setIncidents(incidents) {
      this.incidents = incidents;
      this.cells = new Hudud.ScreenCells(incidents, CELL);
      this._placed = "";
    },

    setSelected(row) {
      this.selected = row;
      this.redraw();
    },

    /* A filter has changed what is shown: `cells` no longer tell. */
    countAgain() {
      this._counted = false;
    },

    /* Whether `cells` agree with what is shown, so that single changes can be added to them. */
    isCounted() {
      return Boolean(this._placed) && this._counted;
    },

    redraw() {
      if (this._map && this._ctx) this._update();
      return this;
    },

    onAdd(map) {
      this._placed = "";
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
      const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
      L.DomUtil.setPosition(canvas, this._bounds.min);
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        canvas.style.width = `${size.x}px`;
        canvas.style.height = `${size.y}px`;
      }
      this._ctx.setTransform(ratio, 0, 0, ratio, -this._bounds.min.x * ratio, -this._bounds.min.y * ratio);
      if (this.incidents) {
        this._count();
        this._show();
      } else {
        this.fire("drawn");
      }
    },

    _count() {
      const scale = 2 ** this._zoom;
      const origin = this._map.getPixelOrigin();
      const { min, max } = this._bounds;
      const placed = [scale, origin.x, origin.y, min.x, min.y, max.x, max.y].join();
      if (placed !== this._placed) {
        this._placed = placed;
        const dx = this.incidents.originX * scale - origin.x;
        const dy = this.incidents.originY * scale - origin.y;
        this.cells.place({ scale, dx, dy }, this._bounds);
      } else if (!this._counted) {
        this.cells.count();
      }
      this._counted = true;
    },

    _show() {
      this.items = Hudud.itemsOf(this.cells, this._zoom);
      this._draw();
      this.fire("drawn");
    },

    _draw() {
      const ctx = this._ctx;
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      this._selectedSpot = this._spotOf(this.selected);
      ctx.clearRect(min.x, min.y, size.x, size.y);
      const drawn = this.items.slice().sort((a, b) => b.radius - a.radius);
      let rings = 0;
      for (const item of drawn) {
        if (!item.ring) continue;
        // A ring far beyond the window only clutters it: it is drawn when the item is pointed at.
        const strong = item.key === this._hover || this._isChosen(item);
        if (item.ring <= item.radius + 2) continue;
        if (!strong && (item.ring > size.y * WIDEST_RING || rings >= RING_LIMIT)) continue;
        rings += 1;
        Hudud.drawExtent(ctx, this._colorOf(item), item.atX, item.atY, item.ring, strong);
      }
      for (const item of drawn) this._drawLeader(ctx, item);
      for (const item of drawn) this._drawItem(ctx, item);
    },

    _spotOf(row) {
      const { columns, shown } = this.incidents;
      return row >= 0 && row < shown.length && shown[row] ? columns.mark_spot[columns.mark[row]] : -1;
    },

    _isChosen(item) {
      const spot = this._selectedSpot;
      if (spot < 0) return false;
      return item.cell === undefined ? item.spot === spot : item.cell === this.cells.cellOfSpot[spot];
    },

    _drawLeader(ctx, item) {
      if (Math.hypot(item.x - item.atX, item.y - item.atY) < 4) return;
      Hudud.drawLeader(ctx, item.x, item.y, item.atX, item.atY);
    },

    _drawItem(ctx, item) {
      const symbols = this.incidents.types;
      if (this._isChosen(item)) {
        ctx.beginPath();
        ctx.arc(item.x, item.y, item.radius + 6, 0, 2 * Math.PI);
        ctx.fillStyle = "rgba(255, 221, 87, 0.75)";
        ctx.fill();
        ctx.lineWidth = 2;
        ctx.strokeStyle = "#1d2327";
        ctx.stroke();
      }
      if (item.count === 1) {
        const symbol = symbols[item.types.indexOf(1)];
        Hudud.drawSymbol(ctx, symbol, item.x, item.y, item.radius, item.hollow);
      } else {
        const colors = symbols.map((symbol) => symbol.color);
        Hudud.drawDonut(ctx, colors, item.types, item.x, item.y, item.radius, item.hollow);
      }
    },

    _colorOf(item) {
      let best = 0;
      item.types.forEach((n, t) => {
        if (n > item.types[best]) best = t;
      });
      return this.incidents.types[best].color;
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
      if (this.asleep) return this._onLeave();
      const item = this.itemAt(event.layerPoint);
      this._map.getContainer().style.cursor = item ? "pointer" : "";
      this.pointAt(item);
    },

    _onLeave() {
      this.pointAt(null);
    },

    /* Point at an item, or with null at none: its ring and its tip are shown. */
    pointAt(item) {
      const key = item ? item.key : null;
      if (key === this._hover) return;
      this._hover = key;
      if (this._ctx && this.incidents) this._draw();
      this.fire(item ? "hover" : "leave", { item });
    },

    _onClick(event) {
      if (this.asleep) return;
      const item = this.itemAt(event.layerPoint);
      if (item) this.open(item);
    },

    /* A cluster comes nearer; what cannot be told apart any more is listed. Returns whether it is. */
    open(item) {
      const map = this._map;
      const box = item.cell === undefined ? null : this._boxOf(item);
      if (box && box.getSize().x + box.getSize().y > 1 && map.getZoom() < map.getMaxZoom()) {
        const bounds = L.latLngBounds(map.layerPointToLatLng(box.min), map.layerPointToLatLng(box.max));
        const zoom = map.getZoom() + NEARER;
        const options = { maxZoom: zoom, padding: [40, 40], animate: !Hudud.isStill() };
        map.fitBounds(bounds, options);
        return false;
      }
      this.fire("choose", { item, latlng: map.layerPointToLatLng([item.x, item.y]) });
      return true;
    },

    _boxOf(item) {
      const box = L.bounds([]);
      for (const spot of this.cells.spotsOf(item.cell)) {
        const { x, y } = this.cells.point(spot);
        box.extend([x, y]);
      }
      return box;
    },

    /* Space or Enter with the map focused opens what lies nearest its middle. */
    _onKey(event) {
      if (this.asleep) return;
      const key = event.originalEvent.key;
      if (key !== "Enter" && key !== " ") return;
      if (event.originalEvent.target !== this._map.getContainer()) return;
      const middle = this._map.latLngToLayerPoint(this._map.getCenter());
      const distance = (i) => Math.hypot(i.x - middle.x, i.y - middle.y);
      const item = this.items.reduce((a, b) => (a && distance(a) <= distance(b) ? a : b), null);
      if (item) {
        event.originalEvent.preventDefault();
        this.open(item);
      }
    },
  });
})(window);
