// How far a lossy picture is from its original, by what its texture is read for.

const PEAK = 255;
const LEAST_DB = { colour: 37, data: 34 };
const MOST_DEGREES = 2.5;

/**
 * Whether `shown` is good enough in the place of `original`, and how far off it is.
 *   normal  mean angle between the directions, at most 2.5 degrees
 *   data    the worst channel that is read, at least 34 dB PSNR: roughness is off by 2 % in the mean square
 *   colour  at least 37 dB PSNR over luma and the two hues in proportions 6:1:1, as codecs are compared (ITU-T H.Sup, JVET)
 * @returns {{good: boolean, degrees?: number, db?: number}}
 */
export function error(original, shown, use) {
  if (use.kind === "normal") {
    const degrees = meanAngle(original, shown);
    return { good: degrees <= MOST_DEGREES, degrees };
  }
  const db = use.kind === "data" ? worstChannel(original, shown, use) : weighted(original, shown);
  return { good: db >= LEAST_DB[use.kind], db };
}

const decibel = (squares) => 10 * Math.log10(PEAK ** 2 / Math.max(squares, 1e-9));

function worstChannel(original, shown, use) {
  const squares = [0, 0, 0];
  each(original, shown, (a, b, at, bt) => {
    for (let c = 0; c < 3; c++) squares[c] += (a[at + c] - b[bt + c]) ** 2;
  });
  const count = original.info.width * original.info.height;
  return Math.min(...squares.filter((_, c) => use.channels[c]).map((sum) => decibel(sum / count)), 99);
}

/**
 * Luma and hues, seen over black and over white where there is alpha; pixels that neither picture shows do not count.
 * Source of the coefficients: ITU-R BT.601.
 */
function weighted(original, shown) {
  let squares = 0, count = 0;
  const alpha = original.info.channels === 4;
  each(original, shown, (a, b, at, bt) => {
    const p = alpha ? a[at + 3] / PEAK : 1, q = alpha ? b[bt + 3] / PEAK : 1;
    if (p === 0 && q === 0) return;
    const seen = [0, 1, 2].map((c) => p * a[at + c] - q * b[bt + c]);
    squares += (apart(seen, 0) + apart(seen, PEAK * (q - p))) / 2;
    count += 1;
  });
  return decibel(squares / Math.max(count, 1));
}

function apart([red, green, blue], behind) {
  const r = red + behind, b = blue + behind;
  const y = 0.299 * r + 0.587 * (green + behind) + 0.114 * b;
  return (6 * y * y + (0.564 * (b - y)) ** 2 + (0.713 * (r - y)) ** 2) / 8;
}

function meanAngle(original, shown) {
  let sum = 0, count = 0;
  each(original, shown, (a, b, at, bt) => {
    let dot = 0, left = 0, right = 0;
    for (let c = 0; c < 3; c++) {
      const x = a[at + c] / 127.5 - 1, y = b[bt + c] / 127.5 - 1;
      dot += x * y, left += x * x, right += y * y;
    }
    if (left < 0.25) return; // no direction to keep: gaps between the islands of an unwrapped surface
    sum += Math.acos(Math.min(1, Math.max(-1, dot / Math.sqrt(left * right || 1))));
    count += 1;
  });
  return count ? ((sum / count) * 180) / Math.PI : 0;
}

function each(original, shown, visit) {
  const a = original.data, b = shown.data, from = original.info.channels, to = shown.info.channels;
  for (let at = 0, bt = 0; at < a.length; at += from, bt += to) visit(a, b, at, bt);
}
