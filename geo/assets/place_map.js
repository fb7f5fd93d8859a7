/* The gazetteer's map: places as points, one of them chosen, its extent at true size, and what an
   edit would move. When it may be edited, a click or a drag tells the host the new point. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const POINT = { weight: 1, color: "#ffffff", fillColor: "#2f5d73", fillOpacity: 0.9 };
  // Radius in pixels: small while the whole region is in view.
  const radiusAt = (zoom) => (zoom < 8 ? 2.6 : zoom < 10 ? 3.6 : 4.8);
  // Seen on the ground by day and by night.
  const CHOSEN = "#c4454b";
  const FORMER = "#857f6c";

  /* All text is set as text, never as HTML. */
  function lines(...texts) {
    const box = document.createElement("div");
    box.className = "hudud-label";
    texts.filter(Boolean).forEach((text) => {
      const line = document.createElement("div");
      line.dir = "auto";
      line.textContent = text;
      box.appendChild(line);
    });
    return box;
  }

  Hudud.PlaceMap = class {
    constructor(map, options) {
      this.map = map;
      this.labels = options.layers.labels;
      this.strings = options.strings;
      this.language = options.language;
      map.attributionControl.setPrefix(false);
      Hudud.nameControls(map, this.strings);
      if (options.attribution) map.attributionControl.addAttribution(Hudud.asText(options.attribution));
      if (options.bounds) map.fitBounds(options.bounds, { animate: false });
      Hudud.pane(map, "incidents");
      this.canvas = L.canvas({ pane: "incidents", padding: 0.3, tolerance: 4 });
      this.points = L.layerGroup().addTo(map);
      this.entry = L.layerGroup().addTo(map);
      map.on("zoomend", () => {
        const radius = radiusAt(map.getZoom());
        this.points.eachLayer((point) => point.setRadius(radius));
      });
      map.on("click", (event) => this._picked(event.latlng));
      root.addEventListener("message", (event) => this._message(event));
      this._tell("ready", {});
    }

    _tell(kind, body) {
      root.parent.postMessage({ hudud: kind, ...body }, root.location.origin);
    }

    _message(event) {
      if (event.origin !== root.location.origin || event.source !== root.parent) return;
      if (event.data && event.data.hudud === "update") this._update(event.data.state);
    }

    async _update(state) {
      this._newest = state;
      if (state.placesUrl !== this._placesUrl) {
        this._placesUrl = state.placesUrl;
        this._loading = fetch(state.placesUrl).then((answer) => (answer.ok ? answer.json() : null));
      }
      if (state.labelsUrl !== this.labels.options.url) {
        this.labels.options.url = state.labelsUrl;
        this.labels.load({ url: state.labelsUrl });
      }
      this.places = await this._loading;
      if (state !== this._newest) return; // a later one has arrived meanwhile
      this.state = state;
      this._drawPoints();
      this._drawEntry();
      this._look();
      document.body.dataset.draws = Number(document.body.dataset.draws || 0) + 1;
    }

    _drawPoints() {
      const { state, places } = this;
      const shown = `${this._placesUrl} ${state.mask} ${state.selected}`;
      if (shown === this._shown) return;
      this._shown = shown;
      this.points.clearLayers();
      const bits = state.mask && Uint8Array.from(atob(state.mask), (c) => c.charCodeAt(0));
      const radius = radiusAt(this.map.getZoom());
      let count = 0;
      (places || []).forEach((place, row) => {
        if (bits && !(bits[row >> 3] & (1 << (row & 7)))) return;
        if (place.lat === null || place.id === state.selected) return;
        count += 1;
        const first = this.language === "ar" ? place.ar : place.en;
        const second = this.language === "ar" ? place.en : place.ar;
        L.circleMarker([place.lat, place.lon], { ...POINT, radius, renderer: this.canvas })
          .bindTooltip(() => lines(first, second === first ? "" : second), { className: "hudud-tip" })
          .on("click", (event) => {
            L.DomEvent.stopPropagation(event);
            // While a point is being picked, a place under the pointer is no obstacle.
            if (this.state.editable) this._picked(event.latlng);
            else this._tell("place", { id: place.id });
          })
          .addTo(this.points);
      });
      document.body.dataset.places = count;
    }

    _drawEntry() {
      const { place, former, moves, near } = this.state;
      this.entry.clearLayers();
      (near || []).forEach((other) =>
        this._ring(other, { color: "#b5651d", dashArray: "3 3" }, [other.name]),
      );
      if (former) {
        this._ring(former, { color: FORMER, dashArray: "5 4" }, [this.strings.formerPoint]);
        this._line([former.lat, former.lon], [place.lat, place.lon], FORMER);
      }
      (moves || []).forEach((move) => {
        this._line(move.from, move.to, CHOSEN);
        L.circleMarker(move.to, { radius: 5, color: CHOSEN, weight: 2, fillColor: "#fff", fillOpacity: 1 })
          .bindTooltip(() => lines(move.title, move.text), { className: "hudud-tip" })
          .addTo(this.entry);
      });
      document.body.dataset.moves = (moves || []).length;
      document.body.dataset.point = place ? `${place.lat},${place.lon}` : "";
      if (place) this._chosen(place);
    }

    /* A point with its extent; a circle of Leaflet has its radius in metres on the ground. */
    _ring(at, style, texts) {
      const point = L.circleMarker([at.lat, at.lon], { radius: 6, weight: 2, fill: false, ...style });
      point.bindTooltip(() => lines(...texts), { className: "hudud-tip" }).addTo(this.entry);
      if (!at.extentKm) return;
      L.circle([at.lat, at.lon], {
        radius: 1000 * at.extentKm,
        weight: 1.2,
        fill: false,
        interactive: false,
        ...style,
      }).addTo(this.entry);
    }

    _line(from, to, color) {
      L.polyline([from, to], { color, weight: 1.4, dashArray: "4 4", interactive: false }).addTo(this.entry);
    }

    _chosen(place) {
      const at = [place.lat, place.lon];
      const extent = L.circle(at, {
        radius: 1000 * (place.extentKm || 0),
        color: CHOSEN,
        weight: 1.6,
        fillOpacity: 0.08,
        interactive: false,
      }).addTo(this.entry);
      const icon = L.divIcon({ className: "hudud-pin", iconSize: [18, 18], iconAnchor: [9, 9] });
      const marker = L.marker(at, {
        icon,
        draggable: Boolean(this.state.editable),
        keyboard: true,
        title: this.state.editable ? this.strings.dragPoint : "",
        zIndexOffset: 1000,
      }).addTo(this.entry);
      marker.bindTooltip(() => lines(place.name, place.otherName), {
        className: "hudud-tip",
        direction: "top",
        offset: [0, -10],
      });
      marker.on("drag", () => extent.setLatLng(marker.getLatLng()));
      marker.on("dragend", () => this._picked(marker.getLatLng()));
    }

    _picked(latlng) {
      if (!this.state || !this.state.editable) return;
      const { lat, lng } = latlng.wrap();
      this._tell("point", { lat: Number(lat.toFixed(5)), lon: Number(lng.toFixed(5)) });
    }

    /* Look at what the host names, once for each key; afterwards the view is the reader's own,
       unless the point has been typed to where it cannot be seen. */
    _look() {
      const { fit, place } = this.state;
      if (!fit) return;
      const seen = !place || this.map.getBounds().contains([place.lat, place.lon]);
      if (fit.key === this._fit && seen) return;
      this._fit = fit.key;
      this.map.fitBounds(fit.bounds, { animate: false, maxZoom: 12, padding: [24, 24] });
    }
  };
})(window);
