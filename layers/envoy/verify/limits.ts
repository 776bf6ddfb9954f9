import type { Limit } from "../../../src/verify/product.ts";
import type { Value } from "../../../src/verify/route.ts";
import { secondsOf } from "../../../src/verify/seconds.ts";
import { UPSTREAM } from "./resources.ts";
import { type Slot, slotIn } from "../../../src/verify/slots.ts";
import type { Spot } from "../../../src/verify/yaml.ts";

/** A limit with the place that sets it for this route. */
export interface EnvoyLimit extends Limit {
  /** The key, as it is called where it stands. */
  readonly name: string;
  readonly slot: Slot | null;
  /** What stands there for "none". */
  readonly never: string;
}

/** What holds in a route, and around it. */
export interface Around {
  readonly action: Spot;
  readonly virtualHost: Spot;
  readonly manager: Spot;
  readonly cluster: Spot | null;
}

/** A duration: what is set, or the default. */
function valueOf(set: Spot | null, otherwise: string): Value {
  return set === null ? { value: otherwise, at: null } : { value: set.text ?? "", at: set.at };
}

/** One limit; none where it is switched off. */
function limit(kind: Limit["kind"], name: string, value: Value, slot: Slot | null, never = "0s"): EnvoyLimit[] {
  const seconds = secondsOf(value.value);
  return seconds === null ? [] : [{ kind, seconds: { ...value, value: String(seconds) }, name, slot, never }];
}

/**
 * What can end an answer, with Envoy's defaults: 15 s in all, 5 min of silence
 * (https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts). Nothing of a connection's own idle time: it counts none with
 * a stream on it.
 */
export function limitsOf({ action, virtualHost, manager, cluster }: Around): EnvoyLimit[] {
  const retry = action.get("retry_policy") ?? virtualHost.get("retry_policy");
  const [route, stream] = [action.get("idle_timeout"), manager.get("stream_idle_timeout")];
  const own = action.get("max_stream_duration", "max_stream_duration");
  const common = manager.get("common_http_protocol_options");
  const asked = cluster?.get(...UPSTREAM, "common_http_protocol_options") ?? null;
  const long = "86400s";
  return [
    ...limit("total", "timeout", valueOf(action.get("timeout"), "15s"), slotIn(action, "timeout")),
    ...(route === null
      ? limit("idle", "stream_idle_timeout", valueOf(stream, "300s"), slotIn(manager, "stream_idle_timeout"))
      : limit("idle", "idle_timeout", valueOf(route, ""), slotIn(action, "idle_timeout"))),
    ...(own === null
      ? duration(common, long)
      : limit(
          "total",
          "max_stream_duration",
          valueOf(own, ""),
          slotIn(action.get("max_stream_duration"), "max_stream_duration"),
        )),
    ...duration(asked, long),
    ...limit(
      "headers",
      "per_try_timeout",
      valueOf(retry?.get("per_try_timeout") ?? null, "0s"),
      slotIn(retry, "per_try_timeout"),
    ),
    ...limit(
      "idle",
      "per_try_idle_timeout",
      valueOf(retry?.get("per_try_idle_timeout") ?? null, "0s"),
      slotIn(retry, "per_try_idle_timeout"),
    ),
  ];
}

function duration(options: Spot | null, never: string): EnvoyLimit[] {
  const set = options?.get("max_stream_duration") ?? null;
  if (set === null) return [];
  return limit("total", "max_stream_duration", valueOf(set, ""), slotIn(options, "max_stream_duration"), never);
}
