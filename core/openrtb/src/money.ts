// Prices as whole micro-units of a currency, never as floats (OpenRTB 2.6, 4.2.3: integer math is highly recommended). A price on
// the wire is CPM: 2.5 means 2.50 for a thousand impressions, 2,500,000 micro-units.

/** A CPM of a million units of currency: far above any auction, far below where numbers lose whole units. */
export const PRICE_MAX_MICROS = 1_000_000_000_000;
const DECIMALS = 6;
const MICROS = 10 ** DECIMALS;
/** PRICE_MAX_MICROS as a price. */
const WHOLE_MAX = PRICE_MAX_MICROS / MICROS;

/**
 * @param price as it came out of JSON, or a decimal text. @param rounding what happens below a micro-unit: `down` for bids (nobody
 *   pays more than was said), `up` for floors (nothing below passes).
 * @returns micro-units from 0 to PRICE_MAX_MICROS, exact; undefined for what is no such price (negative, NaN, infinite, too large).
 */
export function priceToMicros(
  price: number | string,
  rounding: 'down' | 'up' = 'down',
): number | undefined {
  if (typeof price === 'number') {
    if (!Number.isFinite(price)) return undefined;
    // Of either sign.
    if (price === 0) return 0;
    // Most floors and own bids are whole: below PRICE_MAX the product is a safe integer, so nothing is rounded.
    if (Number.isInteger(price) && price > 0)
      return price <= WHOLE_MAX ? price * MICROS : undefined;
  }
  // The shortest text that reads back as the number is what the sender wrote, up to the seventeenth digit.
  const parts = /^(\d{1,20})(?:\.(\d{1,30}))?(?:e([+-]\d{1,3}))?$/.exec(`${price}`);
  if (parts === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = BigInt(whole + fraction);
  const shift = DECIMALS - fraction.length + Number(exponent);
  const micros = shift >= 0 ? digits * 10n ** BigInt(shift) : divide(digits, -shift, rounding);
  return micros <= BigInt(PRICE_MAX_MICROS) ? Number(micros) : undefined;
}

function divide(digits: bigint, places: number, rounding: 'down' | 'up'): bigint {
  const by = 10n ** BigInt(places);
  return (rounding === 'up' ? digits + by - 1n : digits) / by;
}

/** @param micros a whole number from 0. @returns the decimal text: `2.5`, without zeros at the end. */
export function microsToPrice(micros: number): string {
  const text = `${micros}`.padStart(DECIMALS + 1, '0');
  const fraction = text.slice(-DECIMALS).replace(/0+$/, '');
  const whole = text.slice(0, -DECIMALS);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
