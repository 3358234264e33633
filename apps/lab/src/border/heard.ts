// What the ear at the wire heard: packets of a capture file, and the bytes that one side sent.

import { readFileSync } from 'node:fs';

/** One packet of IPv4 or IPv6. */
export interface Packet {
  from: string;
  to: string;
  protocol: 'tcp' | 'udp' | 'other';
  fromPort: number | undefined;
  toPort: number | undefined;
  /** What TCP or UDP carries; of anything else everything behind the IP header. */
  payload: Buffer;
}

const GLOBAL_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const ETHERNET_BYTES = 14;
const V6_BYTES = 40;

/** @returns every IP packet in a capture of an Ethernet device; ARP is not one. */
export function packetsOf(file: string): Packet[] {
  const bytes = readFileSync(file);
  const packets: Packet[] = [];
  let at = GLOBAL_HEADER_BYTES;
  while (at + RECORD_HEADER_BYTES <= bytes.byteLength) {
    const length = bytes.readUInt32LE(at + 8);
    const frame = bytes.subarray(at + RECORD_HEADER_BYTES, at + RECORD_HEADER_BYTES + length);
    at += RECORD_HEADER_BYTES + length;
    const packet = packetOf(frame);
    if (packet !== undefined) packets.push(packet);
  }
  return packets;
}

function packetOf(frame: Buffer): Packet | undefined {
  const type = frame.readUInt16BE(12);
  const ip = frame.subarray(ETHERNET_BYTES);
  if (type === 0x0800) {
    const header = ((ip[0] ?? 0) & 0x0f) * 4;
    const rest = ip.subarray(header, ip.readUInt16BE(2));
    const [from, to] = [ip.subarray(12, 16).join('.'), ip.subarray(16, 20).join('.')];
    return carried(from, to, ip[9] ?? 0, rest);
  }
  if (type !== 0x86dd) return undefined;
  const rest = ip.subarray(V6_BYTES, V6_BYTES + ip.readUInt16BE(4));
  return carried(v6(ip.subarray(8, 24)), v6(ip.subarray(24, 40)), ip[6] ?? 0, rest);
}

function carried(from: string, to: string, protocol: number, rest: Buffer): Packet {
  if (protocol === 6) {
    const header = ((rest[12] ?? 0) >> 4) * 4;
    const payload = rest.subarray(header);
    const [fromPort, toPort] = [rest.readUInt16BE(0), rest.readUInt16BE(2)];
    return { from, to, protocol: 'tcp', fromPort, toPort, payload };
  }
  if (protocol === 17) {
    const [fromPort, toPort] = [rest.readUInt16BE(0), rest.readUInt16BE(2)];
    return { from, to, protocol: 'udp', fromPort, toPort, payload: rest.subarray(8) };
  }
  return { from, to, protocol: 'other', fromPort: undefined, toPort: undefined, payload: rest };
}

function v6(address: Buffer): string {
  return address.toString('hex').replace(/(.{4})(?=.)/g, '$1:');
}
