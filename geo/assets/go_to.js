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
      const form = L.DomUtil.create("form", "hudud-goto", body);
      const label = L.DomUtil.create("label", "hudud-field", form);
      label.append(tools.strings.goToWhat);
      this.field = L.DomUtil.create("input", "", label);
      this.field.type = "search";
      this.field.dir = "auto";
      this.field.maxLength = 100;
      this.field.value = this.query;
      const go = tools.button(tools.strings.go, () => {}, form);
      go.type = "submit";
      go.className = "hudud-main";
      this.said = tools.output(body);
      this.list = L.DomUtil.create("ul", "hudud-candidates", body);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.ask();
      });
      this.field.focus();
    }

    stop() {
      this.asked = null;
      this.tools.mark(null);
    }

    async ask() {
      this.query = this.field.value.trim();
      if (!this.query) return;
      const { tools } = this;
      const asked = (this.asked = {});
      this.list.replaceChildren();
      this.said.textContent = tools.strings.searching;
      let found = { said: tools.strings.noAnswer, candidates: [] };
      try {
        const query = new URLSearchParams({ q: this.query, lang: tools.page.options.language });
        const answer = await fetch(`${tools.page.options.goto}?${query}`);
        if (answer.ok) found = await answer.json();
      } catch {
        // The sentence above says it.
      }
      if (asked !== this.asked) return; // shut or asked again meanwhile
      this.said.textContent = found.said;
      this.list.replaceChildren(...found.candidates.map((candidate) => this._entry(candidate)));
      if (found.candidates.length && found.sure) this.go(found.candidates[0]);
    }

    _entry(candidate) {
      const { tools } = this;
      const entry = document.createElement("li");
      const button = tools.button("", () => this.go(candidate), entry);
      for (const [name, text] of [["name", candidate.name], ["more", candidate.more], ["more", candidate.certainty]]) {
        if (!text) continue;
        const line = L.DomUtil.create("span", name, button);
        line.dir = "auto";
        line.textContent = text;
      }
      const rings = tools.button("◎", () => this._rings(candidate), entry);
      rings.title = tools.strings.ringsHere;
      rings.setAttribute("aria-label", `${tools.strings.ringsHere}: ${candidate.name}`);
      return entry;
    }

    _rings(candidate) {
      this.go(candidate);
      this.tools.tools.rings.around([candidate.lat, candidate.lon]);
      this.tools.tools.rings.fit();
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
