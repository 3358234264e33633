/** Said to the page when the cell answers that it does not know who asks. */
export const NOBODY = 'jhalak-nobody';
