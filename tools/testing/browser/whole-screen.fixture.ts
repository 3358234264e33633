/// <reference lib="dom" />
// A whole screen, also what lies below the fold: nothing sticks out, nothing bars anybody, and a picture of it.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { seriousViolations } from './axe.fixture.ts';
import { sticksOut } from './layout.fixture.ts';

const PICTURES = process.env['JHALAK_PICTURES'];
/** A longer picture shows nothing that this one does not. */
const PICTURE_HEIGHT_MAX = 6_000;

/** @param name of the picture, kept where JHALAK_PICTURES says. */
export async function isWell(page: Page, name: string): Promise<void> {
  assert.deepEqual(await sticksOut(page), [], name);
  assert.deepEqual(await seriousViolations(page), [], name);
  if (PICTURES !== undefined) await wholePicture(page, join(PICTURES, `${name}.png`));
}

/** Keeps a picture of all that the screen holds, however far down. */
export async function wholePicture(page: Page, path: string): Promise<void> {
  const size = page.viewportSize();
  if (size === null) return;
  const height = await page.evaluate(() => document.querySelector('.screen')?.scrollHeight ?? 0);
  const tall = Math.max(size.height, Math.min(PICTURE_HEIGHT_MAX, height + 80));
  if (tall !== size.height) await page.setViewportSize({ ...size, height: tall });
  await page.screenshot({ path });
  if (tall !== size.height) await page.setViewportSize(size);
}
