// Substitution macros of OpenRTB 2.6, section 4.4, in notices and markup.

/** What is known when a notice goes out or markup is shown; what is not known is replaced by nothing. */
export interface MacroValues {
  AUCTION_ID?: string | undefined;
  AUCTION_BID_ID?: string | undefined;
  AUCTION_IMP_ID?: string | undefined;
  AUCTION_SEAT_ID?: string | undefined;
  AUCTION_AD_ID?: string | undefined;
  /** Decimal CPM (`microsToPrice`). */
  AUCTION_PRICE?: string | undefined;
  AUCTION_CURRENCY?: string | undefined;
  AUCTION_MBR?: string | undefined;
  AUCTION_LOSS?: string | undefined;
  AUCTION_MIN_TO_WIN?: string | undefined;
  AUCTION_MULTIPLIER?: string | undefined;
  /** Milliseconds since 1970. */
  AUCTION_IMP_TS?: string | undefined;
  AUCTION_DISCOUNT_PCT?: string | undefined;
  AUCTION_DISCOUNT_CPM?: string | undefined;
}

const NAMES: Readonly<Record<keyof MacroValues, true>> = {
  AUCTION_ID: true,
  AUCTION_BID_ID: true,
  AUCTION_IMP_ID: true,
  AUCTION_SEAT_ID: true,
  AUCTION_AD_ID: true,
  AUCTION_PRICE: true,
  AUCTION_CURRENCY: true,
  AUCTION_MBR: true,
  AUCTION_LOSS: true,
  AUCTION_MIN_TO_WIN: true,
  AUCTION_MULTIPLIER: true,
  AUCTION_IMP_TS: true,
  AUCTION_DISCOUNT_PCT: true,
  AUCTION_DISCOUNT_CPM: true,
};

/**
 * Replaces the macros of a text, in one pass: what a value holds is never replaced again.
 *
 * Values are escaped so that they can neither end an address nor an attribute around them: seats choose some of them. `:B64` gives
 * the value in base64url; any other agreed encoding is unknown here and gives nothing, so that a price never goes out plain where
 * it was to be hidden. Names that the text does not have are left as they are.
 */
export function fillMacros(text: string, values: MacroValues): string {
  return text.replace(
    /\$\{([A-Z_]{1,40})(?::([A-Za-z0-9]{1,16}))?\}/g,
    (all, name: string, code?: string) => {
      if (!Object.hasOwn(NAMES, name)) return all;
      const value = values[name as keyof MacroValues] ?? '';
      if (code === undefined) return escaped(value);
      return code === 'B64' ? Buffer.from(value).toString('base64url') : '';
    },
  );
}

/** As `encodeURIComponent`, and the quotes and brackets that it lets through. */
function escaped(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
