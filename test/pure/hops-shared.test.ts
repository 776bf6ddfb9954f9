import type Docker from "dockerode";
import { describe, expect, test } from "vitest";
import { namesFrom } from "../../src/names.ts";
import { hopsOf } from "../../src/hops/index.ts";
import { isOwnedBy, sharedBy } from "../../src/stack/shared-network.ts";
import { later, PACED, talk, together } from "./hops-talks.ts";
import type { Times } from "./hops-talks.ts";
import { inPieces, pcapOf } from "./hops-wire.ts";
import type { Sent } from "./hops-wire.ts";

/** What proxy, app and model let go, in one network: proxy on 8080, app on 8000, model on 9000. */
interface Pod {
  readonly network: string;
  readonly address: string;
  readonly proxy: Times;
  readonly app: Times;
}

const HOST = "172.20.0.1";

/** A talk whose ends are these: the addresses of the test's own are nobody's here. */
function between(client: string, server: string, packets: readonly Sent[]): Sent[] {
  const ends = new Map<string, string>();
  const endOf = (end: string): string => {
    const port = end.split(":")[1]!;
    return port === "8080" ? server : `${client}:${port}`;
  };
  for (const { from, to } of packets) for (const end of [from, to]) ends.set(end, endOf(end));
  return packets.map((each) => ({ ...each, from: ends.get(each.from)!, to: ends.get(each.to)! }));
}

const toProxy = ({ address, proxy }: Pod): Sent[] =>
  between(HOST, `${address}:8080`, talk("reader", "outer", proxy).packets);
const onLoopback = ({ app }: Pod): Sent[] => [
  ...between("127.0.0.1", "127.0.0.1:8000", talk("outer", "inner", app).packets),
  ...between("127.0.0.1", "127.0.0.1:9000", talk("inner", "model", PACED).packets),
];

/** What is told of pods whose bridge and loopbacks are captured, lengths alone. */
async function told(pods: readonly Pod[], map: readonly string[] = []): Promise<string[]> {
  const file = (packets: readonly Sent[]) => inPieces(pcapOf(packets, { snap: 96 }));
  const shared = pods.flatMap(({ network, address }) =>
    [address, `127.0.0.1%${network}`].map((each) => [each, network] as const),
  );
  const { located } = await hopsOf(
    [
      { name: "bridge.pcap", source: file(pods.flatMap(toProxy)) },
      ...pods.map((pod) => ({ name: "lo.pcap", network: pod.network, source: file(onLoopback(pod)) })),
    ],
    namesFrom(map, new Map([[HOST, "host"]]), new Map(shared)),
  );
  return located.map(({ chain: { reader, hops, origin } }) =>
    [reader, ...hops.map(({ hop, verdict }) => `${hop} ${verdict}`), origin.name].join(" > "),
  );
}

const passing: Pod = { network: "web", address: "172.20.0.3", proxy: later(PACED, 0.8), app: later(PACED, 0.4) };

describe("in a network that several share", () => {
  test("the order of the requests tells who asked whom, and the port who was asked", async () => {
    expect(await told([passing])).toEqual(["host > web:8080 passes > web:8000 passes > web:9000"]);
  });

  test("the proxy holds", async () => {
    const pod = { ...passing, proxy: together(PACED, 2501) };
    expect(await told([pod])).toEqual(["host > web:8080 holds > web:8000 passes > web:9000"]);
  });

  test("the app holds, and the proxy cannot be known", async () => {
    const pod = { ...passing, proxy: together(PACED, 2501), app: together(PACED, 2500.5) };
    expect(await told([pod])).toEqual(["host > web:8080 unknown > web:8000 holds > web:9000"]);
  });

  test("--map names a port", async () => {
    expect(await told([passing], ["127.0.0.1:8000=api", "127.0.0.1:9000=model"])).toEqual([
      "host > web:8080 passes > api passes > model",
    ]);
  });

  test("two of them have the same loopback, and nothing else in common", async () => {
    const other = { ...passing, network: "shop", address: "172.20.0.4", proxy: together(PACED, 2501) };
    expect((await told([passing, other])).toSorted()).toEqual([
      "host > shop:8080 holds > shop:8000 passes > shop:9000",
      "host > web:8080 passes > web:8000 passes > web:9000",
    ]);
  });
});

describe("who shares a network", () => {
  const container = (name: string, mode: string, address = ""): Docker.ContainerInspectInfo =>
    ({
      Id: `id-of-${name}`,
      Name: `/${name}`,
      HostConfig: { NetworkMode: mode },
      NetworkSettings: { Networks: { pod_default: { IPAddress: address, GlobalIPv6Address: "" } } },
    }) as unknown as Docker.ContainerInspectInfo;
  const web = container("web", "pod_default", "172.20.0.3");

  test("a container that names it, by id or by name", () => {
    expect(isOwnedBy(container("api", "container:id-of-web"), web)).toBe(true);
    expect(isOwnedBy(container("api", "container:web"), web)).toBe(true);
    expect(isOwnedBy(container("api", "container:id-of-other"), web)).toBe(false);
    expect(isOwnedBy(container("api", "host"), web)).toBe(false);
  });

  test("its loopback and its owner's addresses are the network's, and all in it are told of", () => {
    const all = [web, container("api", "container:id-of-web"), container("other", "pod_default", "172.20.0.9")];
    const { addresses, note } = sharedBy(web, all, "web");
    expect(addresses).toEqual([
      ["127.0.0.1%web", "web"],
      ["::1%web", "web"],
      ["172.20.0.3", "web"],
    ]);
    expect(note).toContain("one network for web, api: each is named by its port");
  });
});
