/* The histogram over time under the map, with a brush. It filters the map at once, inside the
   page; the server hears of the period when the hand lets go. Bars are made anew when the counts
   change; a moving period only recolours them. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const DAY = 86400000;
  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = { left: 10, right: 10, top: 6, bottom: 18 };
  const MOST_BINS = 200;

  const utc = (day) => new Date(day * DAY);
  const dayOf = (date) => Math.round(date.getTime() / DAY);

  // Bin sizes from fine to coarse: first day of the bin that holds `day`, and of the next one.
  const UNITS = [
    { name: "day", floor: (day) => day, next: (day) => day + 1 },
    {
      name: "week",
      floor: (day) => day - ((utc(day).getUTCDay() + 6) % 7),
      next: (day) => day + 7,
    },
    {
      name: "month",
      floor: (day) => dayOf(new Date(Date.UTC(utc(day).getUTCFullYear(), utc(day).getUTCMonth(), 1))),
      next: (day) =>
        dayOf(new Date(Date.UTC(utc(day).getUTCFullYear(), utc(day).getUTCMonth() + 1, 1))),
    },
    {
      name: "year",
      floor: (day) => dayOf(new Date(Date.UTC(utc(day).getUTCFullYear(), 0, 1))),
      next: (day) => dayOf(new Date(Date.UTC(utc(day).getUTCFullYear() + 1, 0, 1))),
    },
  ];
  const UNIT_DAYS = { day: 1, week: 7, month: 30.44, year: 365.25 };

  Hudud.binEdges = function (first, last) {
    const unit =
      UNITS.find((u) => (last - first + 1) / UNIT_DAYS[u.name] <= MOST_BINS) ||
      UNITS[UNITS.length - 1];
    const edges = [unit.floor(first)];
    while (edges[edges.length - 1] <= last) edges.push(unit.next(edges[edges.length - 1]));
    return { unit: unit.name, edges };
  };

  /* First days of the months that hold the days from `first` to `last`, and of the one after. */
  Hudud.monthEdges = function (first, last) {
    const [, , month] = UNITS;
    const edges = [month.floor(first)];
    while (edges[edges.length - 1] <= last) edges.push(month.next(edges[edges.length - 1]));
    return edges;
  };

  function element(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (parent) parent.appendChild(made);
    return made;
  }

  Hudud.Timeline = class {
    /* `changed(period, done)`: period is [first day, last day] or null; done when let go. */
    constructor(container, { strings, language, changed }) {
      this.container = container;
      this.bars = [];
      this.strings = strings;
      this.changed = changed;
      // Levantine month names, with the Western digits that the source articles use.
      const locale = language === "ar" ? "ar-IQ-u-nu-latn" : "en-GB";
      this.format = new Intl.DateTimeFormat(locale, {
        timeZone: "UTC",
        day: "numeric",
        month: "short",
        year: "numeric",
      });
      this.yearFormat = new Intl.DateTimeFormat(locale, {
        timeZone: "UTC",
        year: "numeric",
      });
      this.monthFormat = new Intl.DateTimeFormat(locale, {
        timeZone: "UTC",
        month: "short",
        year: "numeric",
      });
      this.wholeMonth = new Intl.DateTimeFormat(locale, {
        timeZone: "UTC",
        month: "long",
        year: "numeric",
      });
      this.svg = element("svg", { class: "hudud-timeline-bars", role: "group" });
      this.svg.setAttribute("aria-label", strings.timeline);
      container.appendChild(this.svg);
      this.barGroup = element("g", {}, this.svg);
      this.besideGroup = element("g", {}, this.svg);
      this.brushGroup = element("g", {}, this.svg);
      this._bar();
      this._drag();
      new ResizeObserver(() => this.draw()).observe(container);
    }

    _bar() {
      const bar = document.createElement("div");
      bar.className = "hudud-timeline-bar";
      this.caption = document.createElement("span");
      this.caption.setAttribute("aria-live", "polite");
      this.clear = document.createElement("button");
      this.clear.type = "button";
      this.clear.textContent = this.strings.wholePeriod;
      this.clear.addEventListener("click", () => this._set(null, true));
      bar.append(this.caption, this.clear);
      this.bar = bar;
      this.container.prepend(bar);
    }

    setIncidents(incidents) {
      this.incidents = incidents;
      const { unit, edges } = Hudud.binEdges(incidents.firstDay, incidents.lastDay);
      this.unit = unit;
      this.edges = edges;
      this.binOfDay = new Uint16Array(edges[edges.length - 1] - edges[0]);
      for (let b = 0; b + 1 < edges.length; b += 1) {
        this.binOfDay.fill(b, edges[b] - edges[0], edges[b + 1] - edges[0]);
      }
      this.refresh();
    }

    /* Count again what every filter but the period lets through, by first day. */
    refresh() {
      const { incidents, edges, binOfDay } = this;
      this.counts = new Uint32Array(edges.length - 1);
      incidents.dayCount.forEach((count, day) => {
        if (count) this.counts[binOfDay[day + incidents.firstDay - edges[0]]] += count;
      });
      this.draw();
      if (this.calendar) this.calendar.refresh();
    }

    get period() {
      return this.incidents ? this.incidents.period : null;
    }

    _x(day) {
      const { edges } = this;
      const last = edges[edges.length - 1];
      return MARGIN.left + ((day - edges[0]) / (last - edges[0])) * this.innerWidth;
    }

    _dayAt(x) {
      const { edges } = this;
      const last = edges[edges.length - 1];
      const share = Math.max(0, Math.min(1, (x - MARGIN.left) / this.innerWidth));
      return edges[0] + share * (last - edges[0]);
    }

    _binAt(x) {
      const day = Math.min(Math.floor(this._dayAt(x)), this.edges[this.edges.length - 1] - 1);
      return this.binOfDay[day - this.edges[0]];
    }

    draw() {
      if (!this.incidents) return;
      const width = this.svg.clientWidth;
      const height = this.svg.clientHeight;
      if (!width || height <= MARGIN.top + MARGIN.bottom) return; // no room for any bar
      this.innerWidth = width - MARGIN.left - MARGIN.right;
      const base = height - MARGIN.bottom;
      const top = Math.max(1, ...this.counts);
      const made = [width, height, this.edges.length, this.edges[0]].join();
      if (made !== this._made) this._makeBars(base, width);
      this._made = made;
      for (const { b, bar, title } of this.bars) {
        const count = this.counts[b];
        const reach = count && Math.max(3, (count / top) * (base - MARGIN.top));
        bar.setAttribute("y", base - reach);
        bar.setAttribute("height", reach);
        title.textContent = `${this._binName(b)}: ${count}`;
      }
      this.drawPeriod();
    }

    _makeBars(base, width) {
      this.barGroup.replaceChildren();
      this.bars = [];
      for (let b = 0; b + 1 < this.edges.length; b += 1) {
        const x = this._x(this.edges[b]);
        const barWidth = Math.max(1.5, this._x(this.edges[b + 1]) - x - 1);
        const bar = element("rect", { x, width: barWidth }, this.barGroup);
        this.bars.push({ b, bar, title: element("title", {}, bar), inside: null });
      }
      this._axis(base, width);
    }

    /* The period alone, over the bars as they are. */
    drawPeriod() {
      const { period } = this;
      for (const entry of this.bars) {
        const inside =
          !period || (this.edges[entry.b + 1] > period[0] && this.edges[entry.b] <= period[1]);
        if (inside === entry.inside) continue;
        entry.inside = inside;
        entry.bar.setAttribute("class", inside ? "in" : "out");
      }
      this._brush(period);
      this._drawBeside(period);
      if (this.calendar) this.calendar.drawPeriod();
      this.caption.textContent = period ? this.periodText(period) : this.strings.dragToFilter;
      this.clear.hidden = !period;
    }

    /* The other one of two periods that are compared: {period, name, own, other}, or null. */
    setBeside(beside) {
      this.beside = beside;
      this.drawPeriod();
    }

    /* Mark the period of the map beside this one, and say which of the two is which. */
    _drawBeside(period) {
      this.besideGroup.replaceChildren();
      const { beside } = this;
      if (!beside || !period || !this.innerWidth) return;
      const { edges } = this;
      const inside = (day) => Math.max(edges[0], Math.min(edges[edges.length - 1], day));
      const base = this.svg.clientHeight - MARGIN.bottom;
      const ends = ([from, to]) => [this._x(inside(from)), this._x(inside(to + 1))];
      const [left, right] = ends(beside.period);
      const size = { x: left, y: 1, width: Math.max(2, right - left), height: base - 1 };
      const box = element("rect", { ...size, class: "beside" }, this.besideGroup);
      element("title", {}, box).textContent = beside.name;
      // On the outer sides, where they stand free even if the two periods touch.
      const isLater = beside.period[0] > period[0];
      const own = ends(period);
      for (const [text, [start, end], after] of [
        [beside.own, own, !isLater],
        [beside.other, [left, right], isLater],
      ]) {
        const at = { x: after ? end + 7 : start - 7, y: MARGIN.top + 8 };
        const anchor = after ? "start" : "end";
        const look = { class: "beside", "text-anchor": anchor };
        element("text", { ...at, ...look }, this.besideGroup).textContent = text;
      }
    }

    /* A period and what is shown of it; a month by its name. */
    periodText(period) {
      const month = UNITS[2];
      const [from, to] = period;
      const isMonth = month.floor(from) === from && month.next(from) === to + 1;
      const name = isMonth
        ? this.wholeMonth.format(utc(from))
        : this.strings.period
            .replace("%(start)s", this._dayName(from))
            .replace("%(end)s", this._dayName(to));
      const count = this.incidents.count.toLocaleString("en-GB");
      return `${name} · ${this.strings.countShown.replace("%(count)s", count)}`;
    }

    /* An open end of the period is named by the first or the last day of the bars. */
    _dayName(day) {
      const { edges } = this;
      return this.format.format(utc(Math.max(edges[0], Math.min(edges[edges.length - 1] - 1, day))));
    }

    _binName(b) {
      const format = { year: this.yearFormat, month: this.monthFormat }[this.unit] || this.format;
      return format.format(utc(this.edges[b]));
    }

    _axis(base, width) {
      element("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: base, y2: base }, this.barGroup);
      const years = this.edges[this.edges.length - 1] - this.edges[0] > 500;
      const unit = years ? UNITS[3] : UNITS[2];
      const format = years ? this.yearFormat : this.monthFormat;
      let free = -Infinity;
      let day = unit.floor(this.edges[0]);
      while (day < this.edges[this.edges.length - 1]) {
        const x = this._x(day);
        if (x >= MARGIN.left && x > free && x < width - 30) {
          element("line", { x1: x, x2: x, y1: base, y2: base + 4 }, this.barGroup);
          const text = element("text", { x: x + 2, y: base + 14 }, this.barGroup);
          text.textContent = format.format(utc(day));
          free = x + text.getComputedTextLength() + 12;
        }
        day = unit.next(day);
      }
    }

    _brush(period) {
      if (!period || !this.innerWidth) {
        this.brushGroup.replaceChildren();
        this.handles = null;
        return;
      }
      if (!this.handles) this._makeBrush();
      const base = this.svg.clientHeight - MARGIN.bottom;
      const { edges } = this;
      const last = edges[edges.length - 1];
      const inside = (day) => Math.max(edges[0], Math.min(last, day));
      const ends = [inside(period[0]), inside(period[1] + 1)];
      const [left, right] = ends.map((day) => this._x(day));
      const set = (node, attributes) =>
        Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
      set(this.brushed, { x: left, width: Math.max(0, right - left), height: base });
      [left, right].forEach((x, side) => {
        const day = ends[side] - side;
        set(this.handles[side], {
          x: x - 4,
          height: base - 2,
          "aria-valuemin": edges[0],
          "aria-valuemax": last - 1,
          "aria-valuenow": day,
          "aria-valuetext": this.format.format(utc(day)),
        });
      });
    }

    _makeBrush() {
      this.brushed = element("rect", { y: 0, class: "brush" }, this.brushGroup);
      this.handles = [this.strings.periodStart, this.strings.periodEnd].map((name, side) => {
        const handle = element(
          "rect",
          { y: 2, width: 8, rx: 3, class: "handle", tabindex: 0, role: "slider" },
          this.brushGroup,
        );
        handle.setAttribute("aria-label", name);
        handle.dataset.side = side;
        handle.addEventListener("keydown", (event) => this._key(event, side));
        return handle;
      });
    }

    /* The bin of a day, of the first or last bar when it lies beyond. */
    _binOf(day) {
      return this.binOfDay[Math.max(0, Math.min(this.binOfDay.length - 1, day - this.edges[0]))];
    }

    _key(event, side) {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (event.key === "Escape") {
        this._set(null, true);
        return;
      }
      if (!step) return;
      event.preventDefault();
      const bins = this.period.map((day) => this._binOf(day));
      bins[side] = Math.max(0, Math.min(this.counts.length - 1, bins[side] + step));
      if (bins[0] > bins[1]) return;
      this._set([this.edges[bins[0]], this.edges[bins[1] + 1] - 1], true);
    }

    _drag() {
      this.svg.addEventListener("pointerdown", (event) => {
        if (!this.incidents || event.button) return;
        event.preventDefault();
        this.svg.setPointerCapture(event.pointerId);
        const box = this.svg.getBoundingClientRect();
        const at = (e) => this._binAt(e.clientX - box.left);
        const { side } = event.target.dataset;
        let anchor = at(event);
        if (side !== undefined) {
          anchor = this._binOf(this.period[side === "0" ? 1 : 0]);
        }
        let moved = side !== undefined;
        const from = event.clientX;
        const move = (e) => {
          moved = moved || Math.abs(e.clientX - from) > 3;
          if (!moved) return;
          const [a, b] = [anchor, at(e)].sort((p, q) => p - q);
          this._set([this.edges[a], this.edges[b + 1] - 1], false);
        };
        const up = (e) => {
          this.svg.removeEventListener("pointermove", move);
          this.svg.removeEventListener("pointerup", up);
          this.svg.removeEventListener("pointercancel", up);
          if (moved) this._set(this.period, true);
          else this._set([this.edges[anchor], this.edges[at(e) + 1] - 1], true);
        };
        this.svg.addEventListener("pointermove", move);
        this.svg.addEventListener("pointerup", up);
        this.svg.addEventListener("pointercancel", up);
      });
    }

    /* Filter to a period from elsewhere, such as the calendar; null lets go of it. */
    choose(period) {
      this._set(period, true);
    }

    _set(period, done) {
      this.changed(period, done);
      this.drawPeriod();
    }
  };
})(window);
