import { LabError } from "../model/error.ts";
import { Flow } from "./flow.ts";
import type { Packet } from "./tcp.ts";

/** One end of a connection. */
export interface End {
  readonly address: string;
  readonly port: number;
}

/** A TCP connection, both directions put together. */
export interface Connection {
  readonly client: End;
  readonly server: End;
  /** What the client sent, and what the server did. */
  readonly up: Flow;
  readonly down: Flow;
  readonly openedNs: number;
  /** Its last packet. */
  readonly lastNs: number;
}

/** Where servers listen, when nobody saw who called whom; else the lower port. */
const SERVER_PORTS = new Set([80, 443, 3000, 4000, 5000, 8000, 8080, 8081, 8443, 8888, 9000, 9090, 11434]);
/** What fits into memory. */
export interface Limits {
  /** Bytes of payload, of all connections: beyond them lengths alone are kept. */
  readonly payload: number;
  /** Segments of all connections, some 100 bytes each. */
  readonly segments: number;
}
const LIMITS: Limits = { payload: 256e6, segments: 5e6 };
const NOTHING = Buffer.alloc(0);

interface Open {
  readonly connection: { -readonly [Key in keyof Connection]: Connection[Key] };
  readonly synSeq: number | null;
}

/** Puts packets together to connections, in the order in which they passed. */
export class Connections {
  readonly #open = new Map<string, Open>();
  readonly #all: Connection[] = [];
  readonly #limits: Limits;
  #kept = 0;
  #segments = 0;
  #lastNs = 0;

  constructor(limits: Limits = LIMITS) {
    this.#limits = limits;
  }

  /** @throws LabError capture_unreadable when there are more than fit into memory */
  add(packet: Packet): void {
    this.#lastNs = Math.max(this.#lastNs, packet.atNs);
    const { connection } = this.#of(packet);
    const isUp = packet.from === connection.client.address && packet.fromPort === connection.client.port;
    const [flow, other] = isUp ? [connection.up, connection.down] : [connection.down, connection.up];
    flow.sent(packet, this.#keep(packet));
    flow.looked(packet.atNs);
    other.answered(packet, flow.scale ?? 0, flow.sawSyn && other.sawSyn);
    connection.lastNs = packet.atNs;
  }

  /** All of them, once the last packet has been added. */
  end(): Connection[] {
    for (const { up, down } of this.#all) {
      up.end(this.#lastNs);
      down.end(this.#lastNs);
    }
    return this.#all;
  }

  #of(packet: Packet): Open {
    const ends = [`${packet.from}:${packet.fromPort}`, `${packet.to}:${packet.toPort}`];
    const key = ends.sort().join(" ");
    const known = this.#open.get(key);
    const opens = packet.syn && packet.ack === null;
    // the same ports once more, for another connection
    if (known && !(opens && known.synSeq !== packet.seq)) return known;
    const from = { address: packet.from, port: packet.fromPort };
    const to = { address: packet.to, port: packet.toPort };
    const [client, server] = isClient(packet) ? [from, to] : [to, from];
    const times = { openedNs: packet.atNs, lastNs: packet.atNs };
    const connection = { client, server, up: new Flow(), down: new Flow(), ...times };
    const open = { connection, synSeq: opens ? packet.seq : null };
    this.#open.set(key, open);
    this.#all.push(connection);
    return open;
  }

  #keep({ bytes, data }: Packet): Buffer {
    if (bytes === 0) return NOTHING;
    this.#segments += 1;
    if (this.#segments > this.#limits.segments) {
      throw new LabError("capture_unreadable", "the capture has more packets than can be looked at together", {
        limit: `${this.#limits.segments} that carry something`,
        hint: "cut it: tcpdump -r big.pcap -w small.pcap 'host <one of the hops>'",
      });
    }
    if (this.#kept >= this.#limits.payload) return NOTHING;
    this.#kept += data.length;
    return Buffer.from(data); // a copy: the piece of the file that it stands in can go
  }
}

/** Whether the sender of a packet is the one who called: it sent the SYN, or the other end looks like a server. */
function isClient({ syn, ack, fromPort, toPort }: Packet): boolean {
  if (syn) return ack === null;
  if (SERVER_PORTS.has(toPort) !== SERVER_PORTS.has(fromPort)) return SERVER_PORTS.has(toPort);
  return toPort < fromPort;
}
