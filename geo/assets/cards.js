/* What the map says of an incident: the tip of what is pointed at, the list of a stack. All text
   is set as text, never as HTML. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const MOST_LISTED = 40;
  const MOST_WIDE = 340;

  Hudud.Cards = class {
    /* `labelsOf(rows)` promises what is to be said of rows; `chosen(row)` hears of a click. */
    constructor(map, layer, { strings, labelsOf, chosen }) {
      this.map = map;
      this.layer = layer;
      this.strings = strings;
      this.labelsOf = labelsOf;
      this.chosen = chosen;
      this.known = new Map();
      layer.on("hover", ({ item }) => this._hover(item));
      layer.on("leave", () => this.leave());
      layer.on("choose", ({ item, latlng }) => this._choose(item, latlng));
    }

    clear() {
      this.known.clear();
      this.leave();
      this.map.closePopup();
    }

    /* What is to be said of rows, asked for once. */
    async labels(rows) {
      const missing = rows.filter((row) => !this.known.has(row));
      if (missing.length) {
        for (const label of await this.labelsOf(missing)) this.known.set(label.row, label);
      }
      return rows.map((row) => this.known.get(row)).filter(Boolean);
    }

    _lines(label) {
      const box = document.createElement("div");
      box.className = "hudud-label";
      for (const [name, text] of [
        ["title", label.title],
        ["where", label.place],
        ["when", label.when],
        ["extent", label.extent],
      ]) {
        if (!text) continue;
        const line = document.createElement("div");
        line.className = name;
        line.dir = "auto";
        line.textContent = text;
        box.appendChild(line);
      }
      return box;
    }

    async _hover(item) {
      this._hovered = item;
      const isCluster = item.cell !== undefined;
      const labels = isCluster ? [] : await this.labels(item.rows.slice(0, 1));
      if (this._hovered !== item || !(isCluster || labels.length)) return;
      const content = isCluster ? document.createElement("div") : this._lines(labels[0]);
      if (item.count > 1) {
        const more = document.createElement("div");
        more.className = "more";
        more.dir = "auto";
        const text = isCluster ? this.strings.clusterOf : this.strings.stackOf;
        more.textContent = text.replace("%(count)s", item.count.toLocaleString("en-GB"));
        content.appendChild(more);
      }
      this.leave();
      this._hovered = item;
      this.tooltip = L.tooltip({ offset: [0, -item.radius], direction: "top", className: "hudud-tip" })
        .setLatLng(this.map.layerPointToLatLng([item.x, item.y]))
        .setContent(content)
        .addTo(this.map);
      if (this._isCovered()) {
        Object.assign(this.tooltip.options, { offset: [item.radius, 0], direction: "right" });
        this.tooltip.update();
      }
    }

    /* Whether a part of the tooltip lies under the legend or the tools, which stand at the left. */
    _isCovered() {
      const tip = this.tooltip.getElement().getBoundingClientRect();
      const controls = this.map.getContainer().querySelectorAll(".leaflet-left .leaflet-control");
      return [...controls].some((control) => {
        const over = control.getBoundingClientRect();
        return over.width && tip.left < over.right && tip.top < over.bottom && tip.bottom > over.top;
      });
    }

    leave() {
      this._hovered = null;
      if (this.tooltip) this.tooltip.remove();
      this.tooltip = null;
    }

    async _choose(item, latlng) {
      if (item.count === 1) {
        this.chosen(item.rows[0]);
        return;
      }
      const labels = await this.labels(Hudud.rowsOfItem(this.layer.cells, item, MOST_LISTED));
      const list = document.createElement("div");
      list.className = "hudud-stack";
      for (const label of labels) {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.row = label.row;
        button.appendChild(this._lines(label));
        button.addEventListener("click", () => this.chosen(label.row));
        list.appendChild(button);
      }
      if (item.count > labels.length) {
        const more = document.createElement("p");
        const left = (item.count - labels.length).toLocaleString("en-GB");
        more.textContent = this.strings.moreInTable.replace("%(count)s", left);
        list.appendChild(more);
      }
      this.leave();
      L.popup({
        maxWidth: MOST_WIDE,
        maxHeight: 260,
        autoPanPaddingTopLeft: [this._taken(), 80],
        autoPanPaddingBottomRight: [20, 20],
      })
        .setLatLng(latlng)
        .setContent(list)
        .openOn(this.map);
    }

    /* How many pixels a list leaves free at the left: the legend lies there, if there is room beside it. */
    _taken() {
      const map = this.map.getContainer();
      const open = map.querySelector(".hudud-legend[open]");
      const width = open ? open.getBoundingClientRect().right - map.getBoundingClientRect().left + 20 : 20;
      return width + MOST_WIDE + 60 < map.clientWidth ? width : 20;
    }
  };
})(window);
