/* A box for a name or coordinates: the server says which places may be meant, and each is a button. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  /* Ask the server `address` with the parameters of `query`; `empty` where there is no answer. */
  Hudud.askServer = async function (tools, address, query, empty) {
    try {
      const asked = new URLSearchParams({ ...query, lang: tools.page.options.language });
      const answer = await fetch(`${address}?${asked}`);
      if (answer.ok) return await answer.json();
    } catch {
      // What is said for no answer says it.
    }
    return { ...empty, said: tools.strings.noAnswer };
  };

  /* A place that may be meant, as a button; `beside(entry)` may put more into its line. */
  Hudud.candidateEntry = function (tools, candidate, pressed) {
    const entry = document.createElement("li");
    const button = tools.button("", () => pressed(candidate), entry);
    for (const [name, text] of [["name", candidate.name], ["more", candidate.more], ["more", candidate.certainty]]) {
      if (!text) continue;
      const line = L.DomUtil.create("span", name, button);
      line.dir = "auto";
      line.textContent = text;
    }
    return entry;
  };

  Hudud.PlaceBox = class {
    /* `chosen(candidate)` hears of the one that is meant; `entry(candidate)` makes its line. */
    constructor(tools, { label, action, query = "", chosen, entry }) {
      this.tools = tools;
      this.chosen = chosen;
      this.entry = entry || ((candidate) => Hudud.candidateEntry(tools, candidate, chosen));
      this.form = document.createElement("form");
      this.form.className = "hudud-goto";
      const field = L.DomUtil.create("label", "hudud-field", this.form);
      field.append(label);
      this.field = L.DomUtil.create("input", "", field);
      this.field.type = "search";
      this.field.dir = "auto";
      this.field.maxLength = 600;
      this.field.value = query;
      const go = tools.button(action, () => {}, this.form);
      go.type = "submit";
      go.className = "hudud-main";
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.ask();
      });
    }

    addTo(body) {
      body.append(this.form);
      this.said = this.tools.output(body);
      this.list = L.DomUtil.create("ul", "hudud-candidates", body);
      return this;
    }

    get query() {
      return this.field.value.trim();
    }

    shut() {
      this._asked = null;
    }

    async ask() {
      if (!this.query) return;
      const { tools } = this;
      const asked = (this._asked = {});
      this.list.replaceChildren();
      this.said.textContent = tools.strings.searching;
      const nothing = { candidates: [] };
      const found = await Hudud.askServer(tools, tools.page.options.goto, { q: this.query }, nothing);
      if (asked !== this._asked) return; // shut or asked again meanwhile
      this.said.textContent = found.said;
      this.list.replaceChildren(...found.candidates.map(this.entry));
      if (found.candidates.length && found.sure) this.chosen(found.candidates[0]);
    }
  };
})(window);
