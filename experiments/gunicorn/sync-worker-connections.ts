import { defineExperiment } from "../../src/model/experiment.ts";

// how long a worker takes to boot decides whether three and four count as queued, so their shape is not judged: the time is
const inPace = { one: { shape: "streamed" }, two: { shape: "streamed" } } as const;
const waitsForAnAnswer = { end: "clean", text: "identical", ttftMs: { min: 1700, max: 2900 } } as const;
const takenByTheNewOne = { end: "clean", text: "identical", ttftMs: { max: 1500 } } as const;

export default defineExperiment({
  title: "a gthread worker keeps readers waiting for its two threads while a new worker idles",
  kind: "fix",
  why: `A gthread worker accepts up to worker_connections readers (default 1000), however few threads it has; the others wait in its own
    queue. So a worker that comes later (added, restarted, booting) cannot take them: readers three and four wait for a whole answer
    beside an idle process. With worker_connections as low as threads they wait in the listen queue that all workers share, and the new one
    takes them as it boots. No capacity is won: with one worker the times are the same.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 30, gapMs: 75 },
  readers: { one: {}, two: { startMs: 60 }, three: { startMs: 120 }, four: { startMs: 180 } },
  // a second worker; a signal by way of Docker would end at the container's init, which does not pass this one on
  acts: [
    { at: { ms: 300 }, do: "exec", layer: "gunicorn", command: ["sh", "-c", "kill -TTIN $(cat /tmp/gunicorn.pid)"] },
  ],
  proofs: ["paced"],
  sides: {
    "1000-worker-added": {
      variants: { gunicorn: "worker-connections-1000-gthread" },
      expect: {
        logs: { gunicorn: "Handling signal: ttin" },
        readers: { ...inPace, three: waitsForAnAnswer, four: waitsForAnAnswer },
      },
    },
    "2-worker-added": {
      variants: { gunicorn: "worker-connections-2-gthread" },
      expect: { readers: { ...inPace, three: takenByTheNewOne, four: takenByTheNewOne } },
    },
    "1000-alone": {
      variants: { gunicorn: "worker-connections-1000-gthread" },
      acts: [],
      expect: { readers: { ...inPace, three: waitsForAnAnswer, four: waitsForAnAnswer } },
    },
    "2-alone": {
      variants: { gunicorn: "worker-connections-2-gthread" },
      acts: [],
      expect: { readers: { ...inPace, three: waitsForAnAnswer, four: waitsForAnAnswer } },
    },
  },
});
