/* One map: joins the layers, the timeline and the legend, and talks to the page that hosts it.
   Alone (as an exported file) it shows its own data; inside the dashboard it waits for the first
   message, so that nothing unfiltered ever flashes up. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  const CALENDAR_HEIGHT = 200; // pixels
  const PATIENCE_MS = 400; // what is here sooner needs no word

  function decodeBits(base64) {
    if (base64 === null || base64 === undefined) return null;
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  }

  async function fetchColumns({ url, base64 }) {
    if (base64) return Hudud.readColumns(decodeBits(base64).buffer);
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return Hudud.readColumns(await answer.arrayBuffer());
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
      this.verdictsUrl = null;
      this.hosted = root.parent !== root;
      this.hot = new Hudud.HotFilters((message) => this.hosted && this._tell("hot", { message }));
      this._makeTimeline();
      this.cards = new Hudud.Cards(map, this.layer, {
        strings: this.strings,
        labelsOf: (rows) => this._labelsOf(rows),
        chosen: (row) => this._chosen(row),
      });
      map.attributionControl.setPrefix(false);
      Hudud.nameControls(map, this.strings);
      if (options.attribution) map.attributionControl.addAttribution(Hudud.asText(options.attribution));
      this.area = null; // the drawn area, as numbers
      this.areaFilters = true;
      this.areaLayer = new Hudud.AreaLayer().addTo(map);
      new Hudud.Readout().addTo(map);
      this.legend = new Hudud.Legend(this).addTo(map);
      this.tools = new Hudud.Tools(this).addTo(map);
      this.marks = new Hudud.Marks(this, (marks) => this.hosted && this._tell("marks", { marks }));
      this.keys = new Hudud.SymbolKeys(this);
      this.busy = new Hudud.Busy(map);
      this._follow();
      this._startView();
      if (this.hosted) {
        root.addEventListener("message", (event) => this._message(event));
        this._tell("ready", {});
      } else {
        this._alone();
      }
    }

    _makeTimeline() {
      const { strings } = this;
      this.timeline = new Hudud.Timeline(document.getElementById("hudud-timeline"), {
        strings,
        language: this.options.language,
        changed: (period, done) => {
          this.playback.pause();
          this._movePeriod(period, done);
        },
      });
      this.playback = new Hudud.Playback(this.timeline, {
        strings,
        start: () => this.cards.leave(),
        move: (period) => {
          this._movePeriod(period, false);
          this.timeline.drawPeriod();
        },
        rest: () => {
          this.hot.set("period", this.hot.value.period, true);
          this._drawn();
        },
      });
      this.timeline.bar.prepend(this.playback.box);
      this.calendar = new Hudud.Calendar(this.timeline, {
        strings,
        language: this.options.language,
        choose: (period) => this.timeline.choose(period),
        // The page makes room for it, so that the map stays as large as it was.
        opened: (open) => this.hosted && this._tell("grown", { by: open ? CALENDAR_HEIGHT : 0 }),
      });
    }

    _follow() {
      const { map, layers } = this;
      this.layer.on("drawn", () => this._drawn());
      layers.zone.on("loaded", () => this.legend.refresh());
      map.on("layeradd layerremove", () => this.legend.refresh());
      // A window that changes its size moves the map too; that is nobody's choice of a view.
      map.on("resize", () => (this._resized = true));
      map.on("moveend", () => this._tellView());
      map.on("move", () => this._tellMoving());
    }

    /* Names and legend follow what is drawn, but not each picture of a film. */
    _drawn() {
      if (this.playback.playing) return;
      this.legend.refresh();
      this.layers.labels.redraw(this.layer.items);
      this.keys.settle();
    }

    shows(kind) {
      return Boolean(this.layers[kind]) && this.map.hasLayer(this.layers[kind]);
    }

    typeName(name) {
      return this.options.typeNames[name] || name;
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

    async _alone() {
      this._loading = this._load(this.options.columns);
      await this._loading;
      this.showArea(this.options.area);
      this.marks.accept(this.options.marks);
      this._show();
    }

    _tell(kind, body) {
      root.parent.postMessage({ hudud: kind, ...body }, root.location.origin);
    }

    _tellView() {
      const resized = this._resized;
      this._resized = false;
      if (!this.hosted || !this.loaded || resized || this._led) return;
      const { lat, lng } = this.map.getCenter();
      this._tell("view", { lat, lon: lng, zoom: this.map.getZoom() });
    }

    /* A map beside this one follows while it moves, once a picture. */
    _tellMoving() {
      if (!this.hosted || !this.loaded || this._led || this._telling) return;
      this._telling = true;
      root.requestAnimationFrame(() => {
        this._telling = false;
        const { lat, lng } = this.map.getCenter();
        this._tell("moving", { lat, lon: lng, zoom: this.map.getZoom() });
      });
    }

    /* Follow the map beside this one, without telling it in return. */
    _follows([lat, lon, zoom]) {
      this._led = true;
      this.map.setView([lat, lon], zoom, { animate: false });
      this._led = false;
    }

    _message(event) {
      if (event.origin !== root.location.origin || event.source !== root.parent) return;
      const { hudud, state, view } = event.data || {};
      if (hudud === "update") this.update(state);
      if (hudud === "look") this._follows(view);
    }

    async update(state) {
      this._newest = state;
      this.hot.accept(state);
      if (state.columnsUrl !== this._columnsUrl) {
        this._columnsUrl = state.columnsUrl;
        this._loading = this._load({ url: state.columnsUrl });
      }
      await this._loading;
      if (this.hot.value.verdicts.length) await this._loadVerdicts(state.verdictsUrl);
      if (state !== this._newest) return; // a later one has arrived meanwhile
      this.verdictsUrl = state.verdictsUrl;
      if (state.mask !== this._mask) {
        this._mask = state.mask;
        this.incidents.mask = decodeBits(state.mask);
        this._applied = null;
      }
      this.layer.selected = state.selected;
      this._applyZone(state);
      this.areaFilters = state.areaFilters !== false;
      this.showArea(state.area || null);
      this.marks.accept(state.marks);
      if (state.counts) this.choropleth.setCounts(state.counts);
      if (state.look && state.look.number !== this._looked) {
        if (!this._looked) this._beGuided();
        this._looked = state.look.number;
        this.look(state.look.view);
      }
      this._show();
      this.timeline.setBeside(state.beside || null); // and the period that this state may have moved
      this._loadVerdicts(state.verdictsUrl);
    }

    /* A map that is led from view to view keeps its legend folded, and nothing is filtered on it. */
    _beGuided() {
      this.legend.box.open = false;
      document.body.dataset.guided = "yes";
    }

    /* Look at a centre and zoom, at the whole region without one; at once where motion is unwanted. */
    look(view) {
      const animate = !Hudud.isStill();
      if (view) this.map.setView([view[0], view[1]], view[2], { animate });
      else this.map.fitBounds(this.options.bounds, { animate });
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

    showArea(numbers) {
      this.area = numbers;
      this.areaLayer.show(numbers);
      this.legend.refresh();
      this.tools.areaChanged(numbers);
    }

    /* Filter by an area, or with null by none: it shows at once, the server answers with the rows. */
    drawArea(numbers) {
      this.showArea(numbers);
      this._tell("area", { numbers });
    }

    async _load(source) {
      const { busy } = this;
      const waiting = root.setTimeout(() => busy.say(this.strings.loading), PATIENCE_MS);
      try {
        await this._take(source);
        busy.say("");
      } catch (error) {
        busy.say(this.strings.notLoaded);
        throw error;
      } finally {
        root.clearTimeout(waiting);
      }
    }

    async _take(source) {
      const incidents = new Hudud.Incidents(await fetchColumns(source));
      this.playback.pause();
      this.incidents = incidents;
      this._mask = null;
      this._applied = null;
      this._verdictsOf = null;
      this.cards.clear();
      this.layer.setIncidents(incidents);
      this.heat.setIncidents(incidents);
      this.timeline.setIncidents(incidents);
    }

    /* The verdicts on every row, once for each zone; a zone that has passed meanwhile is dropped. */
    _loadVerdicts(url) {
      if (!url) return null;
      const { incidents } = this;
      if (this._verdictsOf !== url) {
        this._verdictsOf = url;
        this._verdictsLoading = fetchColumns({ url }).then((columns) => {
          if (this._verdictsOf !== url || this.incidents !== incidents) return;
          incidents.verdicts = columns.verdict;
          this.verdictNames = columns.header.verdicts;
          if (this.hot.value.verdicts.length) this._applied = null;
        });
      }
      return this._verdictsLoading;
    }

    /* Make the rows shown those that the filters let through; the period alone moves quickly. */
    _apply() {
      const { incidents, hot } = this;
      const wanted = JSON.stringify(hot.value);
      if (wanted === this._applied) return;
      const { period, types, verdicts } = hot.value;
      const rest = JSON.stringify([types, verdicts]);
      const onlyPeriod = this._applied !== null && rest === this._appliedRest;
      this._applied = wanted;
      this._appliedRest = rest;
      const { cells } = this.layer;
      const counted = this.shows("incidents") && this.layer.isCounted();
      const turned = counted ? (mark, step) => cells.add(mark, step) : () => {};
      if (onlyPeriod && incidents.movePeriod(period, turned)) return;
      incidents.period = period;
      incidents.typeShown = Hudud.flags(incidents.types.map((type) => type.name), types);
      incidents.verdictShown = Hudud.flags(this.verdictNames || [], verdicts);
      incidents.refresh();
      this.layer.countAgain();
      if (onlyPeriod) this.timeline.drawPeriod();
      else this.timeline.refresh();
    }

    _show() {
      this._apply();
      this.layer.redraw();
      if (this.shows("heat")) this.heat.redraw();
      this.loaded = true;
      document.body.dataset.shown = this.incidents.count;
      document.body.dataset.draws = Number(document.body.dataset.draws || 0) + 1;
      this.layer.fire("shown", { incidents: this.incidents });
    }

    _movePeriod(period, done) {
      this.hot.set("period", period, done);
      this._show();
    }

    /* A press in the legend hides or shows an event type or a verdict, or shows it `only`. */
    async choose(kind, value, only) {
      if (kind === "verdicts") await this._loadVerdicts(this.verdictsUrl);
      const all =
        kind === "types" ? this.incidents.types.map((type) => type.name) : this.verdictNames;
      this.hot.set(kind, this.hot.toggled(kind, value, all, only), true);
      this._show();
    }

    async _labelsOf(rows) {
      if (this.options.labels) return rows.map((row) => this.options.labels[row]).filter(Boolean);
      const base = this._columnsUrl.replace("/columns", "/labels");
      const answer = await fetch(`${base}&rows=${rows.join(",")}`);
      return answer.ok ? answer.json() : [];
    }

    _chosen(row) {
      this.layer.setSelected(row);
      this.cards.leave();
      this.layer.fire("chosen", { row });
      if (this.hosted) this._tell("choose", { row });
    }
  };
})(window);
