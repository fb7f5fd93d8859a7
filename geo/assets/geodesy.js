/* Lengths, areas and circles on the WGS84 ellipsoid, by the same method (Karney 2013) as the server's
   pyproj: the two agree to a millimetre. Points are [lat, lon] in degrees. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const { Geodesic } = root.geodesic;
  const WGS84 = Geodesic.WGS84;
  const PIECE_M = 20000; // a side is drawn in pieces of this length; 8 m off the map's straight line

  function distance(a, b) {
    return WGS84.Inverse(a[0], a[1], b[0], b[1], Geodesic.DISTANCE).s12;
  }

  /* Metres along a line of points. */
  function length(points) {
    let sum = 0;
    for (let i = 1; i < points.length; i += 1) sum += distance(points[i - 1], points[i]);
    return sum;
  }

  /* Square metres within, and metres around, a polygon of points; the last leads back to the first. */
  function area(points) {
    const polygon = WGS84.Polygon(false);
    for (const [lat, lon] of points) polygon.AddPoint(lat, lon);
    const found = polygon.Compute(false, true);
    return { area: Math.abs(found.area), perimeter: found.perimeter };
  }

  /* The geodesics through points, with as many points between as the eye needs. */
  function line(points, closed) {
    const drawn = [];
    const ends = closed && points.length > 2 ? [...points, points[0]] : points;
    for (let i = 0; i + 1 < ends.length; i += 1) {
      const [[lat, lon], [toLat, toLon]] = [ends[i], ends[i + 1]];
      const side = WGS84.InverseLine(lat, lon, toLat, toLon, Geodesic.STANDARD | Geodesic.DISTANCE_IN);
      const pieces = Math.max(1, Math.ceil(side.s13 / PIECE_M));
      for (let k = 0; k < pieces; k += 1) {
        const at = side.Position((side.s13 * k) / pieces);
        drawn.push([at.lat2, at.lon2]);
      }
    }
    if (ends.length) drawn.push(ends[ends.length - 1]);
    return drawn;
  }

  /* Where `metres` from a point lead; azimuth in degrees from north to east. */
  function away(point, azimuth, metres) {
    const at = WGS84.Direct(point[0], point[1], azimuth, metres);
    return [at.lat2, at.lon2];
  }

  /* The middle of the geodesic between two points. */
  function middle(a, b) {
    const side = WGS84.InverseLine(a[0], a[1], b[0], b[1], Geodesic.STANDARD | Geodesic.DISTANCE_IN);
    const at = side.Position(side.s13 / 2);
    return [at.lat2, at.lon2];
  }

  /* Points carried along when `from` moves to `to`: each as far from it, and in the same direction. */
  function carried(points, from, to) {
    return points.map(([lat, lon]) => {
      const way = WGS84.Inverse(from[0], from[1], lat, lon);
      return away(to, way.azi1, way.s12);
    });
  }

  function circle(centre, metres, count = 180) {
    return Array.from({ length: count }, (_, i) => away(centre, (360 * i) / count, metres));
  }

  /* Whether two sides of a polygon cross: told at once here, refused by the server in any case. */
  function crosses(points) {
    const turn = (a, b, c) => Math.sign((b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1]));
    const n = points.length;
    const side = (i) => [points[i], points[(i + 1) % n]];
    for (let i = 0; i < n; i += 1) {
      for (let j = i + 2; j < n; j += 1) {
        if (i === 0 && j === n - 1) continue; // neighbours
        const [a, b] = side(i);
        const [c, d] = side(j);
        if (turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b)) return true;
      }
    }
    return false;
  }

  Hudud.geodesy = { distance, length, area, line, away, middle, carried, circle, crosses };
})(window);
