/* The incidents on a calendar: months by years, or the days of one year by weeks. What is known less
   exactly than a cell is drawn in none; it is counted beside. A press on a day, week or month filters
   to it, inside the map, as the brush of the timeline does. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const DAY = 86400000;
  // Numbers of geo.payload's column `time`: known to the day, the week, the month, less exactly.
  const TO_DAY = 0;
  const TO_MONTH = 2;
  const MOST_DIGITS = 99; // a day's cell has room for two

  const dayOf = (year, month, day) => Math.round(Date.UTC(year, month, day) / DAY);
  const dateOf = (day) => new Date(day * DAY);

  Hudud.Calendar = class {
    /* `choose(period)` filters to [first day, last day], or with null to all. */
    constructor(timeline, { strings, language, choose, opened }) {
      this.timeline = timeline;
      this.strings = strings;
      this.choose = choose;
      this.opened = opened; // hears whether it takes room
      this.year = null; // null shows the months of all years
      this.cells = [];
      this.at = [0, 0];
      const locale = language === "ar" ? "ar-IQ-u-nu-latn" : "en-GB";
      const format = (parts) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...parts });
      this.dayName = format({ day: "numeric", month: "long", year: "numeric" });
      this.monthName = format({ month: "long", year: "numeric" });
      this.shortMonth = format({ month: "short" });
      this.shortDay = format({ weekday: "short" });
      this._build(language === "ar" ? "rtl" : "ltr");
      timeline.calendar = this;
    }

    _build(direction) {
      const { timeline, strings } = this;
      this.toggle = this._button(strings.calendar, () => this.show(this.box.hidden));
      this.toggle.setAttribute("aria-expanded", "false");
      timeline.bar.insertBefore(this.toggle, timeline.clear);
      this.box = document.createElement("div");
      this.box.className = "hudud-calendar";
      this.box.hidden = true;
      this.head = document.createElement("div");
      this.head.className = "hudud-calendar-head";
      this.all = this._button(strings.allYears, () => this._open(null));
      this.back = this._button("‹", () => this._open(this.year - 1), strings.yearBack);
      this.on = this._button("›", () => this._open(this.year + 1), strings.yearOn);
      this.summary = document.createElement("span");
      this.summary.id = "hudud-calendar-summary";
      this.summary.dir = direction;
      this.scale = document.createElement("span");
      this.scale.className = "hudud-calendar-scale";
      this.head.append(this.all, this.back, this.on, this.summary, this.scale);
      this.table = document.createElement("table");
      this.table.setAttribute("role", "grid");
      this.table.setAttribute("aria-describedby", this.summary.id);
      this.table.addEventListener("keydown", (event) => this._key(event));
      this.table.addEventListener("click", (event) => this._press(event.target.closest("[data-row]")));
      this.box.append(this.head, this.table);
      timeline.container.appendChild(this.box);
    }

    _button(text, act, name) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      if (name) {
        button.title = name;
        button.setAttribute("aria-label", name);
      }
      button.addEventListener("click", act);
      return button;
    }

    show(open) {
      this.box.hidden = !open;
      this.toggle.setAttribute("aria-expanded", String(open));
      this.timeline.container.classList.toggle("hudud-with-calendar", open);
      if (open) this.refresh();
      this.opened(open);
    }

    /* Count again what every filter but the period lets through, and draw it. */
    refresh() {
      const { incidents } = this.timeline;
      if (this.box.hidden || !incidents) return;
      this._count(incidents);
      if (this.years.length === 1) [this.year] = this.years;
      else if (this.year !== null && !this.years.includes(this.year)) this.year = null;
      this._draw();
    }

    _count({ columns, open, n, firstDay, lastDay, days }) {
      const { start_day: start, time } = columns;
      this.byDay = new Uint32Array(days);
      this.byMonth = new Map(); // months since year 0 -> incidents
      this.vague = new Map(); // year -> [known less exactly than the day, than the month]
      const [from, to] = [firstDay, lastDay].map((day) => dateOf(day).getUTCFullYear());
      this.years = Array.from({ length: to - from + 1 }, (_, i) => from + i);
      const { byDay } = this;
      const monthly = new Uint32Array(days);
      const any = new Uint32Array(days);
      // Without branches, as in the pass over all rows.
      for (let i = 0; i < n; i += 1) {
        const day = start[i] - firstDay;
        const passes = open[i];
        any[day] += passes;
        byDay[day] += passes & (time[i] === TO_DAY ? 1 : 0);
        monthly[day] += passes & (time[i] <= TO_MONTH ? 1 : 0);
      }
      for (let day = 0; day < days; day += 1) {
        if (!any[day]) continue;
        const date = dateOf(day + firstDay);
        const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
        const key = 12 * year + month;
        this.byMonth.set(key, (this.byMonth.get(key) || 0) + monthly[day]);
        const [toDay, toMonth] = this.vague.get(year) || [0, 0];
        const [notToDay, notToMonth] = [any[day] - byDay[day], any[day] - monthly[day]];
        this.vague.set(year, [toDay + notToDay, toMonth + notToMonth]);
      }
    }

    _open(year) {
      const [row, column] = this.at;
      this.year = year;
      this.at = [row, column];
      this._draw();
      this._focus(...this.at);
    }

    _draw() {
      const hadFocus = this.table.contains(document.activeElement);
      const many = this.years.length > 1;
      this.all.hidden = !many || this.year === null;
      this.back.hidden = this.on.hidden = !many || this.year === null;
      this.back.disabled = this.year === this.years[0];
      this.on.disabled = this.year === this.years[this.years.length - 1];
      this.table.replaceChildren();
      this.table.className = this.year === null ? "hudud-months" : "hudud-days";
      this.cells = [];
      if (this.year === null) this._months();
      else this._days();
      this._scale();
      this.drawPeriod();
      this._tabStop(...this._nearest(...this.at));
      if (hadFocus) this._focus(...this.at);
    }

    _row(parent, name) {
      const row = document.createElement("tr");
      if (name !== undefined) {
        const head = document.createElement("th");
        head.scope = "row";
        head.textContent = name;
        row.appendChild(head);
      }
      parent.appendChild(row);
      this.cells.push([]);
      return row;
    }

    /* A cell that can be pressed: it filters to a period, or opens a year. */
    _cell(row, kind, { text, name, period, year }) {
      const cell = document.createElement(kind);
      cell.textContent = text;
      cell.title = name;
      cell.setAttribute("aria-label", name);
      cell.tabIndex = -1;
      cell.dataset.row = this.cells.length - 1;
      cell.dataset.column = this.cells[this.cells.length - 1].length;
      if (kind === "th") cell.scope = row.children.length ? "col" : "row";
      row.appendChild(cell);
      this.cells[this.cells.length - 1].push({ cell, period, year });
      return cell;
    }

    _gap(row, kind = "td") {
      row.appendChild(document.createElement(kind));
      this.cells[this.cells.length - 1].push(null);
    }

    _named(when, count) {
      return this.strings.calendarCell
        .replace("%(when)s", when)
        .replace("%(count)s", count.toLocaleString("en-GB"));
    }

    _months() {
      const { strings } = this;
      this.table.setAttribute("aria-label", strings.calendarMonths);
      const counts = [...this.byMonth.values()];
      this.breaks = Hudud.classBreaks(counts);
      const head = document.createElement("tr");
      head.appendChild(document.createElement("td"));
      for (let month = 0; month < 12; month += 1) {
        const name = document.createElement("th");
        name.scope = "col";
        name.textContent = this.shortMonth.format(new Date(Date.UTC(2001, month, 1)));
        head.appendChild(name);
      }
      this.table.appendChild(head);
      for (const year of this.years) {
        const row = this._row(this.table);
        this._cell(row, "th", { text: year, name: strings.openYear.replace("%(year)s", year), year });
        for (let month = 0; month < 12; month += 1) {
          const count = this.byMonth.get(12 * year + month) || 0;
          const period = [dayOf(year, month, 1), dayOf(year, month + 1, 1) - 1];
          const name = this._named(this.monthName.format(dateOf(period[0])), count);
          const cell = this._cell(row, "td", { text: count || "", name, period });
          cell.className = this._level(count);
        }
      }
      const vague = [...this.vague.values()].reduce((sum, [, toMonth]) => sum + toMonth, 0);
      const drawn = counts.reduce((sum, count) => sum + count, 0);
      this.summary.textContent = this._fill(strings.calendarMonthsSaid, { drawn, vague });
    }

    _days() {
      const { strings, year } = this;
      const { firstDay } = this.timeline.incidents;
      const count = (day) => this.byDay[day - firstDay] || 0;
      const [first, last] = [dayOf(year, 0, 1), dayOf(year + 1, 0, 1) - 1];
      const monday = first - ((dateOf(first).getUTCDay() + 6) % 7);
      this.table.setAttribute("aria-label", strings.calendarDays.replace("%(year)s", year));
      const all = Array.from({ length: last - first + 1 }, (_, i) => count(first + i));
      this.breaks = Hudud.classBreaks(all);
      this._weekRow(monday, first, last, count);
      for (let weekday = 0; weekday < 7; weekday += 1) {
        const row = this._row(this.table, this.shortDay.format(dateOf(monday + weekday)));
        for (let day = monday + weekday; day <= last + weekday; day += 7) {
          if (day < first || day > last) {
            this._gap(row);
            continue;
          }
          const found = count(day);
          const text = found && found <= MOST_DIGITS ? found : "";
          const name = this._named(this.dayName.format(dateOf(day)), found);
          const cell = this._cell(row, "td", { text, name, period: [day, day] });
          cell.className = this._level(found);
        }
      }
      this._sayYear(all, first);
    }

    /* The first row chooses weeks; the first week of a month bears its name. */
    _weekRow(monday, first, last, count) {
      const row = this._row(this.table, "");
      row.className = "hudud-weeks";
      for (let week = monday; week <= last; week += 7) {
        const period = [Math.max(first, week), Math.min(last, week + 6)];
        let sum = 0;
        for (let day = period[0]; day <= period[1]; day += 1) sum += count(day);
        const begins = dateOf(period[1]).getUTCDate() <= 7;
        const when = this.strings.weekFrom.replace("%(day)s", this.dayName.format(dateOf(period[0])));
        this._cell(row, "th", {
          text: begins ? this.shortMonth.format(dateOf(period[1])) : "",
          name: this._named(when, sum),
          period,
        });
      }
    }

    _sayYear(all, first) {
      const { strings, year } = this;
      const drawn = all.reduce((sum, count) => sum + count, 0);
      const most = Math.max(...all);
      const [vague] = this.vague.get(year) || [0];
      const day = this.dayName.format(dateOf(first + all.indexOf(most)));
      const said = drawn ? strings.calendarDaysSaid : strings.calendarNoDays;
      this.summary.textContent = this._fill(said, { year, drawn, day, most, vague });
    }

    _fill(sentence, values) {
      return sentence.replace(/%\((\w+)\)s/g, (_, key) => {
        const value = values[key];
        return key === "year" || typeof value === "string" ? value : value.toLocaleString("en-GB");
      });
    }

    _level(count) {
      if (!count) return "level-0";
      return `level-${1 + Math.max(0, this.breaks.findIndex((top) => count <= top))}`;
    }

    /* What the tints stand for, in numbers. */
    _scale() {
      let low = 1;
      const steps = (this.breaks || []).map((top, level) => {
        const step = document.createElement("span");
        step.className = `level-${level + 1}`;
        step.textContent = low === top ? `${top}` : `${low}–${top}`;
        low = top + 1;
        return step;
      });
      this.scale.replaceChildren(...steps);
    }

    /* Which cells the period holds. */
    drawPeriod() {
      if (this.box.hidden) return;
      const chosen = this.timeline.period;
      for (const row of this.cells) {
        for (const entry of row) {
          if (!entry || !entry.period) continue;
          const [from, to] = entry.period;
          const inside = Boolean(chosen && from >= chosen[0] && to <= chosen[1]);
          if (inside === entry.inside) continue;
          entry.inside = inside;
          entry.cell.setAttribute("aria-selected", String(inside));
        }
      }
    }

    _press(cell) {
      if (!cell) return;
      const at = [Number(cell.dataset.row), Number(cell.dataset.column)];
      const { period, year } = this.cells[at[0]][at[1]];
      this._focus(...at);
      if (year !== undefined) {
        this.at = [1, 0];
        this._open(year);
        return;
      }
      const chosen = this.timeline.period;
      const again = chosen && chosen[0] === period[0] && chosen[1] === period[1];
      this.choose(again ? null : period); // pressed again, it lets go
    }

    _key(event) {
      const cell = event.target.closest("[data-row]");
      if (!cell) return;
      const [row, column] = [Number(cell.dataset.row), Number(cell.dataset.column)];
      const acts = {
        ArrowLeft: () => this._step(row, column, 0, -1),
        ArrowRight: () => this._step(row, column, 0, 1),
        ArrowUp: () => this._step(row, column, -1, 0),
        ArrowDown: () => this._step(row, column, 1, 0),
        Home: () => this._focus(...this._nearest(row, 0)),
        End: () => this._focus(...this._nearest(row, this.cells[row].length - 1)),
        PageUp: () => !this.back.hidden && !this.back.disabled && this._open(this.year - 1),
        PageDown: () => !this.on.hidden && !this.on.disabled && this._open(this.year + 1),
        Enter: () => this._press(cell),
        " ": () => this._press(cell),
        Escape: () => this.choose(null),
      };
      if (!acts[event.key]) return;
      event.preventDefault();
      acts[event.key]();
    }

    /* The next cell that way, over those that are none. */
    _step(row, column, down, right) {
      let [r, c] = [row + down, column + right];
      while (this.cells[r] && c >= 0 && c < this.cells[r].length) {
        if (this.cells[r][c]) return this._focus(r, c);
        [r, c] = [r + down, c + right];
      }
      return null;
    }

    /* The cell at a row and column, or the nearest to it in its row. */
    _nearest(row, column) {
      const r = Math.max(0, Math.min(this.cells.length - 1, row));
      const columns = this.cells[r].map((entry, c) => (entry ? c : -1)).filter((c) => c >= 0);
      columns.sort((a, b) => Math.abs(a - column) - Math.abs(b - column));
      return [r, columns[0]];
    }

    _tabStop(row, column) {
      const [r, c] = this.at;
      const before = this.cells[r] && this.cells[r][c];
      if (before) before.cell.tabIndex = -1;
      this.at = [row, column];
      this.cells[row][column].cell.tabIndex = 0;
    }

    _focus(row, column) {
      this._tabStop(...this._nearest(row, column));
      const { cell } = this.cells[this.at[0]][this.at[1]];
      cell.focus({ preventScroll: true });
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  };
})(window);
