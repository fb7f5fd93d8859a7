/* The drawn area that the incidents are filtered by: a polygon with geodesic sides, or a circle. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});

  /* The corners of `numbers`, as the server writes them: lat, lon, lat, lon, … */
  Hudud.cornersOf = function (numbers) {
    const corners = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) corners.push([numbers[i], numbers[i + 1]]);
    return corners;
  };

  /* The outline to draw of an area: a circle has three numbers, lat, lon, km. */
  Hudud.outlineOf = function (numbers) {
    const corners = Hudud.cornersOf(numbers);
    return numbers.length === 3
      ? Hudud.geodesy.circle(corners[0], 1000 * numbers[2])
      : Hudud.geodesy.line(corners, true);
  };

  Hudud.AreaLayer = L.LayerGroup.extend({
    onAdd(map) {
      Hudud.pane(map, "area");
      L.LayerGroup.prototype.onAdd.call(this, map);
    },

    /* `numbers` as the server writes them: lat, lon, lat, lon, … or lat, lon, km; null for none. */
    show(numbers) {
      const said = JSON.stringify(numbers);
      if (said === this._said) return;
      this._said = said;
      this.clearLayers();
      if (!numbers) return;
      const outline = Hudud.outlineOf(numbers);
      this.outline = L.polygon(outline, { pane: "area", interactive: false, className: "hudud-area" });
      this.addLayer(this.outline);
    },
  });
})(window);
