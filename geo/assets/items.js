/* What is drawn for one view: single incidents, stacks at one point, clusters of crowded cells.
   An item has its key, the layer point where it is drawn (x, y) and where it belongs (atX, atY),
   its radius in pixels, the number of incidents (count) by type (types), and either the point
   (spot) with its first rows, or the cell that it stands for. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const SINGLES = 700; // incidents in view beyond which crowded cells are clustered
  const CROWD = 3; // locations in one cell that make a cluster
  const MOST_ROWS = 60; // rows looked at of one point
  const EXACT_KM = 1; // places known better than this get no ring
  const UNKNOWN_DEAD = 65535;
  const GAP = 2; // pixels between two items
  const ROUNDS = 12;

  function extentPixels(km, lat, zoom) {
    const metresPerPixel = (156543.03392 * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
    return (km * 1000) / metresPerPixel;
  }

  function firstRows(incidents, marks) {
    const rows = [];
    for (const mark of marks) rows.push(...incidents.rowsOf(mark, MOST_ROWS - rows.length));
    return rows;
  }

  function single(cells, spot, zoom) {
    const { incidents } = cells;
    const { types, marks } = cells.marksAt(spot);
    const rows = firstRows(incidents, marks);
    const { x, y } = cells.point(spot);
    const count = cells.spotCount[spot];
    const item = { key: `s${spot}`, spot, x, y, atX: x, atY: y, rows, count, types };
    item.extent = 0;
    for (const row of rows) item.extent = Math.max(item.extent, incidents.extentOf(row) || 0);
    item.hollow = item.extent > EXACT_KM;
    item.ring = item.hollow ? extentPixels(item.extent, incidents.columns.lat[spot], zoom) : 0;
    item.radius = count === 1 ? sizeOfOne(incidents.columns.fatalities[rows[0]]) : sizeOf(count);
    return item;
  }

  /* Its area grows with the number of dead. */
  function sizeOfOne(dead) {
    return dead === UNKNOWN_DEAD || !dead ? 6 : Math.min(20, 6 + 1.9 * Math.sqrt(dead));
  }

  /* By order of magnitude: 2 and 200,000 incidents both have to fit into a cell. */
  function sizeOf(count) {
    return Math.min(27, 10 + 3.2 * Math.log10(count));
  }

  function cluster(cells, cell) {
    const count = cells.total[cell];
    const radius = sizeOf(count);
    const corner = cells.corner(cell);
    const middle = cells.middle(cell);
    // Inside its own cell, so that two clusters never touch.
    const kept = (value, low) =>
      Math.max(low + radius + 1, Math.min(low + cells.size - radius - 1, value));
    const x = kept(middle.x, corner.x);
    const y = kept(middle.y, corner.y);
    const types = cells.typesOf(cell).slice();
    return { key: `c${cell}`, cell, x, y, atX: x, atY: y, rows: [], count, types, radius, ring: 0 };
  }

  Hudud.itemsOf = function (cells, zoom) {
    const items = [];
    const crowded = cells.inView > SINGLES;
    for (let cell = 0; cell < cells.total.length; cell += 1) {
      if (!cells.total[cell]) continue;
      if (crowded && cells.occupied[cell] >= CROWD) {
        items.push(cluster(cells, cell));
      } else {
        for (const spot of cells.spotsOf(cell)) items.push(single(cells, spot, zoom));
      }
    }
    settle(items);
    return items;
  };

  /* Overlapping items move apart, the smaller one further; a cluster stays in its cell. */
  function settle(items) {
    const free = items.some((item) => item.cell === undefined);
    if (!free) return;
    const widest = 2 * items.reduce((most, item) => Math.max(most, item.radius), 0) + GAP;
    for (let round = 0; round < ROUNDS; round += 1) {
      const order = items.slice().sort((a, b) => a.x - b.x);
      let moved = false;
      for (let a = 0; a < order.length; a += 1) {
        for (let b = a + 1; b < order.length && order[b].x - order[a].x < widest; b += 1) {
          moved = pushApart(order[a], order[b]) || moved;
        }
      }
      if (!moved) break;
    }
  }

  function pushApart(a, b) {
    let dx = b.x - a.x;
    let dy = b.y - a.y;
    const wanted = a.radius + b.radius + GAP;
    if (dy >= wanted || -dy >= wanted) return false;
    const distance = Math.hypot(dx, dy);
    if (distance >= wanted) return false;
    if (a.cell !== undefined && b.cell !== undefined) return false;
    if (distance < 0.01) [dx, dy] = [1, 0];
    const push = (wanted - distance + 0.5) / Math.max(distance, 1);
    let share = (a.radius * a.radius) / (a.radius * a.radius + b.radius * b.radius);
    if (a.cell !== undefined) share = 1;
    if (b.cell !== undefined) share = 0;
    a.x -= dx * push * (1 - share);
    a.y -= dy * push * (1 - share);
    b.x += dx * push * share;
    b.y += dy * push * share;
    return true;
  }

  /* The rows to be listed of an item, at most `most`. */
  Hudud.rowsOfItem = function (cells, item, most) {
    if (item.cell === undefined) return item.rows.slice(0, most);
    const rows = [];
    for (const spot of cells.spotsOf(item.cell)) {
      if (rows.length >= most) break;
      rows.push(...firstRows(cells.incidents, cells.marksAt(spot).marks));
    }
    return rows.slice(0, most);
  };
})(window);
