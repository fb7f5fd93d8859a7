/* Go to a place by its name, or to a point in any notation; the server resolves both. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const POINT_ZOOM = 11;
  const MARGIN = 2.5; // times a place's extent

  Hudud.GoTo = class {
    constructor(tools) {
      this.tools = tools;
      this.query = "";
    }

    start(body) {
      const { tools } = this;
      this.box = new Hudud.PlaceBox(tools, {
        label: tools.strings.goToWhat,
        action: tools.strings.go,
        query: this.query,
        chosen: (candidate) => this.go(candidate),
        entry: (candidate) => this._entry(candidate),
      }).addTo(body);
      this.box.field.focus();
    }

    stop() {
      this.query = this.box.query;
      this.box.shut();
      this.tools.mark(null);
    }

    _entry(candidate) {
      const { tools } = this;
      const entry = Hudud.candidateEntry(tools, candidate, () => this.go(candidate));
      const rings = tools.button("◎", () => this._rings(candidate), entry);
      rings.title = tools.strings.ringsHere;
      rings.setAttribute("aria-label", `${tools.strings.ringsHere}: ${candidate.name}`);
      return entry;
    }

    _rings(candidate) {
      this.go(candidate);
      this.tools.tools.rings.around(candidate);
    }

    go(candidate) {
      const { map } = this.tools;
      const point = [candidate.lat, candidate.lon];
      const reach = Hudud.geodesy.circle(point, Math.max(1, 1000 * MARGIN * candidate.extentKm), 8);
      const zoom = map.getBoundsZoom(L.latLngBounds(reach));
      map.setView(point, Math.min(POINT_ZOOM, zoom), { animate: false });
      this.tools.mark(point, candidate.name);
    }
  };
})(window);
