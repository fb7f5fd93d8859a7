/* What lies under the incidents: areas, lines and water from GeoJSON, the hatched zone, and the
   counts by governorate. Data come by URL, or embedded in the exported page. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  /* Whether motion is unwanted, as the system says; it may change while the map is open. */
  Hudud.isStill = () => root.matchMedia("(prefers-reduced-motion: reduce)").matches;

  if (Hudud.isStill()) {
    L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, inertia: false });
  }
  const { panBy } = L.Map.prototype;
  L.Map.include({
    panBy(offset, options) {
      return panBy.call(this, offset, Hudud.isStill() ? { ...options, animate: false } : options);
    },
  });

  /* `options.data` when embedded, else what `options.url` serves. */
  Hudud.getJson = function (options) {
    if (options.data) return Promise.resolve(options.data);
    return fetch(options.url).then((answer) => {
      if (!answer.ok) throw new Error(`${options.url}: ${answer.status}`);
      return answer.json();
    });
  };

  /* Leaflet names its own controls in English; the one of the layers is made after the map. */
  Hudud.nameControls = function (map, strings) {
    const names = { "zoom-in": strings.zoomIn, "zoom-out": strings.zoomOut, "layers-toggle": strings.layers };
    root.setTimeout(() => {
      Object.entries(names).forEach(([part, name]) => {
        const control = map.getContainer().querySelector(`.leaflet-control-${part}`);
        if (!control || !name) return;
        control.title = name;
        control.setAttribute("aria-label", name);
      });
    }, 0);
  };

  /* Leaflet takes attributions as HTML. */
  Hudud.asText = function (text) {
    const box = document.createElement("span");
    box.textContent = text;
    return box.innerHTML;
  };

  /* Over the map, what it waits for; "" hides it. */
  Hudud.Busy = class {
    constructor(map) {
      this.box = L.DomUtil.create("div", "hudud-busy", map.getContainer());
      this.box.setAttribute("role", "status");
    }

    say(text) {
      this.box.textContent = text;
    }
  };

  // Panes of the map from the ground up; Leaflet's own tiles lie at 200, its tooltips at 650.
  const HEIGHTS = {
    land: 150, // below the online tiles, so that it shows where they cannot be had
    water: 210,
    choropleth: 220,
    zone: 300,
    heat: 320,
    lines: 330,
    labels: 340,
    area: 405,
    incidents: 410,
    keys: 415,
    tools: 450,
  };

  Hudud.pane = function (map, name) {
    const pane = map.getPane(name) || map.createPane(name);
    pane.style.zIndex = HEIGHTS[name];
    return pane;
  };

  // The countries the map is about stand out from their neighbours.
  const FOCUS = new Set(["SY", "IQ"]);
  const DETAIL_ZOOM = 8.5;
  const STYLES = {
    countries: (f) => ({
      fillColor: FOCUS.has(f.properties.country_code) ? "#faf6ec" : "#e6e3dc",
      fillOpacity: 1,
      stroke: false,
    }),
    governorates: () => ({ color: "#b9ab97", weight: 0.9, fill: false, dashArray: "2 3" }),
    lakes: () => ({ color: "#8db4cb", weight: 0.6, fillColor: "#b9d5e4", fillOpacity: 1 }),
    rivers: () => ({ color: "#8db4cb", weight: 1.6, fill: false }),
    borders: () => ({ color: "#5b4a3b", weight: 1.6, fill: false }),
  };
  const PANES = { countries: "land", governorates: "lines", borders: "lines" };

  Hudud.VectorLayer = L.GeoJSON.extend({
    initialize(options) {
      const pane = PANES[options.kind] || "water";
      // One canvas a pane: Leaflet would otherwise put them all above each other.
      L.GeoJSON.prototype.initialize.call(this, null, {
        ...options,
        pane,
        interactive: false,
        style: STYLES[options.kind],
      });
    },

    onAdd(map) {
      const { pane } = this.options;
      Hudud.pane(map, pane);
      map.hududCanvas = map.hududCanvas || {};
      map.hududCanvas[pane] = map.hududCanvas[pane] || L.canvas({ pane, padding: 0.4 });
      this.options.renderer = map.hududCanvas[pane];
      L.GeoJSON.prototype.onAdd.call(this, map);
      map.on("zoomend", this._lookClosely, this);
      if (!this.getLayers().length) {
        Hudud.getJson(this.options).then((data) => {
          if (!this._detailed) this.addData(data);
        });
      }
      this._lookClosely();
    },

    onRemove(map) {
      map.off("zoomend", this._lookClosely, this);
      L.GeoJSON.prototype.onRemove.call(this, map);
    },

    /* From DETAIL_ZOOM on the light outlines would be seen to be light: fetch the full ones, once. */
    _lookClosely() {
      const { detailedUrl } = this.options;
      if (this._detailed || !detailedUrl || this._map.getZoom() < DETAIL_ZOOM) return;
      this._detailed = true;
      Hudud.getJson({ url: detailedUrl }).then(
        (data) => {
          this.clearLayers();
          this.addData(data);
        },
        () => (this._detailed = false),
      );
    },
  });

  /* The proposed zone: hatched, so that it reads as a plan and not as territory. */
  Hudud.ZoneLayer = L.GeoJSON.extend({
    initialize(options) {
      L.GeoJSON.prototype.initialize.call(this, null, {
        ...options,
        pane: "zone",
        interactive: false,
        style: () => ({
          color: "#9b2226",
          weight: 1.6,
          dashArray: "7 4",
          fillColor: "url(#hudud-hatch)",
          fillOpacity: 1,
        }),
      });
    },

    onAdd(map) {
      Hudud.pane(map, "zone");
      if (!this.options.renderer) this.options.renderer = L.svg({ pane: "zone", padding: 0.4 });
      L.GeoJSON.prototype.onAdd.call(this, map);
      this._hatch(map);
      if (this.options.data || this.options.url) this.load(this.options);
    },

    _hatch(map) {
      map.addLayer(this.options.renderer);
      const svg = this.options.renderer._container;
      if (svg.querySelector("pattern")) return;
      const defs = document.createElementNS("http://www.w3.org/2000/svg", "defs");
      defs.innerHTML =
        '<pattern id="hudud-hatch" width="8" height="8" patternUnits="userSpaceOnUse" ' +
        'patternTransform="rotate(45)"><rect width="8" height="8" fill="#9b2226" ' +
        'fill-opacity="0.07"/><line y2="8" stroke="#9b2226" stroke-opacity="0.45" ' +
        'stroke-width="2.2"/></pattern>';
      svg.prepend(defs);
    },

    /* Replace the zone once the new one is here: never an empty moment between two. */
    load(source) {
      this.options.url = source.url;
      const wanted = (this._wanted = source.url || "embedded");
      return Hudud.getJson(source).then((data) => {
        if (wanted !== this._wanted) return;
        this.clearLayers();
        this.addData(data);
        this.fire("loaded");
      });
    },
  });

  /* Incidents per governorate as a tint; the numbers come with each change of filter. */
  Hudud.ChoroplethLayer = L.GeoJSON.extend({
    initialize(options) {
      this._counts = {};
      L.GeoJSON.prototype.initialize.call(this, null, {
        ...options,
        pane: "choropleth",
        interactive: false,
        style: (feature) => this._style(feature),
      });
    },

    onAdd(map) {
      Hudud.pane(map, "choropleth");
      this.options.renderer =
        this.options.renderer || L.canvas({ pane: "choropleth", padding: 0.4 });
      L.GeoJSON.prototype.onAdd.call(this, map);
      if (this.getLayers().length) return;
      Hudud.getJson(this.options).then((data) => this.addData(data));
    },

    setCounts(counts) {
      this._counts = counts;
      this.classes = Hudud.classBreaks(Object.values(counts));
      this.setStyle((feature) => this._style(feature));
    },

    _style(feature) {
      const count = this._counts[feature.properties.admin1] || 0;
      const level = (this.classes || []).findIndex((top) => count <= top);
      return {
        stroke: false,
        fillColor: count ? Hudud.tints[Math.max(0, level)] : "#ffffff",
        fillOpacity: count ? 0.75 : 0,
      };
    },
  });

  Hudud.tints = ["#fde3c8", "#fbb97f", "#ee8344", "#c9501c", "#8a2d08"];

  /* Upper bounds of up to five classes of about equal ratio, whole numbers, without repeats. */
  Hudud.classBreaks = function (values) {
    const top = Math.max(0, ...values);
    if (!top) return [];
    const steps = Math.min(Hudud.tints.length, top);
    const breaks = new Set();
    for (let i = 1; i <= steps; i += 1) breaks.add(Math.ceil(top ** (i / steps)));
    breaks.delete(0);
    return [...breaks].sort((a, b) => a - b);
  };
})(window);
