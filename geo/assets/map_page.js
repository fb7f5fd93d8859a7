/* One map: joins the layers, the timeline and the legend, and talks to the page that hosts it.
   Alone (as an exported file) it shows its own data; inside the dashboard it waits for the first
   message, so that nothing unfiltered ever flashes up. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const MOST_LISTED = 40;

  function decodeBits(base64) {
    if (base64 === null || base64 === undefined) return null;
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  }

  Hudud.Page = class {
    constructor(map, options) {
      this.map = map;
      this.options = options;
      this.strings = options.strings;
      this.layers = options.layers; // by kind: countries, zone, incidents, ...
      this.layer = options.layers.incidents;
      this.choropleth = options.layers.choropleth;
      this.heat = options.layers.heat;
      this.zoneName = options.zoneName || "";
      this.labels = new Map();
      this.timeline = new Hudud.Timeline(document.getElementById("hudud-timeline"), {
        strings: this.strings,
        language: options.language,
        changed: (period, done) => this._periodChanged(period, done),
      });
      map.attributionControl.setPrefix(false);
      if (options.attribution) map.attributionControl.addAttribution(Hudud.asText(options.attribution));
      this.legend = new Hudud.Legend(this).addTo(map);
      this.layer.on("drawn", () => {
        this.legend.refresh();
        options.layers.labels.redraw(this.layer.items);
      });
      this.layer.on("hover", ({ item }) => this._hover(item));
      this.layer.on("leave", () => this._leave());
      this.layer.on("choose", ({ item, latlng }) => this._choose(item, latlng));
      options.layers.zone.on("loaded", () => this.legend.refresh());
      map.on("layeradd layerremove", () => this.legend.refresh());
      // A window that changes its size moves the map too; that is nobody's choice of a view.
      map.on("resize", () => (this._resized = true));
      map.on("moveend", () => this._tellView());
      this._startView();
      this.hosted = root.parent !== root;
      if (this.hosted) {
        root.addEventListener("message", (event) => this._message(event));
        this._tell("ready", {});
      } else {
        this._load(options.columns).then(() => this._show());
      }
    }

    shows(kind) {
      return Boolean(this.layers[kind]) && this.map.hasLayer(this.layers[kind]);
    }

    /* `#lat,lon,zoom` of the address, as the host writes it. */
    _startView() {
      const parts = root.location.hash.slice(1).split(",").map(Number);
      if (parts.length === 3 && parts.every(Number.isFinite)) {
        this.map.setView([parts[0], parts[1]], parts[2], { animate: false });
      } else if (this.options.bounds) {
        this.map.fitBounds(this.options.bounds, { animate: false });
      }
    }

    _tell(kind, body) {
      root.parent.postMessage({ hudud: kind, ...body }, root.location.origin);
    }

    _tellView() {
      const resized = this._resized;
      this._resized = false;
      if (!this.hosted || !this.loaded || resized) return;
      const { lat, lng } = this.map.getCenter();
      this._tell("view", { lat, lon: lng, zoom: this.map.getZoom() });
    }

    _message(event) {
      if (event.origin !== root.location.origin || event.source !== root.parent) return;
      if (event.data && event.data.hudud === "update") this._update(event.data.state);
    }

    async _update(state) {
      this._newest = state;
      if (state.columnsUrl !== this._columnsUrl) {
        this._columnsUrl = state.columnsUrl;
        this._loading = this._load({ url: state.columnsUrl });
      }
      await this._loading;
      if (state !== this._newest) return; // a later one has arrived meanwhile
      const { incidents } = this;
      const mask = state.mask;
      const period = state.period;
      const sameMask = mask === this._mask;
      if (!sameMask || String(period) !== String(incidents.period)) {
        this._mask = mask;
        incidents.mask = decodeBits(mask);
        incidents.period = period;
        incidents.refresh();
        if (sameMask) this.timeline.draw();
        else this.timeline.refresh();
      }
      this.layer.selected = state.selected;
      this._applyZone(state);
      if (state.counts) this.choropleth.setCounts(state.counts);
      if (state.view && String(state.view) !== this._viewAsked) {
        this._viewAsked = String(state.view);
        this.map.setView([state.view[0], state.view[1]], state.view[2]);
      }
      this._show();
    }

    _applyZone(state) {
      this.zoneName = state.zoneName;
      const zone = this.layers.zone;
      if (!state.zoneUrl) {
        zone.clearLayers();
        this._zoneUrl = null;
      } else if (state.zoneUrl !== this._zoneUrl) {
        this._zoneUrl = state.zoneUrl;
        zone.load({ url: state.zoneUrl });
      }
    }

    async _load({ url, base64 }) {
      const buffer = base64 ? decodeBits(base64).buffer : await (await fetch(url)).arrayBuffer();
      this.incidents = new Hudud.Incidents(Hudud.readColumns(buffer));
      this.labels.clear();
      this._mask = null;
      this.layer.incidents = this.incidents;
      this.heat.incidents = this.incidents;
      this.timeline.setIncidents(this.incidents);
    }

    _show() {
      this.layer.redraw();
      this.heat.redraw();
      this.legend.refresh();
      this.loaded = true;
      document.body.dataset.shown = this.incidents.count;
      document.body.dataset.draws = Number(document.body.dataset.draws || 0) + 1;
    }

    _periodChanged(period, done) {
      this.incidents.period = period;
      this.incidents.refresh();
      this._show();
      if (done && this.hosted) this._tell("period", { period });
    }

    async _labelsOf(rows) {
      const missing = rows.filter((row) => !this.labels.has(row));
      if (missing.length && this.options.labels) {
        missing.forEach((row) => this.labels.set(row, this.options.labels[row]));
      } else if (missing.length) {
        const base = this._columnsUrl.replace("/columns", "/labels");
        const answer = await fetch(`${base}&rows=${missing.join(",")}`);
        if (answer.ok) (await answer.json()).forEach((label) => this.labels.set(label.row, label));
      }
      return rows.map((row) => this.labels.get(row)).filter(Boolean);
    }

    /* All text is set as text, never as HTML. */
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
      const latlng = this.map.layerPointToLatLng([item.x, item.y]);
      const labels = await this._labelsOf(item.rows.slice(0, 1));
      if (this._hovered !== item || !labels.length) return;
      const content = item.box ? document.createElement("div") : this._lines(labels[0]);
      if (item.count > 1) {
        const more = document.createElement("div");
        more.className = "more";
        more.dir = "auto";
        const text = item.box ? this.strings.clusterOf : this.strings.stackOf;
        more.textContent = text.replace("%(count)s", item.count);
        content.appendChild(more);
      }
      this._leave();
      this._hovered = item;
      this.tooltip = L.tooltip({ offset: [0, -item.radius], direction: "top", className: "hudud-tip" })
        .setLatLng(latlng)
        .setContent(content)
        .addTo(this.map);
    }

    _leave() {
      this._hovered = null;
      if (this.tooltip) this.tooltip.remove();
      this.tooltip = null;
    }

    async _choose(item, latlng) {
      if (item.count === 1) {
        this._chosen(item.rows[0]);
        return;
      }
      const labels = await this._labelsOf(item.rows.slice(0, MOST_LISTED));
      const list = document.createElement("div");
      list.className = "hudud-stack";
      for (const label of labels) {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.row = label.row;
        button.appendChild(this._lines(label));
        button.addEventListener("click", () => this._chosen(label.row));
        list.appendChild(button);
      }
      if (item.count > labels.length) {
        const more = document.createElement("p");
        more.textContent = this.strings.moreInTable.replace("%(count)s", item.count - labels.length);
        list.appendChild(more);
      }
      this._leave();
      L.popup({ maxWidth: 340, maxHeight: 260, autoPanPadding: [20, 20] })
        .setLatLng(latlng)
        .setContent(list)
        .openOn(this.map);
    }

    _chosen(row) {
      this.layer.setSelected(row);
      this._leave();
      if (this.hosted) this._tell("choose", { row });
    }
  };
})(window);
