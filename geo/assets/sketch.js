/* Points put on the map one after the other: by clicks, by touch, or by keys with the middle of the map
   as the pointer. What they are for, a tool says. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const SAME = 4; // pixels: two clicks nearer than this are one point

  Hudud.Sketch = class {
    /* `changed(points, pointer)` hears of each point and of the pointer, `finished(points)` of the end.
       `most` points end it by themselves. */
    constructor(map, { shape, most, changed, finished, cancelled }) {
      this.map = map;
      this.shape = shape; // "line", "polygon", "circle" or "point"
      this.most = most;
      this.changed = changed;
      this.finished = finished;
      this.cancelled = cancelled;
      this.points = [];
      this.pointer = null;
      this.done = false;
      Hudud.pane(map, "tools");
      this.renderer = L.svg({ pane: "tools", padding: 0.4 });
      this.group = L.layerGroup().addTo(map);
      this._listen("on");
      this.zoomed = map.doubleClickZoom.enabled();
      map.doubleClickZoom.disable();
      const box = map.getContainer();
      box.classList.add("hudud-sketching");
      box.setAttribute("aria-describedby", "hudud-hints");
      box.focus({ preventScroll: true }); // its keys are the pointer of those who have none
    }

    _listen(onOrOff) {
      this.map[onOrOff]("click", this._click, this);
      this.map[onOrOff]("dblclick", this.finish, this);
      this.map[onOrOff]("mousemove", this._move, this);
      this._keys = this._keys || ((event) => this._key(event));
      const add = onOrOff === "on" ? "addEventListener" : "removeEventListener";
      this.map.getContainer()[add]("keydown", this._keys);
    }

    remove() {
      this._listen("off");
      if (this.zoomed) this.map.doubleClickZoom.enable();
      const box = this.map.getContainer();
      box.classList.remove("hudud-sketching", "hudud-by-key", "hudud-begun");
      box.removeAttribute("aria-describedby");
      this.group.remove();
      this.renderer.remove();
    }

    _click(event) {
      if (event.originalEvent.detail > 1) return; // the second of a double click
      this.map.getContainer().classList.remove("hudud-by-key");
      this.add([event.latlng.lat, event.latlng.lng]);
    }

    _move(event) {
      if (this.done || event.originalEvent.pointerType === "touch") return;
      this.pointer = [event.latlng.lat, event.latlng.lng];
      this._tell();
    }

    _key(event) {
      if (event.target !== this.map.getContainer()) return;
      const acts = {
        " ": () => this.addMiddle(),
        Enter: () => this.finish(),
        Backspace: () => this.undo(),
        Escape: () => this.cancelled(),
      };
      if (!acts[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      acts[event.key]();
    }

    /* The point under the cross in the middle of the map. */
    addMiddle() {
      this.map.getContainer().classList.add("hudud-by-key");
      const { lat, lng } = this.map.getCenter();
      this.add([lat, lng]);
    }

    add(point) {
      if (this.done) this.clear();
      const last = this.points[this.points.length - 1];
      const at = (p) => this.map.latLngToContainerPoint(p);
      if (last && at(last).distanceTo(at(point)) < SAME) return;
      this.points.push(point);
      this.pointer = null; // where it was before says nothing of where it goes
      if (this.points.length >= this.most) this.finish();
      else this._tell();
    }

    /* Show points that were set earlier, as finished. */
    hold(points) {
      this.points = [...points];
      this.done = true;
      this._tell();
    }

    undo() {
      this.done = false;
      this.points.pop();
      this._tell();
    }

    clear() {
      this.done = false;
      this.points = [];
      this._tell();
    }

    finish() {
      if (!this.points.length) return;
      this.done = true;
      this.pointer = null;
      this._tell();
      this.finished(this.points);
    }

    _tell() {
      this.draw();
      this.map.getContainer().classList.toggle("hudud-begun", this.points.length > 0);
      this.changed(this.points, this.pointer);
    }

    draw() {
      const { geodesy } = Hudud;
      this.group.clearLayers();
      const points = this.pointer && !this.done ? [...this.points, this.pointer] : this.points;
      const style = { renderer: this.renderer, interactive: false, className: "hudud-sketch" };
      if (this.shape === "circle" && points.length > 1) {
        const ring = geodesy.circle(points[0], geodesy.distance(points[0], points[1]));
        L.polygon(ring, style).addTo(this.group);
        L.polyline(geodesy.line(points, false), style).addTo(this.group);
      } else if (this.shape === "polygon" && points.length > 2) {
        L.polygon(geodesy.line(points, true), style).addTo(this.group);
      } else if (points.length > 1) {
        L.polyline(geodesy.line(points, false), style).addTo(this.group);
      }
      for (const point of this.points) {
        L.circleMarker(point, { ...style, radius: 4, className: "hudud-corner" }).addTo(this.group);
      }
    }
  };
})(window);
