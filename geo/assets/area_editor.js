/* Handles on an area that is there: each corner, the middle of each side, the whole, a circle's radius.
   They are dragged by mouse or finger; with keys, Tab goes to each and the arrows move it. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const STEP = 10; // pixels that an arrow moves a handle; with Shift, one
  const SETTLE_AFTER = 500; // milliseconds after the last key
  const KM = { least: 0.1, most: 1000 };
  const MOST_LATITUDE = 85; // degrees, as on the server
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  Hudud.ShapeEditor = class {
    /* `changed(numbers)` hears of every movement, `settled(numbers)` of an area to filter by. */
    constructor(tools, numbers, { changed, settled }) {
      Object.assign(this, { tools, changed, settled });
      this.map = tools.map;
      this.map.getContainer().classList.add("hudud-changing");
      this.group = L.layerGroup().addTo(this.map);
      this.outline = L.polygon([], { pane: "tools", interactive: false, className: "hudud-sketch" });
      this.outline.addTo(this.map);
      this.handles = [];
      this.chosen = 0;
      this.load(numbers);
    }

    load(numbers) {
      this.corners = Hudud.cornersOf(numbers);
      this.km = numbers.length === 3 ? numbers[2] : null;
      this._build();
      this.draw();
    }

    remove() {
      clearTimeout(this._timer);
      this.map.getContainer().classList.remove("hudud-changing");
      this.group.remove();
      this.outline.remove();
    }

    get numbers() {
      return this.km === null ? this.corners.flat() : [...this.corners[0], this.km];
    }

    /* Whether an area is another one than this; the server rounds to a metre. */
    differsFrom(numbers) {
      const own = this.numbers;
      if (this._timer || this._moving || this.isWrong) return false;
      return own.length !== numbers.length || own.some((n, i) => Math.abs(n - numbers[i]) > 1e-3);
    }

    get isWrong() {
      return this.km === null && Hudud.geodesy.crosses(this.corners);
    }

    draw() {
      this.outline.setLatLngs(Hudud.outlineOf(this.numbers));
      this.outline.getElement().classList.toggle("hudud-wrong", this.isWrong);
    }

    /* Where the handle that moves everything stands. */
    get _anchor() {
      if (this.km !== null) return this.corners[0];
      const { lat, lng } = L.latLngBounds(this.corners).getCenter();
      return [lat, lng];
    }

    _positions() {
      const { corners, km } = this;
      const whole = { kind: "whole", at: this._anchor };
      if (km !== null) {
        return [whole, { kind: "radius", at: Hudud.geodesy.away(corners[0], 90, 1000 * km) }];
      }
      const most = this.tools.page.options.mostCorners;
      return corners
        .flatMap((corner, index) => {
          const next = corners[(index + 1) % corners.length];
          const between = { kind: "middle", index, at: Hudud.geodesy.middle(corner, next) };
          const own = { kind: "corner", index, at: corner };
          return corners.length < most ? [own, between] : [own];
        })
        .concat([whole]);
    }

    _build() {
      this.group.clearLayers();
      this.handles = this._positions().map((place) => this._handle(place));
      this._name();
    }

    _handle(place) {
      const marker = L.marker(place.at, {
        draggable: true,
        pane: "tools",
        icon: L.divIcon({ className: `hudud-handle hudud-handle-${place.kind}`, iconSize: [28, 28] }),
      });
      const handle = { ...place, marker };
      marker.addTo(this.group);
      const element = marker.getElement();
      element.dataset.handle = place.kind;
      element.addEventListener("keydown", (event) => this._key(event, handle));
      element.addEventListener("focus", () => this._choose(handle));
      marker.on("dragstart", () => this._begin(handle));
      marker.on("drag", () => {
        const { lat, lng } = marker.getLatLng();
        this._move(handle, [lat, lng]);
      });
      marker.on("dragend", () => {
        this._moving = false;
        this._build();
        this._settle();
      });
      return handle;
    }

    _choose(handle) {
      if (handle.kind !== "corner") return;
      this.chosen = handle.index;
      for (const one of this.handles) {
        one.marker.getElement().classList.toggle("hudud-chosen", one === handle);
      }
    }

    /* Every handle says what it is and where. */
    _name() {
      const { tools } = this;
      for (const { kind, index, marker } of this.handles) {
        const { lat, lng } = marker.getLatLng();
        const point = Hudud.notations(lat, lng).decimal;
        const values = { number: (index ?? 0) + 1, count: this.corners.length, point };
        const radius = { ...values, radius: this.km && tools.distanceText(1000 * this.km) };
        marker.getElement().setAttribute("aria-label", tools.fill(`${kind}Handle`, radius));
      }
    }

    /* What a movement starts from; a side that is pulled gets a corner. */
    _begin(handle) {
      this._moving = true;
      this._from = { corners: this.corners, anchor: this._anchor };
      if (handle.kind === "middle") this._insert(handle);
      else this._choose(handle);
    }

    _insert(handle) {
      const before = handle.index + 1;
      this.corners = [...this.corners.slice(0, before), handle.at, ...this.corners.slice(before)];
      handle.kind = "corner";
      handle.index += 1;
      for (const other of this.handles) {
        if (other !== handle && other.index >= handle.index) other.index += 1;
      }
      this.chosen = handle.index;
    }

    _move(handle, [lat, lon]) {
      const point = [Math.max(-MOST_LATITUDE, Math.min(MOST_LATITUDE, lat)), lon];
      const { geodesy } = Hudud;
      if (handle.kind === "radius") {
        const km = geodesy.distance(this.corners[0], point) / 1000;
        this.km = Math.max(KM.least, Math.min(KM.most, km));
      } else if (handle.kind === "whole") {
        this.corners = geodesy.carried(this._from.corners, this._from.anchor, point);
      } else {
        this.corners = this.corners.map((corner, index) => (index === handle.index ? point : corner));
      }
      this._place(handle);
      this.draw();
      this.changed(this.numbers);
    }

    /* Bring the other handles to where the area is now. */
    _place(moved) {
      const places = this._positions();
      for (const handle of this.handles) {
        const place = places.find(({ kind, index }) => kind === handle.kind && index === handle.index);
        if (place && handle !== moved) handle.marker.setLatLng(place.at);
      }
    }

    _key(event, handle) {
      const { kind } = handle;
      const arrow = ARROWS[event.key];
      if (arrow) this._nudge(handle, arrow, event.shiftKey ? 1 : STEP);
      else if (kind === "middle" && (event.key === "Enter" || event.key === " ")) this._add(handle);
      else if (kind === "corner" && event.key === "Insert") this.addAfterChosen();
      else if (kind === "corner" && (event.key === "Delete" || event.key === "Backspace")) {
        this.removeChosen();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    _nudge(handle, [x, y], pixels) {
      this._from = { corners: this.corners, anchor: this._anchor };
      const at = this.map.project(handle.marker.getLatLng());
      const { lat, lng } = this.map.unproject(at.add([x * pixels, y * pixels]));
      this._move(handle, [lat, lng]);
      this._place(null); // a radius goes sideways alone
      this._name();
      clearTimeout(this._timer);
      this._timer = setTimeout(() => this._settle(), SETTLE_AFTER);
    }

    _add(handle) {
      this._insert(handle);
      this._rebuilt(handle.index);
    }

    /* A corner in the middle of the side that follows the chosen one. */
    addAfterChosen() {
      const middle = this.handles.find(
        ({ kind, index }) => kind === "middle" && index === this.chosen,
      );
      if (middle) this._add(middle);
    }

    removeChosen() {
      if (this.corners.length < 4) return;
      this.corners = this.corners.filter((_, index) => index !== this.chosen);
      this._rebuilt(Math.min(this.chosen, this.corners.length - 1));
    }

    _rebuilt(corner) {
      this._build();
      this.draw();
      const handle = this.handles.find(({ kind, index }) => kind === "corner" && index === corner);
      handle.marker.getElement().focus();
      this.changed(this.numbers);
      this._settle();
    }

    _settle() {
      clearTimeout(this._timer);
      this._timer = null;
      if (!this.isWrong) this.settled(this.numbers);
    }
  };
})(window);
