import type Docker from "dockerode";
import { expect, test } from "vitest";
import type { Containers } from "../../src/stack/containers.ts";
import { addressesOf, bridgeOf, sharedNamespaces } from "../../src/stack/networks.ts";

const network = (changes: object): Docker.NetworkInspectInfo =>
  ({
    Id: "0123456789abcdef",
    Name: "shop_default",
    Driver: "bridge",
    Options: {},
    IPAM: {},
    ...changes,
  }) as unknown as Docker.NetworkInspectInfo;

test("a bridge is called after its network, or as its option says; other kinds have none", () => {
  const gateways = { IPAM: { Config: [{ Gateway: "172.20.0.1" }, { Gateway: "fd00::1/64" }, {}] } };
  expect(bridgeOf(network(gateways))).toMatchObject({ device: "br-0123456789ab", gateways: ["172.20.0.1", "fd00::1"] });
  expect(bridgeOf(network({ Options: { "com.docker.network.bridge.name": "docker0" } }))?.device).toBe("docker0");
  expect(bridgeOf(network({ Driver: "overlay" }))).toBeNull();
});

test("every address of a container has its service, and joined namespaces are found", () => {
  const container = (mode: string, networks: object): unknown => ({
    HostConfig: { NetworkMode: mode },
    NetworkSettings: { Networks: networks },
  });
  const containers = new Map([
    [
      "nginx",
      container("shop_default", {
        a: { IPAddress: "172.20.0.2", GlobalIPv6Address: "fd00::2" },
        b: { IPAddress: "172.21.0.2" },
      }),
    ],
    ["sidecar", container("container:4f2a", {})],
  ]) as unknown as Containers;
  expect([...addressesOf(containers)]).toEqual([
    ["172.20.0.2", "nginx"],
    ["fd00::2", "nginx"],
    ["172.21.0.2", "nginx"],
  ]);
  expect(sharedNamespaces(containers)).toEqual(["4f2a"]);
});
