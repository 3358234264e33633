// What the browser tells about the line. Only some do; nothing told counts as a good line.

interface NetworkInformation {
  saveData?: boolean;
  effectiveType?: string;
  downlink?: number;
}

export interface Line {
  downlinkMbps: number | undefined;
  saveData: boolean;
  /** Prepare little. */
  slow: boolean;
}

/** @param dataSaver the person's own setting. */
export function lineOf(dataSaver: boolean): Line {
  const told = (navigator as Navigator & { connection?: NetworkInformation }).connection;
  const saveData = dataSaver || told?.saveData === true;
  return {
    downlinkMbps: told?.downlink,
    saveData,
    slow: saveData || ['slow-2g', '2g', '3g'].includes(told?.effectiveType ?? ''),
  };
}
