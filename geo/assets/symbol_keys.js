/* The symbols of the map by keyboard: one tab stop that goes from symbol to symbol. The arrows go to the
   nearest one in their direction, Page Down and Page Up by date; what it stands on is ringed, shown as
   under a pointer, and read out. The map's own keys stay with the map: they move it while it has the
   focus itself. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const AROUND = 7; // pixels between a symbol and the ring around it
  const MARGIN = 30; // pixels that it keeps from the edge of the window, or of a panel over it
  const ASIDE = 2; // a pixel across the direction of an arrow counts as so many along it
  const SETTLED_MS = 200; // what is passed on the way is not read out
  const MOST_TYPES = 4; // event types named of a cluster
  const NEVER = 2147483647;
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const ORDERS = { PageDown: 1, PageUp: -1, Home: -Infinity, End: Infinity };

  Hudud.SymbolKeys = class {
    constructor(page) {
      this.page = page;
      this.map = page.map;
      this.layer = page.layer;
      this.strings = page.strings;
      this.item = null; // the symbol that it stands on
      this.spot = -1; // a point of it, by which it is found again
      this.latlng = null;
      this._build();
      this._listen();
    }

    _build() {
      const add = (name, parent) => L.DomUtil.create("div", name, parent);
      this.stop = add("hudud-symbol-stop", Hudud.pane(this.map, "keys"));
      this.stop.tabIndex = 0;
      this.stop.hidden = true;
      // So that a screen reader leaves the arrows to it.
      this.stop.setAttribute("role", "application");
      this.stop.setAttribute("aria-label", this.strings.symbols);
      this.stop.setAttribute("aria-describedby", "hudud-symbol-hint");
      const box = this.map.getContainer();
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", this.strings.mapKeys);
      this.hint = add("hudud-symbol-hint", box);
      this.hint.id = "hudud-symbol-hint";
      this.hint.dir = "auto";
      this.hint.textContent = this.strings.symbolKeys;
      this.said = add("hudud-said", document.body);
      this.said.setAttribute("role", "status");
      this.said.setAttribute("aria-live", "polite");
    }

    _listen() {
      const { map, layer, stop } = this;
      layer.on("remove", () => this.settle());
      map.on("popupopen", ({ popup }) => this._listed(popup));
      map.on("popupclose", ({ popup }) => this._left(popup));
      stop.addEventListener("keydown", (event) => this._key(event));
      stop.addEventListener("focus", () => this._entered());
      stop.addEventListener("blur", () => {
        this.map.getContainer().classList.remove("hudud-on-symbol");
        layer.pointAt(null);
      });
    }

    get focused() {
      return document.activeElement === this.stop;
    }

    _entered() {
      // Only who came by key needs to be told the keys.
      const byKey = this.stop.matches(":focus-visible");
      this.map.getContainer().classList.toggle("hudud-on-symbol", byKey);
      this._stand(this.item);
    }

    /* The symbols that lie within the window. */
    _visible() {
      const { map, layer } = this;
      if (!map.hasLayer(layer)) return [];
      const size = map.getSize();
      return layer.items.filter((item) => {
        const { x, y } = map.layerPointToContainerPoint([item.x, item.y]);
        return x >= 0 && y >= 0 && x <= size.x && y <= size.y;
      });
    }

    /* What is drawn has changed: stand on the same symbol, or on the one nearest to where it was. */
    settle() {
      const { layer } = this;
      this._ordered = null;
      if (this.incidents !== layer.incidents) this.spot = -1;
      this.incidents = layer.incidents;
      const items = this._visible();
      const before = this._text;
      const { focused } = this;
      this.item = this._again(items);
      if (!this.item && focused) this.map.getContainer().focus({ preventScroll: true });
      this.stop.hidden = !this.item;
      if (!this.item) return;
      this._place();
      if (!focused) return;
      layer.pointAt(this.item);
      this._tell(this.item, before);
    }

    _again(items) {
      const { cells } = this.layer;
      if (this.spot >= 0) {
        const cell = cells.cellOfSpot[this.spot];
        const same = items.find((i) => (i.cell === undefined ? i.spot === this.spot : i.cell === cell));
        if (same) return same;
      }
      const at = this.map.latLngToLayerPoint(this.latlng || this.map.getCenter());
      const away = (item) => Math.hypot(item.x - at.x, item.y - at.y);
      return items.reduce((best, item) => (best && away(best) <= away(item) ? best : item), null);
    }

    /* Keep the tab stop over its symbol, so that the browser, too, knows where the focus is. */
    _place() {
      const { x, y, radius } = this.item;
      const side = 2 * (radius + AROUND);
      this.stop.style.width = this.stop.style.height = `${side}px`;
      L.DomUtil.setPosition(this.stop, L.point(x - side / 2, y - side / 2).round());
    }

    _stand(item) {
      if (!item) return;
      this.item = item;
      this.spot = item.cell === undefined ? item.spot : this.layer.cells.spotsOf(item.cell)[0];
      this.latlng = this.map.layerPointToLatLng([item.x, item.y]);
      this._place();
      const [dx, dy] = this._covered();
      if (dx || dy) {
        this._text = null;
        this.map.panBy([dx, dy], { animate: false }); // it is found again when this is drawn
        return;
      }
      this.layer.pointAt(item);
      this._tell(item, null);
    }

    /* By how many pixels to move the map where it lies beyond the window, or under the legend or a panel. */
    _covered() {
      const size = this.map.getSize();
      const { x, y } = this.map.layerPointToContainerPoint([this.item.x, this.item.y]);
      const beyond = (at, length) => at - Math.max(MARGIN, Math.min(length - MARGIN, at));
      if (beyond(x, size.x) || beyond(y, size.y)) return [beyond(x, size.x), beyond(y, size.y)];
      const box = this.map.getContainer().getBoundingClientRect();
      const over = document
        .elementsFromPoint(box.left + x, box.top + y)
        .map((element) => element.closest(".leaflet-control"))
        .find(Boolean);
      if (!over) return [0, 0];
      const { left, right } = over.getBoundingClientRect();
      const isLeft = left + right < 2 * box.left + size.x;
      return [box.left + x - (isLeft ? right + MARGIN : left - MARGIN), 0];
    }

    _key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = this._act(event.key);
      if (!act || !this.item) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    }

    _act(key) {
      if (WAYS[key]) return () => this._go(...WAYS[key]);
      if (ORDERS[key]) return () => this._step(ORDERS[key]);
      if (key === "Enter" || key === " ") return () => this._open();
      if (key === "Escape") return () => this._leave();
      if (key === "+" || key === "=") return () => this._zoom(1);
      if (key === "-") return () => this._zoom(-1);
      return null;
    }

    /* To the nearest symbol in a direction, also to one just beyond the window. */
    _go(dx, dy) {
      const { x, y } = this.item;
      let best = null;
      let least = Infinity;
      for (const item of this.layer.items) {
        const along = (item.x - x) * dx + (item.y - y) * dy;
        const across = Math.abs((item.x - x) * dy) + Math.abs((item.y - y) * dx);
        if (along < 1 || along + ASIDE * across >= least) continue;
        least = along + ASIDE * across;
        best = item;
      }
      if (best) this._stand(best);
      else this._say([this.strings.noSymbolThere]);
    }

    _step(steps) {
      const order = this._order();
      const at = order.indexOf(this.item) + steps;
      this._stand(order[Math.max(0, Math.min(order.length - 1, at))]);
    }

    /* The symbols in view by the first day of what they stand for. */
    _order() {
      if (this._ordered) return this._ordered;
      const { incidents, cells } = this.layer;
      const { mark: markOf, mark_spot: spotOf, start_day: start } = incidents.columns;
      const first = new Int32Array(spotOf.length).fill(NEVER);
      for (let row = 0; row < incidents.n; row += 1) {
        if (incidents.shown[row] && start[row] < first[markOf[row]]) first[markOf[row]] = start[row];
      }
      const visible = this._visible();
      const bySpot = new Map(visible.filter((i) => i.cell === undefined).map((i) => [i.spot, i]));
      const byCell = new Map(visible.filter((i) => i.cell !== undefined).map((i) => [i.cell, i]));
      const day = new Map();
      first.forEach((value, mark) => {
        const item = bySpot.get(spotOf[mark]) || byCell.get(cells.cellOfSpot[spotOf[mark]]);
        if (item && value < (day.get(item) ?? NEVER)) day.set(item, value);
      });
      const when = (item) => day.get(item) ?? NEVER;
      this._ordered = visible.sort((a, b) => when(a) - when(b) || a.y - b.y || a.x - b.x);
      return this._ordered;
    }

    /* As a click does: what is known of it, a list of several, or nearer to a cluster. */
    _open() {
      if (this.layer.asleep) return; // a tool draws
      const isShown = this.layer.open(this.item);
      this._opening = isShown && this.item.count > 1;
      if (this.item.count === 1) this._say([this.strings.symbolOpened]);
    }

    _zoom(by) {
      this.map.setZoomAround(this.latlng, this.map.getZoom() + by, { animate: false });
    }

    _leave() {
      this.map.closePopup();
      this.map.getContainer().focus({ preventScroll: true });
    }

    /* The list of a stack takes the focus of who opened it by key, and gives it back. */
    _listed(popup) {
      if (!this._opening) return;
      this._opening = false;
      const box = popup.getElement();
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        this.map.closePopup(popup);
      });
      this._from = popup;
      const first = box.querySelector(".hudud-stack button");
      if (first) first.focus({ preventScroll: true });
    }

    _left(popup) {
      if (this._from !== popup) return;
      this._from = null;
      const at = document.activeElement;
      if (at !== document.body && !popup.getElement().contains(at)) return; // gone elsewhere
      this.stop.focus({ preventScroll: true });
    }

    /* Read out what a symbol stands for; the same is not said again when it was only redrawn. */
    async _tell(item, before) {
      const { page } = this;
      const asked = (this._asked = {});
      await new Promise((resolve) => root.setTimeout(resolve, SETTLED_MS));
      if (asked !== this._asked || !this.focused) return;
      const rows = item.rows.slice(0, 1);
      const [label] = rows.length ? await page.cards.labels(rows) : [];
      if (asked !== this._asked || !this.focused) return;
      const lines = item.count === 1 ? this._ofOne(item, label) : this._ofSeveral(item, label);
      this._text = lines.join("\n");
      const order = this._order();
      const number = order.indexOf(this.item) + 1;
      const place = this._fill("symbolNumber", { number, total: order.length });
      if (this._text !== before) this._say([...lines, place]);
    }

    _ofOne(item, label) {
      const type = this.page.typeName(this.incidents.types[item.types.indexOf(1)].name);
      const known = label ? [label.title, label.place, label.when, label.extent] : [];
      // What has no sub-type has its type for a title.
      return [...new Set([type, ...known])].filter(Boolean);
    }

    _ofSeveral(item, label) {
      const count = item.count.toLocaleString("en-GB");
      const isCluster = item.cell !== undefined;
      const lines = [this._fill(isCluster ? "clusterSaid" : "stackSaid", { count })];
      const place = isCluster ? this.page.layers.labels.nearest(item) : label && label.place;
      if (place) lines.push(isCluster ? this._fill("nearPlace", { place }) : place);
      const types = [...item.types].map((n, t) => [n, this.page.typeName(this.incidents.types[t].name)]);
      types.sort(([a], [b]) => b - a);
      for (const [n, type] of types.slice(0, MOST_TYPES)) {
        if (n) lines.push(this._fill("typeCount", { type, count: n.toLocaleString("en-GB") }));
      }
      return lines;
    }

    _fill(name, values) {
      return this.strings[name].replace(/%\((\w+)\)s/g, (whole, key) => values[key] ?? whole);
    }

    _say(lines) {
      this.said.replaceChildren(
        ...lines.map((text) => {
          const line = document.createElement("p");
          line.dir = "auto";
          line.textContent = text;
          return line;
        }),
      );
    }
  };
})(window);
