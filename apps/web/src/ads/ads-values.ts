// Plain values of the contracts, repeated because their own modules bring the schema library along; a test holds them equal.

export const ORGANISATION_PATTERN = '^[a-z0-9][a-z0-9._-]{0,59}$';
export const LINE_ITEMS_MAX = 50;
