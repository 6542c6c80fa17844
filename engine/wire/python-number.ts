/** Numbers as Python prints them. */

/** From here on a double has no hundredths. */
const WHOLE_FROM = 2 ** 46;

const HUNDREDTHS = Array.from({ length: 100 }, (_, number) => `.${String(number).padStart(2, '0')}`);

/** Texts of whole rupees, each made when it is first asked for: writing the digits anew takes most of the time of a price. */
const WHOLES: (string | undefined)[] = Array.from({ length: 65_536 });

/**
 * `'{:.2f}'.format(value)` of a 32-bit float: ties go to the even digit, where Number.toFixed rounds them up (24500.125 is `24500.12`). A 32-bit float
 * times a hundred is exact in a double, so that the tie is seen.
 */
export function fixedPython(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!(size < WHOLE_FROM)) return Number.isFinite(value) ? `${sign}${BigInt(size)}.00` : unbounded(value);
  const exact = size * 100;
  let hundredths = Math.floor(exact + 0.5);
  if (hundredths - exact === 0.5 && hundredths % 2 === 1) hundredths -= 1;
  const whole = Math.floor(hundredths / 100);
  const text = wholeText(whole) + HUNDREDTHS[hundredths - whole * 100]!;
  return sign === '' ? text : sign + text;
}

function wholeText(whole: number): string {
  return whole < WHOLES.length ? (WHOLES[whole] ??= String(whole)) : String(whole);
}

/** `repr(value)` of a float: the shortest digits that read back, with a point or an exponent. */
export function reprPython(value: number): string {
  if (!Number.isFinite(value)) return unbounded(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function unbounded(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}
