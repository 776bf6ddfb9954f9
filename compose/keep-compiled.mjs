// Preloaded into every Node process of a layer (layer.yaml). Node writes its compile cache when it exits by itself, which a container that is
// removed never does. So it is written at the first request, which asks whether the path stands: nothing is measured yet.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { flushCompileCache } from "node:module";

const FIRST = "http.server.request.start";

function keep() {
  unsubscribe(FIRST, keep);
  flushCompileCache();
}
subscribe(FIRST, keep);
