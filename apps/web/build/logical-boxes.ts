// Boxes of style sheets follow the direction of reading. A shorthand of four values is physical by the letter of CSS; in
// our sources its second and fourth stand for end and start, so that Urdu mirrors without a rule of its own.

import type { CSSOptions } from 'vite';

/** Sides as the shorthand orders them, by their logical names. */
const SIDES: Readonly<Record<string, readonly string[]>> = {
  inset: ['block-start', 'inline-end', 'block-end', 'inline-start'],
  margin: ['block-start', 'inline-end', 'block-end', 'inline-start'],
  padding: ['block-start', 'inline-end', 'block-end', 'inline-start'],
};
/** Corners from the one at the line's start and the block's start, clockwise where lines run from left to right. */
const CORNERS = ['start-start', 'start-end', 'end-end', 'end-start'];
const DECLARATION = /(?<![\w-])(inset|margin|padding|border-radius):\s*([^;{}]+?)\s*(?=[;}])/gu;
/** A value that holds blanks inside brackets, such as `calc(1px + 2px)`, is one. */
const VALUE = /(?:[^\s()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+/gu;

/** @returns the style sheet with each shorthand whose sides differ written by its logical longhands. Pure; microseconds. */
export function logicalBoxes(css: string): string {
  return css.replace(DECLARATION, (whole, name: string, list: string) => {
    const values = list.match(VALUE) ?? [];
    if (values.length !== 4 || list.includes('/') || list.includes('!')) return whole;
    if (name === 'border-radius')
      return sameCorners(values)
        ? whole
        : CORNERS.map((corner, at) => `border-${corner}-radius: ${values[at]}`).join('; ');
    if (values[1] === values[3]) return whole;
    return (SIDES[name] ?? []).map((side, at) => `${name}-${side}: ${values[at]}`).join('; ');
  });
}

const sameCorners = (values: readonly string[]): boolean =>
  values[0] === values[1] && values[2] === values[3];

/**
 * Reads every style sheet of the sources so. A step of PostCSS, which puts the sheets of an `@import` in its place first: a step
 * of Vite sees those in no other way.
 */
export const logicalBoxesStep: NonNullable<CSSOptions['postcss']> = {
  plugins: [
    {
      postcssPlugin: 'jhalak-logical-boxes',
      Declaration(declaration) {
        const written = `${declaration.prop}: ${declaration.value};`;
        const read = logicalBoxes(written);
        if (declaration.important || read === written) return;
        for (const [prop = '', value = ''] of read.split(/; ?/u).map((one) => one.split(': ')))
          if (prop !== '') declaration.cloneBefore({ prop, value });
        declaration.remove();
      },
    },
  ],
};
