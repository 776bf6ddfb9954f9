import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a Flask after_request hook that calls get_data or add_etag collects the whole stream",
  kind: "fix",
  why: `Response.get_data() and add_etag() need all of the body: Werkzeug turns the generator into a list first, which takes as long as the
    model does, and only then the response starts. Nobody sees it in the view that streams: the hook is somewhere else, for logging or
    caching. A hook that asks to be called when the response closes (call_on_close) leaves the stream alone.`,
  path: ["flask", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  sides: {
    "get-data": { variants: { flask: "after-request-get-data" }, expect: { shape: "held" } },
    "add-etag": { variants: { flask: "after-request-add-etag" }, expect: { shape: "held" } },
    "call-on-close": { variants: { flask: "after-request-call-on-close" }, expect: { shape: "streamed" } },
    "no-hook": { variants: { flask: "after-request-none" }, expect: { shape: "streamed" } },
  },
});
