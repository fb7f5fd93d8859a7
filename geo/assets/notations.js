/* A point in the notations that people write: decimal degrees, degrees-minutes-seconds and MGRS. What
   the server's gazetteer writes is the same, but for a square of MGRS on whose edge a point lies. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const MGRS_NORTH = 84; // degrees; MGRS covers the Earth from 80 south to here
  const MGRS_SOUTH = -80;

  /* To a hundredth of a second, counted in hundredths so that nothing is rounded up to 60. */
  function dms(value, letters) {
    const hundredths = Math.round(Math.abs(value) * 360000);
    const seconds = ((hundredths % 6000) / 100).toFixed(2).padStart(5, "0");
    const minutes = String(Math.floor(hundredths / 6000) % 60).padStart(2, "0");
    const letter = letters[value < 0 && hundredths > 0 ? 1 : 0];
    return `${Math.floor(hundredths / 360000)}°${minutes}′${seconds}″${letter}`;
  }

  function mgrsText(lat, lon) {
    if (!(lat >= MGRS_SOUTH && lat < MGRS_NORTH)) return "";
    const text = root.mgrs.forward([lon, lat], 5).padStart(15, "0");
    return `${text.slice(0, 3)} ${text.slice(3, 5)} ${text.slice(5, 10)} ${text.slice(10)}`;
  }

  Hudud.notations = function (lat, wanderingLon) {
    const lon = ((((wanderingLon + 180) % 360) + 360) % 360) - 180;
    return {
      decimal: `${lat.toFixed(5)}, ${lon.toFixed(5)}`,
      dms: `${dms(lat, "NS")} ${dms(lon, "EW")}`,
      mgrs: mgrsText(lat, lon),
    };
  };

  /* Text with the digits and the decimal sign of Arabic turned into those of programs. */
  Hudud.westernDigits = function (text) {
    const zeros = [0x660, 0x6f0];
    return text
      .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => {
        const code = digit.charCodeAt(0);
        return code - zeros.find((zero) => code >= zero && code < zero + 10);
      })
      .replace(/\u066b/g, ".");
  };

  /* Copy text; without the permission or a safe connection, by the old way. */
  Hudud.copyText = async function (text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const box = document.createElement("textarea");
      box.value = text;
      document.body.appendChild(box);
      box.select();
      const copied = document.execCommand("copy");
      box.remove();
      return copied;
    }
  };
})(window);
