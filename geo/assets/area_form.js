/* An area in words: a circle by its centre and radius, a polygon by its corners, in any notation or by
   names of places; the server reads them. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  Hudud.AreaForm = class {
    /* `made(numbers)` hears of the area; `entered()` may make one by itself and then returns true.
       On a phone, where the map needs the room, it is folded unless it is `needed`. */
    constructor(tools, isCircle, { made, entered, needed = false }) {
      Object.assign(this, { tools, isCircle, made, entered });
      const { strings } = tools;
      this.box = document.createElement("details");
      this.box.className = "hudud-area-form";
      this.box.open = needed || window.innerWidth > 640;
      L.DomUtil.create("summary", "", this.box).textContent = strings.writeArea;
      this.form = L.DomUtil.create("form", "", this.box);
      if (isCircle) {
        this.field = this._field("input", strings.centre);
        this.field.dir = "auto";
        this.field.maxLength = 600;
        this.radius = this._field("input", strings.radius);
        this.radius.dir = "ltr";
        this.radius.inputMode = "decimal";
        this.radius.maxLength = 20;
      } else {
        this.field = this._field("textarea", strings.corners);
        this.field.dir = "ltr";
        this.field.rows = 4;
        this.field.maxLength = tools.page.options.mostAreaText;
      }
      this.field.spellcheck = false;
      this.form.addEventListener("input", () => (this.isTyped = true));
      this.button = tools.button(strings.takeOver, () => {}, this.form);
      this.button.type = "submit";
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (this.isCircle && !this.field.value.trim() && this.entered()) return;
        this.ask();
      });
    }

    _field(kind, name) {
      const label = L.DomUtil.create("label", "hudud-field", this.form);
      label.append(name);
      return L.DomUtil.create(kind, "", label);
    }

    addTo(body) {
      body.append(this.box);
      this.said = this.tools.output(this.box);
      this.said.className = "hudud-problem";
      this.list = L.DomUtil.create("ul", "hudud-candidates", this.box);
      return this;
    }

    /* The radius that is typed, in km; 0 for none. */
    get km() {
      return this.isCircle ? Number(Hudud.westernDigits(this.radius.value).replace(",", ".")) || 0 : 0;
    }

    /* Write an area into the fields, unless somebody is writing there. */
    write(numbers) {
      if (this.isTyped && this.form.contains(document.activeElement)) return;
      this.isTyped = false;
      const corners = Hudud.cornersOf(numbers).map((corner) => Hudud.notations(...corner).decimal);
      this.field.value = corners.join("\n");
      if (this.isCircle) this.radius.value = String(Math.round(numbers[2] * 1000) / 1000);
      this.said.textContent = "";
    }

    shut() {
      this._asked = null;
    }

    async ask() {
      const { tools } = this;
      const asked = (this._asked = {});
      this.list.replaceChildren();
      this.said.textContent = tools.strings.searching;
      const query = this.isCircle
        ? { shape: "circle", centre: this.field.value, radius: this.radius.value }
        : { shape: "polygon", corners: this.field.value };
      const nothing = { numbers: null, candidates: [] };
      const found = await Hudud.askServer(tools, tools.page.options.readArea, query, nothing);
      if (asked !== this._asked) return; // shut or asked again meanwhile
      this.said.textContent = found.said;
      this.list.replaceChildren(
        ...found.candidates.map((candidate) =>
          Hudud.candidateEntry(tools, candidate, () => this._mean(candidate)),
        ),
      );
      // The panel may be longer than the map lets it be.
      this.list.scrollIntoView({ block: "nearest" });
      if (found.candidates.length) this.said.scrollIntoView({ block: "nearest" });
      if (found.numbers) this.made(found.numbers);
    }

    /* The centre is the candidate that was pressed. */
    _mean(candidate) {
      this.field.value = Hudud.notations(candidate.lat, candidate.lon).decimal;
      this.ask();
    }
  };
})(window);
