// A table that becomes a list of cards on a phone. Its roles are written out, because a table that is laid out in another
// way loses them in some browsers.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';

interface GridRow {
  key: string;
  /** The first one names the row. */
  cells: readonly ComponentChildren[];
}

interface GridTableProps {
  /** Id of its heading. */
  labelledBy: string;
  columns: readonly string[];
  rows: readonly GridRow[];
}

/** Rows before somebody asks for all: what comes below stays near. */
const FIRST_ROWS = 8;

export function GridTable({ labelledBy, columns, rows }: GridTableProps) {
  const { t } = useApp();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST_ROWS);
  return (
    <>
      <div class="wide-table" role="region" tabIndex={0} aria-labelledby={labelledBy}>
        <table role="table" aria-labelledby={labelledBy}>
          <thead role="rowgroup">
            <tr role="row">
              {columns.map((column) => (
                <th key={column} role="columnheader" scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {shown.map(({ key, cells: [name, ...others] }) => (
              <tr key={key} role="row">
                <th role="rowheader" scope="row">
                  {name}
                </th>
                {others.map((cell, index) => (
                  <td key={columns[index + 1]} role="cell" data-label={columns[index + 1]}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < rows.length && (
        <button type="button" class="button" onClick={() => setAll(true)}>
          {t('border.showAll', { count: rows.length })}
        </button>
      )}
    </>
  );
}
